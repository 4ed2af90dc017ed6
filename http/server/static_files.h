// Serves the files below a folder for GET and HEAD: http.server's SimpleHTTPRequestHandler.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/net/task.h"
#include "http/server/handler.h"

namespace wireproof::server {

class Exchange;

// A folder gives its index.html or index.htm. Without its trailing slash it redirects to the name
// with one. One without an index is listed in CPython's profile and 404 in the strict one, which
// also serves nothing that a symbolic link puts outside the root. If-Modified-Since is heeded
// (IMF-fixdate and the two obsolete forms) where there is no If-None-Match.
class StaticFiles : public Handler {
 public:
  explicit StaticFiles(std::string root);

  std::span<const std::string_view> methods() const override;  // GET HEAD
  net::Task<void> Handle(Exchange& exchange) override;

 private:
  net::Task<void> SendFile(Exchange& exchange, std::string path) const;
  net::Task<void> SendListing(Exchange& exchange, std::string path) const;
  bool IsInside(const std::string& path) const;

  std::string root_;       // without a trailing slash
  std::string real_root_;  // without symbolic links
};

}  // namespace wireproof::server
