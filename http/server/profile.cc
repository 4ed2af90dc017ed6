#include "http/server/profile.h"

namespace wireproof::server {

Profile Profile::CPython(const std::string& python_version) {
  using std::chrono::milliseconds;
  Profile profile;
  profile.dialect = wire::Dialect::CPython();
  profile.limits = wire::Limits::CPython();
  profile.unread_body = UnreadBody::kNextRequest;
  profile.error_page = ErrorPageStyle::kHttpServer;
  profile.accept = AcceptPolicy::kHandshakeInAcceptLoop;
  profile.close = CloseStyle::kShutdownAndClose;
  profile.supervised = false;
  profile.server_field = "BaseHTTP/0.6 Python/" + python_version;
  profile.idle_time = milliseconds(0);
  profile.head_time = milliseconds(0);
  profile.transfer_time = milliseconds(0);
  profile.handshake_time = milliseconds(0);
  return profile;
}

}  // namespace wireproof::server
