#include "mockserver/match/multipart_pattern.h"

#include <fmt/format.h>

#include <algorithm>

#include "mockserver/match/operator_reading.h"
#include "mockserver/match/request_pattern_parts.h"
#include "mockserver/match/request_pattern_reader.h"

namespace wireproof::mock {

std::expected<MultipartPattern, JsonProblem> MultipartPattern::FromJson(
    const Json& value, std::string_view pointer, const PatternReading& reading) {
  if (!value.is_object()) return Problem(pointer, "expected an object");
  MultipartPattern result;
  result.names_count_ = !reading.drop_unknown_keys;
  for (const auto& [key, member] : value.items()) {
    const std::string here = PointerTo(pointer, key);
    std::optional<JsonProblem> problem;
    if (key == "name") {
      problem = ReadText(member, here, result.name_);
    } else if (key == "fileName") {
      problem = ReadText(member, here, result.file_name_);
    } else if (key == "headers") {
      problem = ReadNamed(member, here, reading, result.headers_);
    } else if (key == "bodyPatterns") {
      problem = ReadContents(member, here, reading, result.body_);
    } else if (key == "matchingType") {
      if (member.is_null()) continue;
      if (member != "ANY" && member != "ALL") return Problem(here, "expected ANY or ALL");
      result.type_ = member == "ALL" ? Type::kAll : Type::kAny;
    } else {
      return Problem(here, fmt::format("unknown key \"{}\" in a multipart pattern", key));
    }
    if (problem) return std::unexpected(std::move(*problem));
  }
  return result;
}

bool MultipartPattern::IsNamed(const BodyPart& part) const {
  if (!names_count_) return true;
  return (!name_ || *name_ == part.name) && (!file_name_ || file_name_ == part.file_name);
}

bool MultipartPattern::Matches(const Request& request, const MatchContext& context) const {
  return Distance(request, context.Silent()) == 0;
}

double MultipartPattern::Distance(const Request& request, const MatchContext& context) const {
  const auto& parts = request.body_parts();
  if (parts.empty()) return 1;
  double least = 1;
  double most = 0;
  for (const BodyPart& part : parts) {
    const double distance = PartDistance(part, context);
    least = std::min(least, distance);
    most = std::max(most, distance);
  }
  return type_ == Type::kAll ? most : least;
}

double MultipartPattern::PartDistance(const BodyPart& part, const MatchContext& context) const {
  double sum = IsNamed(part) ? 0 : 1;
  std::size_t count = 1;
  if (headers_) {
    for (const auto& [name, pattern] : *headers_) {
      sum += pattern.Distance(FieldValuesOf(part.fields, name).all(), context);
      ++count;
    }
  }
  if (body_) {
    for (const ValuePattern& pattern : *body_) {
      sum += pattern.Distance(BodyValue(part.body), context);
      ++count;
    }
  }
  return sum / static_cast<double>(count);
}

Json MultipartPattern::ToJson() const {
  Json json = Json::object();
  if (name_) json["name"] = *name_;
  if (file_name_) json["fileName"] = *file_name_;
  if (type_) json["matchingType"] = *type_ == Type::kAll ? "ALL" : "ANY";
  if (headers_) {
    json["headers"] = Json::object();
    for (const auto& [name, pattern] : *headers_) json["headers"][name] = pattern.ToJson();
  }
  if (body_) {
    json["bodyPatterns"] = Json::array();
    for (const ValuePattern& pattern : *body_) json["bodyPatterns"].push_back(pattern.ToJson());
  }
  return json;
}

}  // namespace wireproof::mock
