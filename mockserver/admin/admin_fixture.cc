#include "mockserver/admin/admin_fixture.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace wireproof::mock {
namespace {

// A request with all that it refers to.
class OwnedRequest {
 public:
  OwnedRequest(std::string method, std::string target, std::string body, GivenFields given)
      : method_(std::move(method)),
        target_(std::move(target)),
        body_(std::move(body)),
        given_(std::move(given)) {
    for (const auto& [name, value] : given_.fields) fields_.push_back({name, value});
    RequestParts parts;
    parts.method = method_;
    parts.target = target_;
    parts.version = "HTTP/1.1";
    parts.fields = fields_;
    parts.body = body_;
    parts.origin.client_ip = "127.0.0.1";
    parts.origin.connection = parts.origin.request_of_connection = 1;
    request_ = std::make_unique<Request>(parts);
  }
  const Request& request() const { return *request_; }
  std::string Octets() const {
    std::string octets = fmt::format("{} {} HTTP/1.1\r\n", method_, target_);
    for (const auto& [name, value] : given_.fields)
      octets += fmt::format("{}: {}\r\n", name, value);
    return octets + "\r\n" + body_;
  }

 private:
  std::string method_, target_, body_;
  GivenFields given_;
  std::vector<FieldView> fields_;
  std::unique_ptr<Request> request_;
};

bool Has(const GivenFields& given, std::string_view name) {
  return std::ranges::any_of(given.fields, [&](const auto& one) { return one.first == name; });
}

std::shared_ptr<OwnedRequest> MakeRequest(const std::string& method, const std::string& target,
                                          const std::string& body, GivenFields given) {
  if (!Has(given, "Host")) given.fields.emplace_back("Host", "localhost:8080");
  if (!body.empty()) {
    if (!Has(given, "Content-Type")) given.fields.emplace_back("Content-Type", "application/json");
    given.fields.emplace_back("Content-Length", fmt::format("{}", body.size()));
  }
  return std::make_shared<OwnedRequest>(method, target, body, std::move(given));
}

net::Task<void> Run(AdminHandler& admin, std::shared_ptr<OwnedRequest> request,
                    AdminServer::Pending pending) {
  *pending.reply = co_await admin.Handle(request->request());
  *pending.done = true;
}

std::string OctetsOf(const AdminReply& reply) {
  std::string octets = fmt::format("HTTP/1.1 {} Not Found\r\n", reply.status);
  for (const wire::Field& field : reply.fields) {
    octets += fmt::format("{}: {}\r\n", field.name, field.value);
  }
  return octets + fmt::format("Content-Length: {}\r\n\r\n{}", reply.content.size(), reply.content);
}

}  // namespace

AdminServer::AdminServer(MockOptions options)
    : engine(loop.executor(), std::move(options)), admin(MakeAdmin(engine)) {}

AdminServer::~AdminServer() = default;

AdminReply AdminServer::Ask(const std::string& method, const std::string& target,
                            const std::string& body, GivenFields given) {
  const auto request = MakeRequest(method, target, body, std::move(given));
  return loop.RunTask(admin->Handle(request->request()));
}

AdminServer::Pending AdminServer::Begin(const std::string& method, const std::string& target,
                                        const std::string& body) {
  Pending pending;
  net::Spawn(loop.executor(), "ask", Run(*admin, MakeRequest(method, target, body, {}), pending));
  loop.RunReady();
  return pending;
}

std::string AdminServer::Serve(const std::string& method, const std::string& target,
                               const std::string& body, GivenFields given) {
  const auto owned = MakeRequest(method, target, body, std::move(given));
  const Request& request = owned->request();
  const StoredStubPtr stub = engine.stubs().Take(request, engine.Context(&request));
  std::string sent, failure;
  if (stub == nullptr) {
    sent = OctetsOf(admin->Unmatched(request));
  } else {
    const auto read = [this](std::string_view name) { return engine.files().ReadBody(name); };
    auto octets = RenderReply(*stub->NextReply(), request, "id", read, engine.Rendering());
    const ResponseOctets all =
        octets ? *octets : RenderFailure(*stub->NextReply(), request, octets.error());
    sent = all.interim + all.head + all.content;
    if (!octets) failure = octets.error();
  }
  const std::string received = owned->Octets();
  Served served;
  served.request_octets = received;
  served.origin = request.origin();
  if (stub != nullptr) served.stub_id = stub->stub->id;
  served.sent = sent;
  served.end = ExchangeEnd::kSent;
  served.received_at_us = engine.clock().now_us();
  const std::uint64_t number = engine.journal().Append(served);
  if (!failure.empty()) {
    engine.journal().AppendSubEvent(number,
                                    {kTemplateError, 0, WriteJson(Json{{"message", failure}})});
  }
  return sent;
}

Json JsonOf(const AdminReply& reply) {
  auto json = ReadJson(reply.content);
  EXPECT_TRUE(json) << reply.content;
  return json ? std::move(*json) : Json();
}

TemporaryRoot::TemporaryRoot() {
  std::string form = (std::filesystem::temp_directory_path() / "wireproof-admin-XXXXXX").string();
  if (mkdtemp(form.data()) == nullptr) ADD_FAILURE() << "no temporary folder: " << form;
  path_ = form;
}

TemporaryRoot::~TemporaryRoot() {
  std::filesystem::remove_all(path_);
}

}  // namespace wireproof::mock
