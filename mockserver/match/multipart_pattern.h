// {"name", "fileName", "matchingType", "headers", "bodyPatterns"}: what parts of a body are to be
// like. Private to this folder.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mockserver/match/request.h"
#include "mockserver/match/value_pattern.h"

namespace wireproof::mock {

class MultipartPattern {
 public:
  static std::expected<MultipartPattern, JsonProblem> FromJson(const Json& value,
                                                               std::string_view pointer,
                                                               const PatternReading& reading);

  // Some part is like that (ANY), or all are (ALL). A body without parts is never.
  bool Matches(const Request& request, const MatchContext& context) const;
  double Distance(const Request& request, const MatchContext& context) const;
  Json ToJson() const;

 private:
  enum class Type : std::uint8_t { kAny, kAll };

  bool IsNamed(const BodyPart& part) const;
  double PartDistance(const BodyPart& part, const MatchContext& context) const;

  std::optional<std::string> name_;
  std::optional<std::string> file_name_;
  // WireMock reads both names and does not look at them.
  bool names_count_ = true;
  std::optional<Type> type_;
  std::optional<std::vector<std::pair<std::string, MultiValuePattern>>> headers_;
  std::optional<std::vector<ValuePattern>> body_;
};

}  // namespace wireproof::mock
