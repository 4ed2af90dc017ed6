// URLs of other servers: where stubs proxy to, what webhooks call. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wireproof::mock {

// "http://host:8080/base" in its parts.
struct BaseUrl {
  bool https = false;
  std::string host = {};  // IPv6 without brackets
  std::uint16_t port = 80;
  std::string path = {};  // "" or "/base", without a slash at its end
  // Host as it is sent: with the port where it is not the scheme's.
  std::string authority() const;
};
std::optional<BaseUrl> ParseBaseUrl(std::string_view text);

// "http://host:8080/a?b" as the base that ParseBaseUrl takes, and what is asked for there.
struct UrlParts {
  std::string base = {};    // "http://host:8080"
  std::string target = {};  // "/a?b"; "/" where there is none
};
// Nothing where it is no http or https URL.
std::optional<UrlParts> SplitUrl(std::string_view url);

}  // namespace wireproof::mock
