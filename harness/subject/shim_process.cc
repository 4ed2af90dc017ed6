#include "harness/subject/shim_process.h"

#include <fmt/format.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "harness/subject/command.h"
#include "harness/subject/members.h"
#include "http/net/deadline.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {

using nlohmann::json;

namespace {

constexpr int kProtocolVersion = 1;
// How much of a line that broke the protocol is shown.
constexpr std::size_t kShownBytes = 200;

std::expected<Identity, std::string> ReadHello(const json& reply) {
  MemberProblem problem;
  Members members(reply, "", problem);
  Identity identity;
  members.Integer("protocol", kProtocolVersion, kProtocolVersion);
  identity.name = members.Text("name");
  identity.version = members.Text("version");
  for (const std::string& role : members.Texts("roles")) {
    if (role == "server") identity.roles.insert(Role::kServer);
    if (role == "client") identity.roles.insert(Role::kClient);
  }
  for (std::string& feature : members.Texts("features")) {
    identity.features.insert(std::move(feature));
  }
  for (std::string& report : members.Texts("reports")) identity.reports.insert(std::move(report));
  if (const json* details = members.Optional("details"); details != nullptr) {
    for (const auto& [name, text] : details->items()) {
      if (text.is_string()) identity.details[name] = text.get<std::string>();
    }
  }
  if (problem) return std::unexpected(fmt::format("{}: {}", problem.pointer, problem.message));
  return identity;
}

// What both the manifest and the shim name counts.
void Narrow(const std::optional<std::set<std::string>>& allowed, std::set<std::string>& names) {
  if (allowed) std::erase_if(names, [&](const auto& name) { return !allowed->contains(name); });
}

}  // namespace

ShimProcess::ShimProcess(std::string name, std::unique_ptr<net::ChildProcess> child,
                         std::unique_ptr<TemporaryFolder> folder)
    : name_(std::move(name)),
      folder_(std::move(folder)),
      child_(std::move(child)),
      lines_(child_->io(), kMaxShimLine) {}

net::Task<std::expected<std::unique_ptr<ShimProcess>, SubjectError>> ShimProcess::Start(
    net::Executor executor, Manifest manifest) {
  auto folder = std::make_unique<TemporaryFolder>();
  const Placeholders values{{"dir", manifest.directory.string()}, {"tmp", folder->path().string()}};
  net::ProcessOptions options = SubjectProcess(manifest.shim, values, folder->path());
  auto child = net::ChildProcess::Start(executor, std::move(options));
  if (!child) {
    co_return std::unexpected(SubjectError{SubjectError::Kind::kUnreachable,
                                           manifest.name + ": " + child.error().message});
  }
  std::unique_ptr<ShimProcess> shim(
      new ShimProcess(manifest.name, std::move(*child), std::move(folder)));
  json hello = {{"protocol", kProtocolVersion}};
  auto reply = co_await shim->Call("hello", std::move(hello), kShimDeadline);
  if (!reply) {
    co_return std::unexpected(
        SubjectError{SubjectError::Kind::kUnreachable, std::move(reply.error().message)});
  }
  auto identity = ReadHello(*reply);
  if (!identity) {
    co_return std::unexpected(
        shim->Broken(SubjectError::Kind::kUnreachable, "its hello: " + identity.error()));
  }
  shim->identity_ = std::move(*identity);
  shim->identity_.name = manifest.name;
  shim->identity_.targets = manifest.targets;
  Narrow(manifest.features, shim->identity_.features);
  Narrow(manifest.reports, shim->identity_.reports);
  co_return shim;
}

net::Task<std::expected<json, SubjectError>> ShimProcess::Call(std::string op, json members,
                                                               std::chrono::milliseconds deadline) {
  if (!usable_) {
    co_return std::unexpected(SubjectError{SubjectError::Kind::kEnded, name_ + ": it has ended"});
  }
  const std::int64_t id = ++last_id_;
  members["id"] = id;
  members["op"] = op;
  std::string line = members.dump(-1, ' ', true, json::error_handler_t::replace);
  line += '\n';
  auto reply = co_await CallRaw(std::move(line), deadline);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  co_return ReadReply(*reply, id);
}

