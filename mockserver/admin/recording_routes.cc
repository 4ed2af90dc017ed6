// /__admin/recordings: making stubs of what a real server answered.
#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/recording.h"
#include "mockserver/admin/stub_files.h"
#include "mockserver/serve/proxy_policy.h"
#include "mockserver/stub/base_url.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

using Status = RecordingState::Status;

// No content is the specification that asks for nothing in particular.
std::expected<Json, AdminReply> ReadOptionalBody(const AdminCall& call) {
  if (call.request.body().empty()) return Json::object();
  return ReadBody(call);
}

std::expected<RecordSpec, AdminReply> ReadSpec(const AdminCall& call, const Json& json) {
  auto spec = ReadRecordSpec(json, call.engine().Reading().request);
  if (!spec) return std::unexpected(RefusalReply(spec.error()));
  return std::move(*spec);
}

// A target that can't be recorded from: every request would fail. WireMock takes it all the same.
std::optional<AdminReply> RefuseTarget(const AdminCall& call, const std::string& url) {
  const MockOptions& options = call.engine().options();
  const auto base = ParseBaseUrl(url);
  if (!base || options.compat_wiremock || MayBeAllowed(options.proxy, base->host)) {
    return std::nullopt;
  }
  return RefusalReply({"/targetBaseUrl", DeniedTarget(base->host)});
}

// A stub that passes everything on that no other takes.
std::expected<std::string, AdminReply> AddProxyStub(const AdminCall& call, const std::string& url) {
  Json json = Json::object();
  json["response"] = {{"proxyBaseUrl", url}};
  auto stub = StubFromJson(json, call.engine().Reading());
  if (!stub) return std::unexpected(RefusalReply({"/targetBaseUrl", stub.error().message}));
  auto stored = call.engine().stubs().Add(std::move(*stub));
  if (!stored) {
    return std::unexpected(RefusalReply({"/targetBaseUrl", stored.error().problem.message}));
  }
  return (*stored)->stub->id;
}

AdminReply Start(const AdminCall& call) {
  const auto json = ReadOptionalBody(call);
  if (!json) return json.error();
  const auto spec = ReadSpec(call, *json);
  if (!spec) return spec.error();
  if (auto refusal = RefuseTarget(call, spec->target_base_url)) return *std::move(refusal);
  RecordingState& recording = call.engine().recording();
  if (recording.status == Status::kRecording && !recording.proxy_stub_id.empty()) {
    call.engine().stubs().Remove(recording.proxy_stub_id);
  }
  recording.proxy_stub_id.clear();
  if (!spec->target_base_url.empty()) {
    auto id = AddProxyStub(call, spec->target_base_url);
    if (!id) return id.error();
    recording.proxy_stub_id = std::move(*id);
  }
  recording.status = Status::kRecording;
  recording.spec = std::make_shared<const Json>(*json);
  recording.first_exchange = call.engine().journal().newest() + 1;
  return DoneReply();
}

// Adds what was recorded to the store, and to the files where it is to be kept, so that the first
// recorded is the oldest; and shows it newest first.
AdminReply AddRecorded(const AdminCall& call, const RecordSpec& spec, std::vector<Stub> stubs) {
  Json shown = Json::array();
  std::vector<StoredStubPtr> added;
  for (Stub& stub : stubs) {
    auto stored = call.engine().stubs().Add(std::move(stub));
    if (!stored) continue;
    if ((*stored)->stub->persistent) {
      if (auto kept = KeepInFile(call.engine(), *stored)) stored = std::move(*kept);
    }
    added.push_back(std::move(*stored));
  }
  for (auto one = added.rbegin(); one != added.rend(); ++one) {
    shown.push_back(spec.output_ids ? Json((*one)->stub->id) : StubToJson(*(*one)->stub));
  }
  Json reply = Json::object();
  reply[spec.output_ids ? "ids" : "mappings"] = std::move(shown);
  return JsonReply(200, reply);
}

AdminReply Stop(const AdminCall& call) {
  RecordingState& recording = call.engine().recording();
  if (recording.status != Status::kRecording) {
    return ErrorReply(400, kNotRecording, "Not currently recording.");
  }
  const auto spec = ReadSpec(call, *recording.spec);
  if (!spec) return spec.error();
  std::vector<Stub> stubs = StubsFromJournal(call.engine(), *spec, recording.first_exchange);
  // Its id is kept: a later snapshot still knows what was proxied.
  if (!recording.proxy_stub_id.empty()) call.engine().stubs().Remove(recording.proxy_stub_id);
  recording.status = Status::kStopped;
  return AddRecorded(call, *spec, std::move(stubs));
}

AdminReply Snapshot(const AdminCall& call) {
  const auto json = ReadOptionalBody(call);
  if (!json) return json.error();
  const auto spec = ReadSpec(call, *json);
  if (!spec) return spec.error();
  return AddRecorded(call, *spec, StubsFromJournal(call.engine(), *spec, 0));
}

AdminReply GetStatus(const AdminCall& call) {
  Json reply = Json::object();
  switch (call.engine().recording().status) {
    case Status::kNeverStarted:
      reply["status"] = "NeverStarted";
      break;
    case Status::kRecording:
      reply["status"] = "Recording";
      break;
    case Status::kStopped:
      reply["status"] = "Stopped";
      break;
  }
  return JsonReply(200, reply);
}

constexpr Route kRecordingRoutes[] = {
    {"POST", "/recordings/start", Start},
    {"POST", "/recordings/stop", Stop},
    {"POST", "/recordings/snapshot", Snapshot},
    {"GET", "/recordings/status", GetStatus},
};

}  // namespace

std::span<const Route> RecordingRoutes() {
  return kRecordingRoutes;
}

}  // namespace wireproof::mock
