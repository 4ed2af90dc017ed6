#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "mockserver/match/operator_reading.h"
#include "mockserver/match/value_pattern.h"
#include "mockserver/match/xml_equality.h"
#include "mockserver/match/xml_path.h"

namespace wireproof::mock {
namespace {

class EqualToXml final : public Operator {
 public:
  EqualToXml(Json json, XmlEquality equality)
      : json_(std::move(json)), equality_(std::move(equality)) {}

  double Distance(std::optional<std::string_view> value, const MatchContext&) const override {
    return value ? equality_.Distance(*value) : 1;
  }
  bool Matches(std::optional<std::string_view> value, const MatchContext& context) const override {
    if (!value || value->empty()) return false;
    const auto equal = equality_.Compare(*value);
    if (equal) return *equal;
    if (Remarks* remarks = context.open_remarks()) remarks->Warn(equal.error());
    return false;
  }
  Json ToJson() const override { return json_; }
  std::string Describe() const override {
    const auto document = ReadXml(json_.begin()->get_ref<const std::string&>());
    return "[equalToXml]\n" + (document ? WriteXml(*document, XmlLayout::kPretty) : "");
  }

 private:
  Json json_;
  XmlEquality equality_;
};

// The path alone asks that something is found; with a pattern, that some text matches it.
class MatchesXPath final : public Operator {
 public:
  MatchesXPath(XPath path, std::optional<ValuePattern> inner)
      : path_(std::move(path)), inner_(std::move(inner)) {}

  double Distance(std::optional<std::string_view> value,
                  const MatchContext& context) const override {
    const std::vector<std::string> texts = Texts(value, context);
    if (texts.empty()) return 1;
    double distance = inner_ ? 1 : 0;
    for (const std::string& text : texts) {
      if (inner_) distance = std::min(distance, inner_->Distance(text, Inside(context)));
    }
    return distance;
  }
  bool Matches(std::optional<std::string_view> value, const MatchContext& context) const override {
    const std::vector<std::string> texts = Texts(value, context);
    return !texts.empty() && (!inner_ || SomeMatches(*inner_, texts, Inside(context)));
  }
  std::optional<std::string> Found(std::optional<std::string_view> value,
                                   const MatchContext& context) const override {
    if (!inner_) return std::nullopt;
    const std::vector<std::string> texts = Texts(value, context);
    return texts.empty() ? std::nullopt : std::optional(texts.front());
  }

  Json ToJson() const override {
    Json json = Json::object();
    if (inner_) {
      Json advanced = Json::object();
      advanced["expression"] = path_.expression();
      const Json inner = inner_->ToJson();
      for (const auto& [key, member] : inner.items()) advanced[key] = member;
      json["matchesXPath"] = std::move(advanced);
    } else {
      json["matchesXPath"] = path_.expression();
    }
    for (const auto& [prefix, uri] : path_.namespaces()) json["xPathNamespaces"][prefix] = uri;
    return json;
  }

  std::string Describe() const override {
    if (!inner_) return path_.expression();
    const OperatorText text = TextOf(*inner_);
    return fmt::format("{} [{}] {}", path_.expression(), text.name, text.expected);
  }

 private:
  // The body that the context knows is not what the pattern is about here.
  static MatchContext Inside(const MatchContext& context) {
    return {.now = context.now, .remarks = context.remarks};
  }
  // What is no XML, and what costs too much to look at, has none.
  std::vector<std::string> Texts(std::optional<std::string_view> value,
                                 const MatchContext& context) const {
    std::string problem = "failed to parse the XML document";
    if (value) {
      const auto document = ReadXml(*value, path_.reading());
      auto texts = document ? path_.Evaluate(*document) : std::unexpected(document.error());
      if (texts) return std::move(*texts);
      problem = document ? "failed to evaluate " + path_.expression() : std::move(problem);
      problem += ". Reason: " + texts.error();
    }
    if (Remarks* remarks = context.open_remarks()) {
      remarks->Warn(fmt::format("Warning: {}\nXML: {}", problem, ShownValue(value)));
    }
    return {};
  }

