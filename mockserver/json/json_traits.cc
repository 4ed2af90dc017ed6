#include "mockserver/json/json_traits.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "mockserver/json/json_number.h"
#include "mockserver/json/json_placeholder.h"

namespace wireproof::mock {
namespace {

constexpr int kMaxHashedDepth = 1000;

std::size_t Mixed(std::size_t seed, std::size_t value) {
  std::size_t mixed = (seed ^ (seed >> 29)) * 0x9E3779B97F4A7C15U + value;
  mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93U;
  return mixed ^ (mixed >> 32);
}

}  // namespace

JsonTraits JsonTraitsMemory::Of(const Json& value, int depth) {
  const std::hash<std::string_view> text_hash;
  if (IsNumber(value)) return {.hash = Mixed(1, text_hash(CanonicalNumber(value)))};
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return {.hash = Mixed(2, text_hash(text)),
            .placeholder = ParsePlaceholder(text).kind != Placeholder::kNone};
  }
  if (value.is_boolean()) return {.hash = Mixed(3, value.get<bool>() ? 1 : 0)};
  if (!value.is_structured()) return {.hash = 4};
  if (const auto found = known_.find(&value); found != known_.end()) return found->second;
  const JsonTraits traits = OfStructured(value, depth);
  known_.emplace(&value, traits);
  return traits;
}

JsonTraits JsonTraitsMemory::OfStructured(const Json& value, int depth) {
  const std::hash<std::string_view> text_hash;
  JsonTraits traits;
  std::size_t sum = value.size();  // a sum, because the order does not count
  if (depth < kMaxHashedDepth && value.is_array()) {
    for (const Json& item : value) {
      const JsonTraits of_item = Of(item, depth + 1);
      sum += Mixed(5, of_item.hash);
      traits.placeholder |= of_item.placeholder;
    }
  } else if (depth < kMaxHashedDepth) {
    for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
      const JsonTraits of_member = Of(member, depth + 1);
      sum += Mixed(text_hash(key), of_member.hash);
      traits.placeholder |= of_member.placeholder;
    }
  }
  traits.hash = Mixed(value.is_array() ? 6 : 7, sum);
  return traits;
}

}  // namespace wireproof::mock
