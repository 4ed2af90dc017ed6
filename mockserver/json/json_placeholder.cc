#include "mockserver/json/json_placeholder.h"

#include <fmt/format.h>

#include <cctype>
#include <nlohmann/json.hpp>
#include <vector>

#include "mockserver/json/json_equality.h"

namespace wireproof::mock {
namespace {

// Memory that a compiled pattern may take.
constexpr std::int64_t kMaxRegexBytes = std::int64_t{8} << 20;

std::string Translated(std::string_view pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view rest = pattern.substr(i);
    if (rest.starts_with("\\u") && rest.size() >= 6) {
      out += fmt::format("\\x{{{}}}", rest.substr(2, 4));
      i += 5;
    } else if (rest.size() > 1 && rest[0] == '\\') {
      out += rest.substr(0, 2);
      ++i;
    } else if (rest.size() > 3 && rest.starts_with("(?<") && rest[3] != '=' && rest[3] != '!') {
      out += "(?P<";
      i += 2;
    } else {
      out += rest[0];
    }
  }
  return out;
}

std::expected<void, JsonProblem> CheckString(const std::string& text, const std::string& pointer) {
  const ParsedPlaceholder placeholder = ParsePlaceholder(text);
  if (placeholder.kind == Placeholder::kMatches) {
    return std::unexpected(
        JsonProblem{.pointer = pointer,
                    .message = "${json-unit.matches:...} names a matcher; none can be registered"});
  }
  if (placeholder.kind != Placeholder::kRegex) return {};
  const auto regex = PlaceholderRegex(placeholder.operand);
  if (regex->ok()) return {};
  return std::unexpected(JsonProblem{
      .pointer = pointer,
      .message = fmt::format("the regular expression cannot be used: {}", regex->error())});
}

}  // namespace

ParsedPlaceholder ParsePlaceholder(std::string_view text) {
  constexpr std::string_view kStart = "{json-unit.";
  if (text.size() < kStart.size() + 2 || (text[0] != '$' && text[0] != '#') ||
      text.substr(1, kStart.size()) != kStart) {
    return {};
  }
  const bool dollar = text[0] == '$';
  const std::string_view rest = text.substr(1 + kStart.size());
  if (rest == "any-string}") return {Placeholder::kAnyString};
  if (rest == "any-number}") return {Placeholder::kAnyNumber};
  if (rest == "any-boolean}") return {Placeholder::kAnyBoolean};
  if (rest == "ignore}") return {Placeholder::kIgnore};
  if (rest == "ignore-element}" && dollar) return {Placeholder::kIgnoreElement};
  if (rest.starts_with("regex}")) return {Placeholder::kRegex, rest.substr(6)};
  if (rest.starts_with("matches:")) {
    const std::size_t end = rest.find('}');
    if (end != rest.npos && end > 8) return {Placeholder::kMatches, rest.substr(8, end - 8)};
  }
  return {};
}

std::unique_ptr<re2::RE2> PlaceholderRegex(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxRegexBytes);
  return std::make_unique<re2::RE2>(Translated(pattern), options);
}

std::expected<void, JsonProblem> CheckPlaceholders(const Json& expected) {
  struct Place {
    const Json* value;
    std::string pointer;
  };
  std::vector<Place> open{{&expected, ""}};
  while (!open.empty()) {
    const Place place = std::move(open.back());
    open.pop_back();
    if (place.value->is_string()) {
      auto checked = CheckString(place.value->get_ref<const std::string&>(), place.pointer);
      if (!checked) return checked;
    } else if (place.value->is_object()) {
      for (const auto& [key, child] : place.value->items()) {
        open.push_back({&child, PointerTo(place.pointer, key)});
      }
    } else if (place.value->is_array()) {
      for (std::size_t i = 0; i < place.value->size(); ++i) {
        open.push_back({&(*place.value)[i], PointerTo(place.pointer, i)});
      }
    }
  }
  return {};
}

}  // namespace wireproof::mock
