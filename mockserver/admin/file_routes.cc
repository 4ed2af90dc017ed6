// /__admin/files: the body files below __files.
#include "mockserver/admin/admin_call.h"
#include "mockserver/match/base64.h"

namespace wireproof::mock {
namespace {

AdminReply List(const AdminCall& call) {
  return JsonReply(200, Json(call.engine().files().BodyFiles()));
}

AdminReply Get(const AdminCall& call) {
  auto octets = call.engine().files().ReadBody(call.variables.front());
  if (!octets) return EmptyReply(404);
  return {.status = 200, .fields = {}, .content = std::move(*octets)};
}

AdminReply Refused(const std::string& why) {
  return ErrorReply(400, kBadInput, "The file cannot be used", why);
}

AdminReply Put(const AdminCall& call) {
  const std::string_view octets = call.request.body();
  const auto written = call.engine().files().WriteBody(call.variables.front(), octets);
  return written ? JsonReply(200, EncodeBase64(octets)) : Refused(written.error());
}

// Removing what is not there is done already, as in WireMock; a name that leads out is not.
AdminReply Remove(const AdminCall& call) {
  const std::string& name = call.variables.front();
  const auto removed = call.engine().files().RemoveBody(name);
  if (removed || !call.engine().files().ReadBody(name)) return EmptyReply(200);
  return Refused(removed.error());
}

constexpr Route kRoutes[] = {
    {"GET", "/files", List},
    {"GET", "/files/**", Get},
    {"PUT", "/files/**", Put},
    {"DELETE", "/files/**", Remove},
};

}  // namespace

std::span<const Route> FileRoutes() {
  return kRoutes;
}

}  // namespace wireproof::mock
