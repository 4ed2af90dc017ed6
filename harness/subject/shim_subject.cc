#include "harness/subject/shim_subject.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "harness/subject/members.h"
#include "harness/subject/shim_process.h"
#include "http/script/json_reader.h"
#include "http/script/octets.h"

namespace wireproof::harness {

using nlohmann::json;
using script::OctetsToUtf8;

namespace {

// What a shim may take beyond an exchange's deadline before it counts as hung.
constexpr std::chrono::milliseconds kExchangeGrace{1000};

SubjectError BadReply(const std::string& name, const MemberProblem& problem) {
  return {SubjectError::Kind::kProtocol,
          fmt::format("{}: its reply at {}: {}", name, problem.pointer, problem.message)};
}

class ShimServer final : public ServerSubject {
 public:
  ShimServer(std::unique_ptr<ShimProcess> shim,
             std::shared_ptr<const script::Credentials> credentials)
      : shim_(std::move(shim)), credentials_(std::move(credentials)) {}

  const Identity& identity() const override { return shim_->identity(); }

  net::Task<std::expected<Endpoint, SubjectError>> Listen(bool tls) override {
    std::optional<Endpoint>& known = endpoints_[tls];
    if (known) co_return *known;
    json members = {{"app", "echo"}};
    if (tls) {
      const script::IssuedCertificate& issued = credentials_->Issue({});
      members["tls"] = {{"cert_pem", issued.chain_pem}, {"key_pem", issued.key_pem}};
    }
    auto reply = co_await shim_->Call("serve", std::move(members), kShimDeadline);
    if (!reply) co_return std::unexpected(std::move(reply.error()));
    MemberProblem problem;
    Members read(*reply, "", problem);
    Endpoint endpoint{read.Text("host"),
                      static_cast<std::uint16_t>(read.Integer("port", 1, 65535))};
    if (problem) co_return std::unexpected(BadReply(identity().name, problem));
    known = endpoint;
    co_return endpoint;
  }

  bool alive() override { return shim_->alive(); }
  std::string diagnostics() const override { return shim_->diagnostics(); }
  net::Task<void> Stop() override { co_await shim_->Stop(); }

