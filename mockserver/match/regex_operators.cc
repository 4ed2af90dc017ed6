// matches, doesNotMatch: the whole value, where "." is any character, line ends included.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mockserver/match/java_regex.h"
#include "mockserver/match/operator_reading.h"

namespace wireproof::mock {
namespace {

class MatchesRegex : public Operator {
 public:
  MatchesRegex(std::string pattern, JavaRegex regex, bool negated)
      : pattern_(std::move(pattern)), regex_(std::move(regex)), negated_(negated) {}

  bool Matches(std::optional<std::string_view> value, const MatchContext&) const override {
    return (value && regex_.Matches(*value)) != negated_;
  }
  double Distance(std::optional<std::string_view> value,
                  const MatchContext& context) const override {
    return Matches(value, context) ? 0 : 1;
  }
  Json ToJson() const override { return {{name(), pattern_}}; }
  std::string Describe() const override { return fmt::format("[{}] {}", name(), pattern_); }

 private:
  const char* name() const { return negated_ ? "doesNotMatch" : "matches"; }
  std::string pattern_;
  JavaRegex regex_;
  bool negated_;
};

}  // namespace

OperatorResult MakeRegexOperator(const OperatorSource& source) {
  auto pattern = StringOperand(source);
  if (!pattern) return std::unexpected(std::move(pattern.error()));
  auto regex = JavaRegex::Compile("(?s)" + *pattern);
  if (!regex) {
    // The offset in the message is that of the pattern alone.
    auto plain = JavaRegex::Compile(*pattern);
    return Problem(source.pointer, plain ? regex.error() : plain.error());
  }
  const bool negated = source.name == "doesNotMatch";
  return std::make_shared<const MatchesRegex>(std::move(*pattern), std::move(*regex), negated);
}

}  // namespace wireproof::mock
