// equalTo, contains, doesNotContain, absent, anything, matchesPathTemplate, binaryEqualTo.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "http/wire/grammar.h"
#include "mockserver/match/base64.h"
#include "mockserver/match/body_text.h"
#include "mockserver/match/java_regex.h"
#include "mockserver/match/operator_reading.h"
#include "mockserver/match/path_template.h"
#include "mockserver/match/text_distance.h"
#include "mockserver/match/utf8.h"

namespace wireproof::mock {
namespace {

using Value = std::optional<std::string_view>;

class EqualTo : public Operator {
 public:
  EqualTo(std::string expected, std::optional<bool> ignore_case)
      : expected_(std::move(expected)), ignore_case_(ignore_case) {
    if (!ignore_case_.value_or(false) || IsAscii(expected_)) return;
    // RE2 knows the letters of all scripts.
    std::string pattern = "(?i)";
    for (std::string_view rest = expected_; !rest.empty();) {
      const DecodedPoint decoded = DecodeUtf8(rest);
      pattern += fmt::format("\\x{{{:x}}}", static_cast<std::uint32_t>(decoded.point));
      rest.remove_prefix(decoded.size);
    }
    if (auto regex = JavaRegex::Compile(pattern)) letters_ = std::move(*regex);
  }

  bool Matches(Value value, const MatchContext&) const override {
    if (!value) return false;
    if (!ignore_case_.value_or(false)) return *value == expected_;
    return letters_ ? letters_->Matches(*value) : wire::EqualsIgnoreCase(*value, expected_);
  }
  double Distance(Value value, const MatchContext& context) const override {
    if (Matches(value, context)) return 0;
    return value ? TextDistance(expected_, *value) : 1;
  }
  Json ToJson() const override {
    Json json = {{"equalTo", expected_}};
    if (ignore_case_) json["caseInsensitive"] = *ignore_case_;
    return json;
  }
  std::string Describe() const override { return expected_; }

 private:
  std::string expected_;
  std::optional<bool> ignore_case_;
  std::optional<JavaRegex> letters_;
};

// contains, and its opposite, which an absent value satisfies.
class Contains : public Operator {
 public:
  Contains(std::string expected, bool negated)
      : expected_(std::move(expected)), negated_(negated) {}

  bool Matches(Value value, const MatchContext&) const override {
    return (value && value->find(expected_) != std::string_view::npos) != negated_;
  }
  double Distance(Value value, const MatchContext& context) const override {
    return Matches(value, context) ? 0 : 1;
  }
  Json ToJson() const override { return {{name(), expected_}}; }
  std::string Describe() const override { return fmt::format("[{}] {}", name(), expected_); }

 private:
  const char* name() const { return negated_ ? "doesNotContain" : "contains"; }
  std::string expected_;
  bool negated_;
};

class Absent : public Operator {
 public:
  double Distance(Value value, const MatchContext&) const override { return value ? 1 : 0; }
  Json ToJson() const override { return {{"absent", true}}; }
  std::string Describe() const override { return "[absent] (absent)"; }
};

// What stands behind it means nothing; it is shown, and not written back, as in WireMock.
class Anything : public Operator {
 public:
  explicit Anything(std::string shown) : shown_(std::move(shown)) {}

  double Distance(Value, const MatchContext&) const override { return 0; }
  Json ToJson() const override { return {{"anything", "anything"}}; }
  std::string Describe() const override { return "[anything] " + shown_; }

 private:
  std::string shown_;
};

class MatchesPathTemplate : public Operator {
 public:
  explicit MatchesPathTemplate(PathTemplate path_template) : template_(std::move(path_template)) {}

  bool Matches(Value value, const MatchContext&) const override {
    return value && template_.Matches(Path(*value));
  }
  double Distance(Value value, const MatchContext& context) const override {
    if (Matches(value, context)) return 0;
    return value ? TextDistance(template_.plain(), Path(*value)) : 1;
  }
  Json ToJson() const override { return {{"matchesPathTemplate", template_.text()}}; }
  std::string Describe() const override { return "[matchesPathTemplate] " + template_.text(); }

 private:
  static std::string_view Path(std::string_view url) { return url.substr(0, url.find('?')); }
  PathTemplate template_;
};

// Octets; an empty body is a body here. A body that was converted to be text is compared as it
// came.
class BinaryEqualTo : public Operator {
 public:
  BinaryEqualTo(std::string encoded, std::string octets)
      : encoded_(std::move(encoded)), octets_(std::move(octets)) {}

  double Distance(Value value, const MatchContext& context) const override {
    std::string_view octets = value.value_or("");
    std::string room;
    if (context.request != nullptr) (void)BodyText(*context.request, room);
    if (!room.empty() && room == octets) octets = context.request->body();
    return octets == octets_ ? 0 : 1;
  }
  Json ToJson() const override { return {{"binaryEqualTo", encoded_}}; }
  std::string Describe() const override { return encoded_; }

 private:
  std::string encoded_;
  std::string octets_;
};

}  // namespace

OperatorResult MakeStringOperator(const OperatorSource& source) {
  if (source.name == "absent") return std::make_shared<const Absent>();
  auto operand = StringOperand(source);
  if (!operand) return std::unexpected(std::move(operand.error()));
  if (source.name == "anything") return std::make_shared<const Anything>(*std::move(operand));
  if (source.name == "equalTo") {
    const auto ignore_case = BoolOption(source, "caseInsensitive");
    if (!ignore_case) return std::unexpected(ignore_case.error());
    return std::make_shared<const EqualTo>(std::move(*operand), *ignore_case);
  }
  if (source.name == "matchesPathTemplate") {
    auto parsed = PathTemplate::Parse(*operand);
    if (!parsed) return Problem(source.pointer, std::move(parsed.error()));
    return std::make_shared<const MatchesPathTemplate>(std::move(*parsed));
  }
  if (source.name == "binaryEqualTo") {
    auto octets = DecodeBase64(*operand);
    if (!octets) return Problem(source.pointer, "binaryEqualTo operand is not Base64");
    return std::make_shared<const BinaryEqualTo>(std::move(*operand), std::move(*octets));
  }
  const bool negated = source.name == "doesNotContain";
  return std::make_shared<const Contains>(std::move(*operand), negated);
}

}  // namespace wireproof::mock
