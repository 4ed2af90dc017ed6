#include "http/client/request.h"

#include <utility>

namespace wireproof::client {

std::expected<PreparedRequest, Error> Prepare(Request request, const Origin& origin,
                                              const Profile& profile, wire::Version peer) {
  if (profile.request_style == RequestStyle::kHttpClient) {
    return PrepareAsHttpClient(std::move(request), origin);
  }
  return PrepareClean(std::move(request), origin, profile, peer);
}

}  // namespace wireproof::client
