// jsonPath, parseJson, toJson, formatJson.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mockserver/json/json_path.h"
#include "mockserver/template/helpers/format_option.h"
#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/value_json.h"

namespace wireproof::mock::handlebars {
namespace {

HelperResult Written(const HelperCall& call, const TemplateValue& value,
                     const ValueJsonStyle& style) {
  TextSink sink(call.MostOctets());
  WriteValueJson(value, style, sink);
  if (sink.full()) return std::unexpected("the JSON grows too large");
  return TextValue(sink.Take());
}

// The document that jsonPath asks: a text is read, anything else is taken as it is.
std::expected<std::shared_ptr<const Json>, TemplateValue> DocumentOf(HelperCall& call,
                                                                     JsonSource& source) {
  if (const auto* json = std::get_if<TemplateJson>(&call.context.variant())) {
    source = json->source;
    return json->node;
  }
  const auto* text = std::get_if<TemplateText>(&call.context.variant());
  if (text == nullptr) {
    const auto written = Written(call, call.context, {.exponents = true});
    if (!written) return std::unexpected(ErrorText(written.error()));
    source = JsonSource::kParsed;
    return call.rendering.ReadDocument(std::get<TemplateText>(written->variant()));
  }
  if (auto document = call.rendering.ReadDocument(*text)) return document;
  // json-smart takes what begins like no JSON for a string.
  const std::string_view view = text->view;
  const auto first = view.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return std::unexpected(TextValue(""));
  if (view[first] != '{' && view[first] != '[') {
    const auto last = view.find_last_not_of(" \t\r\n");
    return std::make_shared<const Json>(std::string(view.substr(first, last + 1 - first)));
  }
  return std::unexpected(ErrorText(call.Text(call.context) + " is not valid JSON"));
}

// Each ".." and each filter may visit all nodes below each node.
std::size_t WorkOf(const TemplateValue& value, std::string_view expression) {
  constexpr std::size_t kMost = std::size_t{8} << 20;
  const auto text = value.text();
  const std::size_t size = text ? text->size() : 16 * value.size();
  std::size_t work = expression.size();
  for (std::size_t i = 0; i + 1 < expression.size(); ++i) {
    const std::string_view pair = expression.substr(i, 2);
    if (pair != ".." && pair != "[?") continue;
    work = work == expression.size() ? work + size : work * std::max<std::size_t>(size / 8, 1);
    if (work > kMost) return kMost;
  }
  return work;
}

HelperResult JsonPathHelper(HelperCall& call) {
  if (call.context.is_null()) return TextValue("");
  if (call.params.empty() || call.params[0].is_null()) {
    return ErrorText("The JSONPath cannot be empty");
  }
  const std::string expression = call.Text(call.params[0]);
  if (expression.empty()) return std::unexpected("the JSONPath is empty");
  JsonSource source = JsonSource::kPath;
  const auto document = DocumentOf(call, source);
  if (!document) return document.error();
  if (*document == nullptr) return TextValue("");
  const auto path = JsonPath::Parse(expression);
  if (!path) return ErrorText(expression + " is not a valid JSONPath expression");
  if (!call.rendering.Charge(WorkOf(call.context, expression))) return TemplateValue();
  auto found = path->Read(**document);
  if (found && !found->is_null()) {
    // The list that an indefinite path makes prints as JSON, and so does every object.
    const bool as_json = found->is_object() || !path->definite();
    return TemplateValue::OfJson(std::make_shared<const Json>(*std::move(found)), source, as_json);
  }
  const TemplateValue otherwise = call.Option("default");
  return otherwise.is_null() ? TextValue("") : otherwise;
}

// The text inline or of the block; kept in a variable, if one is named.
HelperResult ParseJson(HelperCall& call) {
  if (call.context.is_null()) return TemplateValue::Map({});
  TemplateValue variable;
  TemplateValue source = call.context;
  if (call.section()) {
    source = TextValue(call.Body());
    if (call.has_context) variable = call.context;
  } else {
    if (!call.has_context) return ErrorText("Missing required JSON string parameter");
    variable = call.Param(0);
    if (!source.text()) source = TextValue(call.Text(source));
  }
  TemplateValue value = TemplateValue::Map({});
  if (source.text()->find_first_not_of(" \t\r\n") != std::string_view::npos) {
    const auto json = call.rendering.ReadDocument(std::get<TemplateText>(source.variant()));
    if (json == nullptr || !json->is_structured()) {
      return std::unexpected("expected a JSON object or array");
    }
    value = TemplateValue::OfJson(json, JsonSource::kParsed, false);
  }
  if (variable.is_null()) return value;
  call.rendering.Assign(call.Text(variable), std::move(value));
  return TemplateValue();
}

HelperResult ToJson(HelperCall& call) {
  if (call.context.is_null()) return TemplateValue();
  return Written(call, call.context, {.pretty = true, .drops_nulls = true});
}

HelperResult FormatJson(HelperCall& call) {
  const auto input = ReadFormatting(call, "formatJson", "JSON");
  if (!input) return input.error();
  const auto json = call.rendering.ReadDocument(std::get<TemplateText>(input->text.variant()));
  if (json == nullptr) return std::unexpected("the input is no JSON");
  return Written(call, TemplateValue::OfJson(json, JsonSource::kParsed, false),
                 {.pretty = input->pretty, .exponents = true});
}

}  // namespace

std::vector<NamedHelper> JsonHelpers() {
  return {{"jsonPath", JsonPathHelper},
          {"parseJson", ParseJson},
          {"toJson", ToJson},
          {"formatJson", FormatJson}};
}

}  // namespace wireproof::mock::handlebars