net::Task<std::expected<std::string, SubjectError>> ShimProcess::CallRaw(
    std::string line, std::chrono::milliseconds deadline) {
  net::Waiting waiting("reply", name_);
  auto reply = co_await net::WithDeadline(net::Deadline::After(deadline), std::move(waiting),
                                          Ask(std::move(line)));
  if (reply) co_return std::move(*reply);
  if (reply.error().kind == net::IoErrorKind::kTimeout) {
    co_return std::unexpected(Broken(SubjectError::Kind::kHung, reply.error().message));
  }
  // The pipe ended, so the process has, or is about to: its words and status say why.
  net::Waiting end("end", name_);
  co_await net::WithDeadline(net::Deadline::After(kShimDeadline), std::move(end),
                             child_->FinishStderr());
  co_return std::unexpected(Broken(SubjectError::Kind::kEnded, reply.error().message));
}

net::Task<std::expected<std::string, net::IoError>> ShimProcess::Ask(std::string line) {
  auto written = co_await child_->io().Write(line);
  if (!written) co_return std::unexpected(written.error());
  auto reply = co_await lines_.ReadLine();
  if (!reply) co_return std::unexpected(reply.error());
  if (!*reply) {
    co_return std::unexpected(net::IoError{net::IoErrorKind::kClosed, "its output ended"});
  }
  co_return std::move(**reply);
}

std::expected<json, SubjectError> ShimProcess::ReadReply(const std::string& line, std::int64_t id) {
  using Kind = SubjectError::Kind;
  auto reply = script::ParseJson(line, {.max_bytes = kMaxShimLine});
  const auto shown = [&] { return line.substr(0, kShownBytes); };
  if (!reply) {
    return std::unexpected(Broken(
        Kind::kProtocol, fmt::format("not a reply, {}: {}", Describe(reply.error()), shown())));
  }
  if (!reply->is_object() || reply->value("id", json()) != id) {
    return std::unexpected(
        Broken(Kind::kProtocol, fmt::format("not the reply to message {}: {}", id, shown())));
  }
  if (const auto ok = reply->find("ok"); ok != reply->end() && ok->is_object()) return *ok;
  const auto error = reply->find("error");
  if (error == reply->end()) {
    return std::unexpected(
        Broken(Kind::kProtocol, "a reply with neither \"ok\" nor \"error\": " + shown()));
  }
  MemberProblem problem;
  Members members(*error, "/error", problem);
  const std::string kind = members.Text("kind");
  const std::string message = members.TextOr("message", "");
  if (problem) {
    return std::unexpected(
        Broken(Kind::kProtocol, fmt::format("{}: {}", problem.pointer, problem.message)));
  }
  return std::unexpected(SubjectError{kind == "unsupported" ? Kind::kUnsupported : Kind::kProtocol,
                                      fmt::format("{} answers {}: {}", name_, kind, message)});
}

SubjectError ShimProcess::Broken(SubjectError::Kind kind, std::string message) {
  usable_ = false;
  child_->SendSignal(SIGKILL);
  std::string words = name_ + ": " + std::move(message);
  if (!diagnostics().empty()) words += "\nits standard error ends:\n" + diagnostics();
  return {kind, std::move(words)};
}

bool ShimProcess::alive() {
  return usable_ && !child_->ended();
}

net::Task<void> ShimProcess::Stop() {
  if (usable_) {
    json nothing = json::object();
    co_await Call("shutdown", std::move(nothing), kShimDeadline);
    usable_ = false;
    co_await child_->io().HalfClose();
  }
  net::Waiting waiting("end", name_);
  auto ended = co_await net::WithDeadline(net::Deadline::After(kShimDeadline), std::move(waiting),
                                          child_->FinishStderr());
  if (!ended) child_->SendSignal(SIGKILL);
  co_await child_->Wait();
}

}  // namespace wireproof::harness
