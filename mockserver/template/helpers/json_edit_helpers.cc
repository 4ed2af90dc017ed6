// jsonMerge, jsonRemove, jsonArrayAdd.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mockserver/json/json_path.h"
#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/helpers/node_path.h"
#include "mockserver/template/value_json.h"

namespace wireproof::mock::handlebars {
namespace {

HelperResult Compact(const HelperCall& call, Json json) {
  TextSink sink(call.MostOctets());
  auto shared = std::make_shared<const Json>(std::move(json));
  WriteValueJson(TemplateValue::OfJson(std::move(shared), JsonSource::kParsed, false), {}, sink);
  if (sink.full()) return std::unexpected("the JSON grows too large");
  return TextValue(sink.Take());
}

// The block's body, else the parameter: what is to be merged or added.
TemplateValue SecondOf(const HelperCall& call) {
  return call.section() ? TextValue(call.Body()) : call.Param(0);
}

// A JSON text; the error is the text to give instead.
std::expected<Json, TemplateValue> JsonOf(const TemplateValue& value, std::string_view name) {
  if (auto json = ReadJson(*value.text())) return *std::move(json);
  return std::unexpected(
      ErrorText(fmt::format("{} is not valid JSON ('{}')", name, *value.text())));
}

std::expected<Json, TemplateValue> ObjectOf(const TemplateValue& value, std::string_view name) {
  auto json = JsonOf(value, name);
  if (json && !json->is_object()) {
    return std::unexpected(
        ErrorText(fmt::format("{} is not a JSON object ('{}')", name, *value.text())));
  }
  return json;
}

// Objects member by member, anything else as a whole. Null takes a member away, if asked to. The
// depth is what the reader lets through.
void Merge(Json& base, const Json& other, bool remove_nulls) {
  for (const auto& [key, value] : other.get_ref<const Json::object_t&>()) {
    const auto found = base.find(key);
    if (remove_nulls && value.is_null()) {
      if (found != base.end()) base.erase(key);
    } else if (found != base.end() && found->is_object() && value.is_object()) {
      Merge(*found, value, remove_nulls);
    } else {
      base[key] = value;
    }
  }
}

HelperResult JsonMerge(HelperCall& call) {
  if (!call.context.text()) return ErrorText("Base JSON parameter must be a string");
  auto base = ObjectOf(call.context, "Base JSON");
  if (!base) return base.error();
  const TemplateValue second = SecondOf(call);
  if (!second.text()) return ErrorText("JSON to merge must be a string");
  const auto other = ObjectOf(second, "JSON to merge");
  if (!other) return other.error();
  // Finding a member walks through all of them.
  if (!call.rendering.Charge(8 * base->size() * other->size())) return TemplateValue();
  Merge(*base, *other, call.Flag("removeNulls"));
  return Compact(call, *std::move(base));
}

HelperResult JsonRemove(HelperCall& call) {
  if (!call.context.text()) return ErrorText("Input JSON must be a string");
  if (*call.context.text() == "null") return call.context;
  if (call.params.size() != 1) {
    return ErrorText("A single JSONPath expression parameter must be supplied");
  }
  if (!call.params[0].text()) return ErrorText("JSONPath parameter must be a string");
  auto json = JsonOf(call.context, "Input JSON string");
  if (!json) return json.error();
  const std::string expression(*call.params[0].text());
  const auto path = JsonPath::Parse(expression);
  if (expression.empty() || !path) {
    return ErrorText(
        fmt::format("JSONPath parameter is not a valid JSONPath expression ('{}')", expression));
  }
  std::vector<NodePath> nodes = NodePathsOf(path->Paths(*json));
  if (nodes.empty()) return Compact(call, *std::move(json));
  if (nodes[0].empty()) {
    return ErrorText(fmt::format("Delete operation cannot be applied to JSONPath expression ('{}')",
                                 expression));
  }
  if (!call.rendering.Charge(8 * json->size() * nodes.size())) return TemplateValue();
  // From the last to the first, so that indexes stay true.
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) RemoveNode(*json, *node);
  return Compact(call, *std::move(json));
}

// The array to which is added: the document, or what jsonPath= selects.
std::expected<Json*, TemplateValue> TargetOf(const HelperCall& call, Json& document) {
  const TemplateValue option = call.Option("jsonPath");
  const std::string_view text = *call.context.text();
  if (option.is_null()) {
    if (document.is_array()) return &document;
    return std::unexpected(ErrorText(fmt::format("Target JSON is not a JSON array ('{}')", text)));
  }
  if (!option.text()) return std::unexpected(ErrorText("jsonPath option must be a string"));
  const std::string expression(*option.text());
  const auto path = JsonPath::Parse(expression);
  if (expression.empty() || !path) {
    return std::unexpected(ErrorText(
        fmt::format("jsonPath option is not valid JSONPath expression ('{}')", expression)));
  }
  const std::vector<NodePath> nodes = NodePathsOf(path->Paths(document));
  Json* target = path->definite() && nodes.size() == 1 ? FindNode(document, nodes[0]) : nullptr;
  if (target != nullptr && target->is_array()) return target;
  return std::unexpected(ErrorText(fmt::format(
      "Target JSON is not a JSON array (root: '{}', jsonPath: '{}')", text, expression)));
}

HelperResult JsonArrayAdd(HelperCall& call) {
  if (!call.context.text()) return ErrorText("Base JSON must be a string");
  auto document = JsonOf(call.context, "Base JSON");
  if (!document) return document.error();
  const auto target = TargetOf(call, *document);
  if (!target) return target.error();
  const TemplateValue second = SecondOf(call);
  if (!second.text()) return ErrorText("Item-to-add JSON must be a string");
  auto item = JsonOf(second, "Item-to-add JSON");
  if (!item) return item.error();
  const TemplateValue flatten = call.Option("flatten");
  if (!flatten.is_null() && !flatten.boolean()) {
    return ErrorText("flatten option must be a boolean");
  }
  auto& items = (*target)->get_ref<Json::array_t&>();
  if (call.Flag("flatten") && item->is_array()) {
    for (Json& one : *item) items.push_back(std::move(one));
  } else {
    items.push_back(*std::move(item));
  }
  const TemplateValue most = call.Option("maxItems");
  if (!most.is_null()) {
    if (!most.integer()) return ErrorText("maxItems option must be an integer");
    if (*most.integer() < 0) return ErrorText("maxItems option integer must be positive");
    const auto excess = static_cast<std::int64_t>(items.size()) - *most.integer();
    if (excess > 0) items.erase(items.begin(), items.begin() + excess);
  }
  return Compact(call, *std::move(document));
}

}  // namespace

std::vector<NamedHelper> JsonEditHelpers() {
  return {{"jsonMerge", JsonMerge}, {"jsonRemove", JsonRemove}, {"jsonArrayAdd", JsonArrayAdd}};
}

}  // namespace wireproof::mock::handlebars
