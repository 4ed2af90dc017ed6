#include "mockserver/json/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mockserver/json/json_members.h"

namespace wireproof::mock {
namespace {

// Values nested deeper cannot be read, only built; they count as different.
constexpr int kMaxEqualDepth = 1000;

bool EqualBelow(const Json& a, const Json& b, int depth);

bool EqualObjects(const Json& a, const Json& b, int depth) {
  const JsonMembers members(b);
  for (const auto& [key, value] : a.get_ref<const Json::object_t&>()) {
    const Json* other = members.Find(key);
    if (other == nullptr || !EqualBelow(value, *other, depth)) return false;
  }
  return true;
}

bool EqualBelow(const Json& a, const Json& b, int depth) {
  if (depth > kMaxEqualDepth) return false;
  if (IsNumber(a)) return IsNumber(b) && CompareNumbers(a, b) == 0;
  if (a.type() != b.type() || a.size() != b.size()) return false;
  if (a.is_object()) return EqualObjects(a, b, depth + 1);
  if (!a.is_array()) return a == b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!EqualBelow(a[i], b[i], depth + 1)) return false;
  }
  return true;
}

}  // namespace

bool EqualJson(const Json& a, const Json& b) {
  return EqualBelow(a, b, 0);
}

std::string PointerTo(std::string_view parent, std::string_view key) {
  std::string pointer(parent);
  pointer += '/';
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

std::string PointerTo(std::string_view parent, std::size_t index) {
  return fmt::format("{}/{}", parent, index);
}

}  // namespace wireproof::mock
