// /__admin/files: the body files below __files.
#include "mockserver/admin/admin_call.h"
#include "mockserver/match/base64.h"

namespace wireproof::mock {
namespace {

AdminReply ListFiles(const AdminCall& call) {
  return JsonReply(200, Json(call.engine().files().BodyFiles()));
}

AdminReply GetFile(const AdminCall& call) {
  auto octets = call.engine().files().ReadBody(call.variables.front());
  if (!octets) return EmptyReply(404);
  return {.status = 200, .fields = {}, .content = std::move(*octets)};
}

AdminReply Refused(const std::string& why) {
  return ErrorReply(400, kBadInput, "The file cannot be used", why);
}

AdminReply PutFile(const AdminCall& call) {
  const std::string_view octets = call.request.body();
  const auto written = call.engine().files().WriteBody(call.variables.front(), octets);
  return written ? JsonReply(200, EncodeBase64(octets)) : Refused(written.error());
}

// Removing what is not there is done already, as in WireMock; and nothing is there by a name that
// leads out of the folder.
AdminReply RemoveFile(const AdminCall& call) {
  const std::string& name = call.variables.front();
  const auto removed = call.engine().files().RemoveBody(name);
  if (removed || !call.engine().files().ReadBody(name)) return EmptyReply(200);
  return Refused(removed.error());
}

constexpr Route kFileRoutes[] = {
    {"GET", "/files", ListFiles},
    {"GET", "/files/**", GetFile},
    {"PUT", "/files/**", PutFile},
    {"DELETE", "/files/**", RemoveFile},
};

}  // namespace

std::span<const Route> FileRoutes() {
  return kFileRoutes;
}

}  // namespace wireproof::mock