  XPath path_;
  std::optional<ValuePattern> inner_;
};

std::expected<std::string, JsonProblem> StringOption(const OperatorSource& source,
                                                     std::string_view name) {
  const auto found = source.pattern.find(std::string(name));
  if (found == source.pattern.end() || found->is_null()) return "";
  if (found->is_string()) return found->get<std::string>();
  return Problem(PointerTo(source.pointer, name), "expected a string");
}

std::expected<NamespaceAwareness, JsonProblem> Awareness(const OperatorSource& source) {
  constexpr std::array<std::string_view, 3> kNames = {"STRICT", "LEGACY", "NONE"};
  auto name = StringOption(source, "namespaceAwareness");
  if (!name) return std::unexpected(std::move(name.error()));
  if (name->empty()) return NamespaceAwareness::kStrict;
  const auto found = std::ranges::find(kNames, *name);
  if (found == kNames.end()) {
    return Problem(PointerTo(source.pointer, "namespaceAwareness"),
                   "expected STRICT, LEGACY or NONE");
  }
  return static_cast<NamespaceAwareness>(found - kNames.begin());
}

std::expected<std::uint32_t, JsonProblem> Exempted(const OperatorSource& source) {
  const auto found = source.pattern.find("exemptedComparisons");
  if (found == source.pattern.end() || found->is_null()) return 0;
  const std::string pointer = PointerTo(source.pointer, "exemptedComparisons");
  if (!found->is_array()) return Problem(pointer, "expected an array");
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < found->size(); ++i) {
    const Json& name = (*found)[i];
    if (!name.is_string()) return Problem(PointerTo(pointer, i), "expected a string");
    const auto comparison = XmlComparisonNamed(name.get_ref<const std::string&>());
    if (!comparison) return Problem(PointerTo(pointer, i), comparison.error());
    if (*comparison) bits |= 1U << static_cast<unsigned>(**comparison);
  }
  return bits;
}

// The operand and its options in WireMock's order.
Json WrittenEqualToXml(const Json& pattern) {
  Json json = Json::object();
  for (const auto* key : {"equalToXml", "enablePlaceholders", "placeholderOpeningDelimiterRegex",
                          "placeholderClosingDelimiterRegex", "exemptedComparisons",
                          "ignoreOrderOfSameNode", "namespaceAwareness"}) {
    const auto found = pattern.find(key);
    if (found != pattern.end() && !found->is_null()) json[key] = *found;
  }
  return json;
}

OperatorResult MakeEqualToXml(const OperatorSource& source) {
  auto text = StringOperand(source);
  if (!text) return std::unexpected(std::move(text.error()));
  auto placeholders = BoolOption(source, "enablePlaceholders");
  if (!placeholders) return std::unexpected(std::move(placeholders.error()));
  auto opening = StringOption(source, "placeholderOpeningDelimiterRegex");
  if (!opening) return std::unexpected(std::move(opening.error()));
  auto closing = StringOption(source, "placeholderClosingDelimiterRegex");
  if (!closing) return std::unexpected(std::move(closing.error()));
  auto same_node = BoolOption(source, "ignoreOrderOfSameNode");
  if (!same_node) return std::unexpected(std::move(same_node.error()));
  auto awareness = Awareness(source);
  if (!awareness) return std::unexpected(std::move(awareness.error()));
  auto exempted = Exempted(source);
  if (!exempted) return std::unexpected(std::move(exempted.error()));

  const std::string pointer = PointerTo(source.pointer, source.name);
  auto equality =
      XmlEquality::Compile(*text, {.namespaces = *awareness,
                                   .ignore_order_of_same_node = same_node->value_or(false),
                                   .exempted = *exempted});
  if (!equality) return Problem(pointer, std::move(equality.error()));
  if (placeholders->value_or(false)) {
    if (auto enabled = equality->EnablePlaceholders(*opening, *closing); !enabled) {
      return Problem(pointer, std::move(enabled.error()));
    }
  }
  return std::make_shared<const EqualToXml>(WrittenEqualToXml(source.pattern),
                                            std::move(*equality));
}

bool IsPrefix(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

std::expected<XmlNamespaces, JsonProblem> Namespaces(const Json& value, std::string pointer) {
  const auto found = value.find("xPathNamespaces");
  if (found == value.end() || found->is_null()) return XmlNamespaces();
  pointer = PointerTo(pointer, "xPathNamespaces");
  if (!found->is_object()) return Problem(pointer, "expected an object of prefixes");
  XmlNamespaces namespaces;
  for (const auto& [prefix, uri] : found->items()) {
    if (!IsPrefix(prefix)) return Problem(PointerTo(pointer, prefix), "not a prefix");
    if (!uri.is_string()) return Problem(PointerTo(pointer, prefix), "expected a string");
    namespaces.emplace_back(prefix, uri.get<std::string>());
  }
  return namespaces;
}

// {"expression": "//b", "equalTo": "1"}: the pattern is what is left without the expression.
std::expected<ValuePattern, JsonProblem> InnerPattern(const Json& operand,
                                                      const std::string& pointer,
                                                      const PatternReading& reading) {
  Json rest = operand;
  rest.erase("expression");
  rest.erase("xPathNamespaces");
  if (rest.empty()) return NoOperation(operand, pointer);
  return ValuePattern::FromJson(rest, pointer, reading);
}

OperatorResult MakeMatchesXPath(const OperatorSource& source) {
  const Json& operand = source.operand();
  const std::string pointer = PointerTo(source.pointer, source.name);
  auto namespaces = Namespaces(source.pattern, std::string(source.pointer));
  if (namespaces && namespaces->empty() && operand.is_object()) {
    namespaces = Namespaces(operand, pointer);
  }
  if (!namespaces) return std::unexpected(std::move(namespaces.error()));
  const bool advanced = operand.is_object() && operand.contains("expression");
  if (!operand.is_string() && !advanced) {
    return Problem(pointer, "expression is required in the advanced matchesXPath form");
  }
  const Json& expression = advanced ? operand.at("expression") : operand;
  if (!expression.is_string()) return Problem(pointer, "the expression must be a string");
  auto path = XPath::Compile(expression.get_ref<const std::string&>(), std::move(*namespaces));
  if (!path) return Problem(pointer, std::move(path.error()));
  std::optional<ValuePattern> inner;
  if (advanced) {
    auto pattern = InnerPattern(operand, pointer, source.reading);
    if (!pattern) return std::unexpected(std::move(pattern.error()));
    inner = std::move(*pattern);
  }
  return std::make_shared<const MatchesXPath>(std::move(*path), std::move(inner));
}

}  // namespace

OperatorResult XmlOperatorFromJson(const Json& value, std::string_view pointer,
                                   const PatternReading& reading) {
  if (!value.is_object()) return nullptr;
  for (const auto& [key, operand] : value.items()) {
    if (key == "equalToXml") return MakeEqualToXml({value, "equalToXml", pointer, reading});
    if (key == "matchesXPath") return MakeMatchesXPath({value, "matchesXPath", pointer, reading});
  }
  return nullptr;
}

}  // namespace wireproof::mock
