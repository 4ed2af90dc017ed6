// not, and, or.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mockserver/match/operator_reading.h"

namespace wireproof::mock {
namespace {

using Value = std::optional<std::string_view>;

class Not : public Operator {
 public:
  explicit Not(ValuePattern inner) : inner_(std::move(inner)) {}

  bool Matches(Value value, const MatchContext& context) const override {
    return !inner_.Matches(value, context.Silent());
  }
  double Distance(Value value, const MatchContext& context) const override {
    return Matches(value, context) ? 0 : 1;
  }
  Json ToJson() const override { return {{"not", inner_.ToJson()}}; }
  std::string Describe() const override { return "[not] " + TextOf(inner_).expected; }

 private:
  ValuePattern inner_;
};

// The distance of `and` is the mean of its operands', that of `or` the least.
class Several : public Operator {
 public:
  Several(std::vector<ValuePattern> operands, bool all)
      : operands_(std::move(operands)), all_(all) {}

  bool Matches(Value value, const MatchContext& context) const override {
    const MatchContext inside = all_ ? context : context.Silent();
    const auto fits = [&](const ValuePattern& p) { return p.Matches(value, inside); };
    return all_ ? std::ranges::all_of(operands_, fits) : std::ranges::any_of(operands_, fits);
  }
  double Distance(Value value, const MatchContext& context) const override {
    double sum = 0;
    double least = 1;
    for (const ValuePattern& operand : operands_) {
      const double distance = operand.Distance(value, context);
      sum += distance;
      least = std::min(least, distance);
    }
    return all_ ? sum / static_cast<double>(operands_.size()) : least;
  }
  Json ToJson() const override {
    Json list = Json::array();
    for (const ValuePattern& operand : operands_) list.push_back(operand.ToJson());
    Json json = Json::object();
    json[all_ ? "and" : "or"] = std::move(list);
    return json;
  }
  std::string Describe() const override {
    std::vector<std::string> texts;
    for (const ValuePattern& operand : operands_) texts.push_back(PlainText(operand));
    return all_ ? fmt::format("[and] {}", fmt::join(texts, " AND "))
                : fmt::format("[or] {}", fmt::join(texts, " OR "));
  }

 private:
  std::vector<ValuePattern> operands_;
  bool all_;
};

}  // namespace

OperatorResult MakeLogicOperator(const OperatorSource& source) {
  const Json& operand = source.operand();
  const std::string pointer = PointerTo(source.pointer, source.name);
  if (source.name == "not") {
    auto inner = ValuePattern::FromJson(operand, pointer, source.reading);
    if (!inner) return std::unexpected(std::move(inner.error()));
    return std::make_shared<const Not>(std::move(*inner));
  }
  if (!operand.is_array()) {
    return Problem(source.pointer,
                   fmt::format("{} field must be an array of matchers", source.name));
  }
  if (operand.size() < 2) {
    return Problem(source.pointer, "Must be constructed with at least two matchers");
  }
  std::vector<ValuePattern> operands;
  for (std::size_t i = 0; i < operand.size(); ++i) {
    auto inner = ValuePattern::FromJson(operand[i], PointerTo(pointer, i), source.reading);
    if (!inner) return std::unexpected(std::move(inner.error()));
    operands.push_back(std::move(*inner));
  }
  return std::make_shared<const Several>(std::move(operands), source.name == "and");
}

}  // namespace wireproof::mock
