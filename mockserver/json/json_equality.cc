#include "mockserver/json/json_equality.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "mockserver/json/json_members.h"
#include "mockserver/json/json_pairing.h"
#include "mockserver/json/json_placeholder.h"
#include "mockserver/json/json_traits.h"

namespace wireproof::mock {
namespace {

// Values nested deeper cannot be read, only built; they count as different.
constexpr int kMaxComparedDepth = 1000;

// The nodes of a value as WireMock counts them: itself, and each child twice if it has children.
std::size_t DeepSize(const Json& value, int depth = 0) {
  if (!value.is_structured() || depth > kMaxComparedDepth) return 1;
  std::size_t size = 1 + value.size();
  for (const Json& child : value) {
    if (child.is_structured()) size += DeepSize(child, depth + 1);
  }
  return size;
}

class Comparison {
 public:
  explicit Comparison(const JsonEquality& rules) : rules_(rules) {}

  // The weight of all differences. With `first_only` it stops at the first one, and only whether
  // it is 0 says something: asking so for pairs of items keeps nested arrays from doubling the
  // work at each level.
  std::size_t Differences(const Json& expected, const Json& actual, bool first_only, int depth);
  bool Same(const Json& expected, const Json& actual, int depth) {
    return Differences(expected, actual, true, depth) == 0;
  }
  bool exhausted() const { return comparisons_ > kMaxJsonComparisons; }

 private:
  std::size_t OfObjects(const Json& expected, const Json& actual, bool first_only, int depth);
  std::size_t OfOrdered(const Json& expected, const Json& actual, bool first_only, int depth);
  std::size_t OfUnordered(const Json& expected, const Json& actual, bool first_only, int depth);
  std::size_t OfUnpaired(const std::vector<const Json*>& missing,
                         const std::vector<const Json*>& extra, int depth);
  void DropTwins(std::vector<const Json*>& expected, std::vector<const Json*>& actual, int depth);
  bool DropPairs(std::vector<const Json*>& expected, std::vector<const Json*>& actual, int depth);
  bool Fits(const ParsedPlaceholder& placeholder, const Json& expected, const Json& actual);
  bool MatchesRegex(const Json& expected, std::string_view pattern, const Json& actual);

