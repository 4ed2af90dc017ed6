#include "mockserver/admin/router.h"

#include <array>

namespace wireproof::mock {
namespace {

// Takes the text up to the next '/', and that slash.
std::string_view TakeSegment(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view segment = rest.substr(0, slash);
  rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  return segment;
}

}  // namespace

std::optional<std::vector<std::string>> MatchPath(std::string_view pattern, std::string_view path) {
  std::vector<std::string> variables;
  if (pattern.empty() || path.empty() || path.front() != '/') return std::nullopt;
  pattern.remove_prefix(1);
  path.remove_prefix(1);
  while (true) {
    const bool last = pattern.find('/') == std::string_view::npos;
    const std::string_view wanted = TakeSegment(pattern);
    if (wanted == "**") {
      if (path.empty()) return std::nullopt;
      variables.push_back(DecodePathSegment(path));
      return variables;
    }
    const bool path_last = path.find('/') == std::string_view::npos;
    const std::string_view segment = TakeSegment(path);
    if (wanted.starts_with('{')) {
      if (segment.empty()) return std::nullopt;
      variables.push_back(DecodePathSegment(segment));
    } else if (wanted != segment) {
      return std::nullopt;
    }
    if (last != path_last) return std::nullopt;
    if (last) return variables;
  }
}

std::optional<FoundRoute> FindRoute(std::string_view method, std::string_view path) {
  if (!path.starts_with(kAdminPrefix)) return std::nullopt;
  path.remove_prefix(kAdminPrefix.size());
  if (method == "HEAD") method = "GET";
  const std::array groups = {
      StubRoutes(),     StubSearchRoutes(), JournalRoutes(),  WaitRoutes(),      NearMissRoutes(),
      ScenarioRoutes(), FileRoutes(),       SettingsRoutes(), RecordingRoutes(), WireproofRoutes()};
  // A literal path wins over one with variables, in whatever group it stands.
  std::optional<FoundRoute> found;
  for (const std::span<const Route> group : groups) {
    for (const Route& route : group) {
      if (route.method != method) continue;
      auto variables = MatchPath(route.path, path);
      if (!variables) continue;
      if (variables->empty()) return FoundRoute{&route, {}};
      if (!found) found = FoundRoute{&route, std::move(*variables)};
    }
  }
  return found;
}

}  // namespace wireproof::mock