 private:
  std::unique_ptr<ShimProcess> shim_;
  std::shared_ptr<const script::Credentials> credentials_;
  std::array<std::optional<Endpoint>, 2> endpoints_;  // plain, TLS
};

json FieldsToJson(const std::vector<std::pair<std::string, std::string>>& fields) {
  json list = json::array();
  for (const auto& [name, value] : fields) {
    list.push_back(json::array({OctetsToUtf8(name), OctetsToUtf8(value)}));
  }
  return list;
}

json RequestToJson(const ClientRequest& request) {
  json value = {{"method", OctetsToUtf8(request.method)}, {"target", OctetsToUtf8(request.target)}};
  if (request.host) value["host"] = OctetsToUtf8(*request.host);
  if (!request.fields.empty()) value["fields"] = FieldsToJson(request.fields);
  if (request.body) value["body"] = OctetsToUtf8(*request.body);
  if (request.chunks) {
    json& chunks = value["chunks"] = json::array();
    for (const std::string& chunk : *request.chunks) chunks.push_back(OctetsToUtf8(chunk));
  }
  return value;
}

json ExchangeToJson(const Exchange& exchange) {
  json members = {{"connect", {{"host", exchange.connect.host}, {"port", exchange.connect.port}}},
                  {"reuse", exchange.reuse},
                  {"deadline_ms", exchange.deadline.count()}};
  json& requests = members["requests"] = json::array();
  for (const ClientRequest& request : exchange.requests) {
    requests.push_back(RequestToJson(request));
  }
  if (exchange.tls) {
    members["tls"] = {{"ca_pem", exchange.tls->ca_pem}, {"server_name", exchange.tls->server_name}};
  }
  return members;
}

wire::Fields ToWire(std::vector<std::pair<std::string, std::string>> fields) {
  wire::Fields converted;
  for (auto& [name, value] : fields) converted.push_back({std::move(name), std::move(value)});
  return converted;
}

script::Message ReadResponse(const json& value, const std::string& pointer,
                             MemberProblem& problem) {
  Members members(value, pointer, problem);
  script::Message response;
  response.version = members.TextOr("version", "");
  response.status = static_cast<int>(members.Integer("status", 0, 1 << 20));
  response.reason = members.Octets("reason");
  response.fields = ToWire(members.Fields("fields"));
  response.body = members.Octets("body");
  response.trailers = ToWire(members.Fields("trailers"));
  return response;
}

ClientFailure ReadFailure(const json& value, MemberProblem& problem) {
  Members members(value, "/failure", problem);
  ClientFailure failure;
  failure.request = static_cast<int>(members.Integer("request", 0, 1 << 20));
  failure.at = members.TextOr("at", "");
  const auto kind = FailureKindFromName(members.Text("kind"));
  if (!kind) members.Wrong("kind", "no kind of failure");
  failure.kind = kind.value_or(FailureKind::kOther);
  failure.native = members.TextOr("native", "");
  failure.message = members.TextOr("message", "");
  failure.partial = members.Octets("partial");
  return failure;
}

std::expected<ClientReport, SubjectError> ReadReport(const json& reply, const std::string& name) {
  MemberProblem problem;
  Members members(reply, "", problem);
  ClientReport report;
  if (const json* responses = members.Any("responses"); responses != nullptr) {
    if (!responses->is_array()) members.Wrong("responses", "expected an array");
    std::size_t index = 0;
    for (const json& response : *responses) {
      report.responses.push_back(
          ReadResponse(response, script::PointerTo("/responses", index++), problem));
    }
  }
  if (const json* failure = members.Optional("failure"); failure != nullptr) {
    report.failure = ReadFailure(*failure, problem);
  }
  if (problem) return std::unexpected(BadReply(name, problem));
  return report;
}

class ShimClient final : public ClientSubject {
 public:
  ShimClient(net::Executor executor, Manifest manifest, std::unique_ptr<ShimProcess> shim)
      : executor_(std::move(executor)),
        manifest_(std::move(manifest)),
        shim_(std::move(shim)),
        identity_(shim_->identity()) {}

  const Identity& identity() const override { return identity_; }

  net::Task<std::expected<ClientReport, SubjectError>> Perform(Exchange exchange) override {
    if (!shim_->alive()) {
      co_await shim_->Stop();
      auto started = co_await ShimProcess::Start(executor_, manifest_);
      if (!started) co_return std::unexpected(std::move(started.error()));
      shim_ = std::move(*started);
    }
    json members = ExchangeToJson(exchange);
    auto reply =
        co_await shim_->Call("exchange", std::move(members), exchange.deadline + kExchangeGrace);
    if (!reply) co_return std::unexpected(std::move(reply.error()));
    co_return ReadReport(*reply, identity_.name);
  }

  net::Task<void> Release() override {
    if (!shim_->alive()) co_return;
    json nothing = json::object();
    co_await shim_->Call("release", std::move(nothing), kShimDeadline);
  }

  std::string diagnostics() const override { return shim_->diagnostics(); }
  net::Task<void> Stop() override { co_await shim_->Stop(); }

 private:
  net::Executor executor_;
  Manifest manifest_;
  std::unique_ptr<ShimProcess> shim_;
  Identity identity_;
};

}  // namespace

net::Task<std::expected<std::unique_ptr<ServerSubject>, SubjectError>> StartShimServer(
    net::Executor executor, Manifest manifest,
    std::shared_ptr<const script::Credentials> credentials) {
  auto shim = co_await ShimProcess::Start(executor, std::move(manifest));
  if (!shim) co_return std::unexpected(std::move(shim.error()));
  co_return std::make_unique<ShimServer>(std::move(*shim), std::move(credentials));
}

net::Task<std::expected<std::unique_ptr<ClientSubject>, SubjectError>> StartShimClient(
    net::Executor executor, Manifest manifest) {
  auto shim = co_await ShimProcess::Start(executor, manifest);
  if (!shim) co_return std::unexpected(std::move(shim.error()));
  co_return std::make_unique<ShimClient>(executor, std::move(manifest), std::move(*shim));
}

}  // namespace wireproof::harness