  const JsonEquality& rules_;
  std::size_t comparisons_ = 0;
  JsonTraitsMemory traits_;
  std::unordered_map<const Json*, std::unique_ptr<re2::RE2>> regexes_;
};

std::size_t Weight(const Json& expected, const Json& actual, bool first_only) {
  return first_only ? 1 : std::max(DeepSize(expected), DeepSize(actual));
}

std::size_t Comparison::Differences(const Json& expected, const Json& actual, bool first_only,
                                    int depth) {
  ++comparisons_;
  if (exhausted() || depth > kMaxComparedDepth) return 1;
  if (expected.is_string()) {
    const auto placeholder = ParsePlaceholder(expected.get_ref<const std::string&>());
    if (placeholder.kind != Placeholder::kNone) {
      return Fits(placeholder, expected, actual) ? 0 : Weight(expected, actual, first_only);
    }
  }
  if (expected.is_object() && actual.is_object()) {
    return OfObjects(expected, actual, first_only, depth + 1);
  }
  if (expected.is_array() && actual.is_array()) {
    return rules_.ignore_array_order ? OfUnordered(expected, actual, first_only, depth + 1)
                                     : OfOrdered(expected, actual, first_only, depth + 1);
  }
  if (expected.is_structured() || actual.is_structured() || !EqualJson(expected, actual)) {
    return Weight(expected, actual, first_only);
  }
  return 0;
}

std::size_t Comparison::OfObjects(const Json& expected, const Json& actual, bool first_only,
                                  int depth) {
  std::size_t found = 0;
  std::size_t common = 0;
  const JsonMembers members(actual);
  for (const auto& [key, value] : expected.get_ref<const Json::object_t&>()) {
    if (const Json* other = members.Find(key); other != nullptr) {
      ++common;
      found += Differences(value, *other, first_only, depth);
    } else if (!value.is_string() || ParsePlaceholder(value.get_ref<const std::string&>()).kind !=
                                         Placeholder::kIgnoreElement) {
      found += DeepSize(value);
    }
    if (first_only && found > 0) return found;
  }
  if (rules_.ignore_extra_elements || common == actual.size()) return found;
  const JsonMembers wanted(expected);
  for (const auto& [key, value] : actual.get_ref<const Json::object_t&>()) {
    if (wanted.Find(key) == nullptr) found += DeepSize(value);
  }
  return found;
}

std::size_t Comparison::OfOrdered(const Json& expected, const Json& actual, bool first_only,
                                  int depth) {
  const std::size_t common = std::min(expected.size(), actual.size());
  std::size_t found = 0;
  for (std::size_t i = 0; i < common; ++i) {
    found += Differences(expected[i], actual[i], first_only, depth);
    if (first_only && found > 0) return found;
  }
  for (std::size_t i = common; i < expected.size(); ++i) found += DeepSize(expected[i]);
  if (rules_.ignore_extra_elements) return found;
  for (std::size_t i = common; i < actual.size(); ++i) found += DeepSize(actual[i]);
  return found;
}

std::size_t Comparison::OfUnordered(const Json& expected, const Json& actual, bool first_only,
                                    int depth) {
  if (first_only && (expected.size() > actual.size() ||
                     (expected.size() < actual.size() && !rules_.ignore_extra_elements))) {
    return 1;
  }
  std::vector<const Json*> missing;
  std::vector<const Json*> extra;
  for (const Json& item : expected) missing.push_back(&item);
  for (const Json& item : actual) extra.push_back(&item);
  DropTwins(missing, extra, depth);
  if (!missing.empty() && !extra.empty() && !DropPairs(missing, extra, depth)) return 1;
  if (first_only) return missing.size() + (rules_.ignore_extra_elements ? 0 : extra.size());
  return OfUnpaired(missing, extra, depth);
}

// One that is missing and one that is extra are compared with each other, as JsonUnit does.
std::size_t Comparison::OfUnpaired(const std::vector<const Json*>& missing,
                                   const std::vector<const Json*>& extra, int depth) {
  if (missing.size() == 1 && extra.size() == 1) {
    return Differences(*missing[0], *extra[0], false, depth);
  }
  std::size_t found = 0;
  for (const Json* item : missing) found += DeepSize(*item);
  if (rules_.ignore_extra_elements) return found;
  for (const Json* item : extra) found += DeepSize(*item);
  return found;
}

// Removes pairs of equal items of which the expected one cannot equal anything else: no choice
// is lost, and large arrays take linear time.
void Comparison::DropTwins(std::vector<const Json*>& expected, std::vector<const Json*>& actual,
                           int depth) {
  std::unordered_multimap<std::size_t, std::size_t> places;
  for (std::size_t i = actual.size(); i-- > 0;) places.emplace(traits_.Of(*actual[i]).hash, i);
  std::vector<const Json*> missing;
  for (const Json* item : expected) {
    const JsonTraits traits = traits_.Of(*item);
    const bool certain =
        !traits.placeholder && (!item->is_structured() || !rules_.ignore_extra_elements);
    auto [at, end] = places.equal_range(traits.hash);
    if (!certain) at = end;
    while (at != end && !Same(*item, *actual[at->second], depth)) ++at;
    if (at == end) {
      missing.push_back(item);
    } else {
      actual[at->second] = nullptr;
      places.erase(at);
    }
  }
  expected = std::move(missing);
  std::erase(actual, nullptr);
}

bool Comparison::DropPairs(std::vector<const Json*>& expected, std::vector<const Json*>& actual,
                           int depth) {
  if (expected.size() > kMaxJsonComparisons / actual.size()) {
    comparisons_ = kMaxJsonComparisons + 1;
    return false;
  }
  Pairing pairing(expected.size(), actual.size(), [&](std::size_t left, std::size_t right) {
    return Same(*expected[left], *actual[right], depth);
  });
  if (!pairing.Complete(kMaxJsonComparisons)) {
    comparisons_ = kMaxJsonComparisons + 1;
    return false;
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (pairing.left()[i]) expected[i] = nullptr;
  }
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (pairing.right()[i]) actual[i] = nullptr;
  }
  std::erase(expected, nullptr);
  std::erase(actual, nullptr);
  return true;
}

bool Comparison::Fits(const ParsedPlaceholder& placeholder, const Json& expected,
                      const Json& actual) {
  switch (placeholder.kind) {
    case Placeholder::kAnyString:
      return actual.is_string();
    case Placeholder::kAnyNumber:
      return IsNumber(actual);
    case Placeholder::kAnyBoolean:
      return actual.is_boolean();
    case Placeholder::kIgnore:
    case Placeholder::kIgnoreElement:
      return true;
    case Placeholder::kRegex:
      return MatchesRegex(expected, placeholder.operand, actual);
    case Placeholder::kMatches:
    case Placeholder::kNone:
      break;
  }
  return false;
}

bool Comparison::MatchesRegex(const Json& expected, std::string_view pattern, const Json& actual) {
  if (!actual.is_string()) return false;
  auto& regex = regexes_[&expected];
  if (regex == nullptr) regex = PlaceholderRegex(pattern);
  return regex->ok() && re2::RE2::FullMatch(actual.get_ref<const std::string&>(), *regex);
}

}  // namespace

double JsonDistance(const Json& expected, const Json& actual, const JsonEquality& rules) {
  Comparison comparison(rules);
  const std::size_t differences = comparison.Differences(expected, actual, false, 0);
  if (comparison.exhausted()) return 1;
  if (differences == 0) return 0;
  const std::size_t nodes = std::max(DeepSize(expected), DeepSize(actual));
  return std::min(1.0, static_cast<double>(differences) / static_cast<double>(nodes));
}

}  // namespace wireproof::mock
