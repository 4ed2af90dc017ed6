// Finding the route of a path. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/admin/admin_call.h"

namespace wireproof::mock {

inline constexpr std::string_view kAdminPrefix = "/__admin";

struct FoundRoute {
  const Route* route = nullptr;
  std::vector<std::string> variables = {};  // decoded
};

// `path` is not decoded yet and begins with kAdminPrefix. Nothing where no route has that path and
// method. HEAD finds what GET does.
std::optional<FoundRoute> FindRoute(std::string_view method, std::string_view path);

// Whether the path is the pattern's, and what its variables are.
std::optional<std::vector<std::string>> MatchPath(std::string_view pattern, std::string_view path);

}  // namespace wireproof::mock
