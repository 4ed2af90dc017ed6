#include "mockserver/template/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "mockserver/template/utf16.h"
#include "mockserver/template/value_json.h"

namespace wireproof::mock {
namespace {

template <typename T>
using Shared = std::shared_ptr<const T>;

std::optional<std::size_t> IndexOf(std::string_view name) {
  std::size_t index = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (error != std::errc() || stop != name.data() + name.size() || name.empty()) {
    return std::nullopt;
  }
  return index;
}

TemplateValue ListMember(const TemplateValue& list, std::string_view name) {
  if (const auto index = IndexOf(name)) return list.At(*index);
  const std::size_t size = list.size();
  if (name == "size" || name == "length") {
    return TemplateValue::Integer(static_cast<std::int64_t>(size));
  }
  if (name == "empty") return TemplateValue::Bool(size == 0);
  const auto* plain = std::get_if<Shared<TemplateList>>(&list.variant());
  if (plain != nullptr && (*plain)->prints_first && size > 0) {
    if (name == "first") return list.At(0);
    if (name == "last") return list.At(size - 1);
  }
  return {};
}

TemplateValue NumberOfJson(const Json& node, JsonSource source) {
  if (node.is_number_integer() &&
      (!node.is_number_unsigned() || node.get<std::uint64_t>() <= std::uint64_t{INT64_MAX})) {
    return TemplateValue::Integer(node.get<std::int64_t>());
  }
  const std::string text = NumberText(node);
  const bool whole = text.find_first_of(".eE") == std::string::npos;
  if (source != JsonSource::kParsed && !whole) return TemplateValue::Double(NumberValue(node));
  if (auto decimal = Decimal::Parse(text)) return TemplateValue::Number(*std::move(decimal));
  return TemplateValue::Double(NumberValue(node));
}

void WriteItems(const TemplateValue& list, TextSink& sink) {
  sink.Append("[");
  for (std::size_t i = 0; i < list.size() && !sink.full(); ++i) {
    if (i > 0) sink.Append(", ");
    const TemplateValue item = list.At(i);
    item.is_null() ? sink.Append("null") : item.Write(sink);
  }
  sink.Append("]");
}

void WriteEntries(const TemplateEntries& entries, TextSink& sink) {
  sink.Append("{");
  bool first = true;
  for (const auto& [key, value] : entries) {
    if (sink.full()) return;
    if (!first) sink.Append(", ");
    first = false;
    sink.Append(key);
    sink.Append("=");
    value.is_null() ? sink.Append("null") : value.Write(sink);
  }
  sink.Append("}");
}

void WriteDate(const TemplateDate& date, TextSink& sink) {
  const auto text =
      date.format ? FormatSimpleDate(date.time, *date.format) : FormatDateTime(date.time);
  if (text) sink.Append(*text);
}

}  // namespace

void TextSink::Append(std::string_view text) {
  if (full_ || text.size() > most_ - text_.size()) {
    full_ = true;
    return;
  }
  text_ += text;
}

std::optional<std::vector<TemplateValue>> TemplateObject::Items() const {
  return std::nullopt;
}

std::optional<TemplateEntries> TemplateObject::Entries() const {
  return std::nullopt;
}

TemplateValue TemplateValue::Text(std::string text) {
  auto owner = std::make_shared<const std::string>(std::move(text));
  const std::string_view view = *owner;
  return TemplateValue(Variant(TemplateText{.owner = std::move(owner), .view = view}));
}

TemplateValue TemplateValue::Borrowed(std::string_view text) {
  return TemplateValue(Variant(TemplateText{.owner = nullptr, .view = text}));
}

TemplateValue TemplateValue::List(std::vector<TemplateValue> items, bool prints_first) {
  std::size_t depth = 0;
  for (const TemplateValue& item : items) depth = std::max(depth, item.depth());
  return TemplateValue(Variant(std::make_shared<const TemplateList>(
      TemplateList{.items = std::move(items), .prints_first = prints_first, .depth = depth + 1})));
}

TemplateValue TemplateValue::ListAs(std::vector<TemplateValue> items, std::string text) {
  return TemplateValue(Variant(std::make_shared<const TemplateList>(
      TemplateList{.items = std::move(items), .text = std::move(text)})));
}

TemplateValue TemplateValue::Map(TemplateEntries entries) {
  std::size_t depth = 0;
  for (const auto& [key, value] : entries) depth = std::max(depth, value.depth());
  return TemplateValue(Variant(std::make_shared<const TemplateMap>(
      TemplateMap{.entries = std::move(entries), .depth = depth + 1})));
}

TemplateValue TemplateValue::Object(Shared<TemplateObject> object) {
  return TemplateValue(Variant(std::move(object)));
}

TemplateValue TemplateValue::Date(TemplateDate date) {
  return TemplateValue(Variant(std::make_shared<const TemplateDate>(std::move(date))));
}

TemplateValue TemplateValue::OfJson(Shared<Json> node, JsonSource source, bool as_json) {
  if (node == nullptr || node->is_null()) return {};
  if (node->is_boolean()) return Bool(node->get<bool>());
  if (IsNumber(*node)) return NumberOfJson(*node, source);
  if (node->is_string()) {
    const auto& text = node->get_ref<const std::string&>();
    Shared<std::string> owner(node, &text);
    return TemplateValue(Variant(TemplateText{.owner = std::move(owner), .view = text}));
  }
  const bool json = as_json || (source == JsonSource::kPath && node->is_array());
  return TemplateValue(
      Variant(TemplateJson{.node = std::move(node), .source = source, .as_json = json}));
}

bool TemplateValue::is_number() const {
  return std::holds_alternative<std::int64_t>(value_) || std::holds_alternative<double>(value_) ||
         std::holds_alternative<Decimal>(value_);
}

std::optional<std::string_view> TemplateValue::text() const {
  if (const auto* text = std::get_if<TemplateText>(&value_)) return text->view;
  return std::nullopt;
}

std::optional<bool> TemplateValue::boolean() const {
  if (const auto* value = std::get_if<bool>(&value_)) return *value;
  return std::nullopt;
}

std::optional<std::int64_t> TemplateValue::integer() const {
  if (const auto* value = std::get_if<std::int64_t>(&value_)) return *value;
  return std::nullopt;
}

const TemplateDate* TemplateValue::date() const {
  const auto* date = std::get_if<Shared<TemplateDate>>(&value_);
  return date == nullptr ? nullptr : date->get();
}

const TemplateObject* TemplateValue::object() const {
  const auto* object = std::get_if<Shared<TemplateObject>>(&value_);
  return object == nullptr ? nullptr : object->get();
}

Decimal TemplateValue::decimal() const {
  if (const auto* value = std::get_if<std::int64_t>(&value_)) return Decimal(*value);
  if (const auto* value = std::get_if<double>(&value_)) {
    return Decimal::Parse(JavaDouble(*value)).value_or(Decimal());
  }
  if (const auto* value = std::get_if<Decimal>(&value_)) return *value;
  return Decimal();
}

bool TemplateValue::is_list() const {
  if (const auto* json = std::get_if<TemplateJson>(&value_)) return json->node->is_array();
  return std::holds_alternative<Shared<TemplateList>>(value_);
}

std::size_t TemplateValue::size() const {
  if (const auto* list = std::get_if<Shared<TemplateList>>(&value_)) return (*list)->items.size();
  if (const auto* map = std::get_if<Shared<TemplateMap>>(&value_)) return (*map)->entries.size();
  if (const auto* json = std::get_if<TemplateJson>(&value_)) return json->node->size();
  return 0;
}

TemplateValue TemplateValue::At(std::size_t index) const {
  if (index >= size()) return {};
  if (const auto* list = std::get_if<Shared<TemplateList>>(&value_)) return (*list)->items[index];
  if (const auto* json = std::get_if<TemplateJson>(&value_); json && json->node->is_array()) {
    return OfJson(Shared<Json>(json->node, &(*json->node)[index]), json->source, false);
  }
  return {};
}

std::optional<TemplateEntries> TemplateValue::Entries() const {
  if (const auto* map = std::get_if<Shared<TemplateMap>>(&value_)) return (*map)->entries;
  if (const TemplateObject* made = object()) return made->Entries();
  const auto* json = std::get_if<TemplateJson>(&value_);
  if (json == nullptr || !json->node->is_object()) return std::nullopt;
  TemplateEntries entries;
  for (const auto& [key, value] : json->node->get_ref<const Json::object_t&>()) {
    entries.emplace_back(key, OfJson(Shared<Json>(json->node, &value), json->source, false));
  }
  return entries;
}

TemplateValue TemplateValue::Member(std::string_view name) const {
  if (is_list()) return ListMember(*this, name);
  if (const TemplateObject* made = object()) return made->Member(name);
  if (const auto* map = std::get_if<Shared<TemplateMap>>(&value_)) {
    for (const auto& [key, value] : (*map)->entries) {
      if (key == name) return value;
    }
  }
  if (const auto* json = std::get_if<TemplateJson>(&value_)) {
    for (const auto& [key, value] : json->node->get_ref<const Json::object_t&>()) {
      if (key == name) return OfJson(Shared<Json>(json->node, &value), json->source, false);
    }
  }
  if (const auto view = text()) {
    if (name == "length") return Integer(static_cast<std::int64_t>(handlebars::Utf16Size(*view)));
    if (name == "empty") return Bool(view->empty());
  }
  return {};
}

bool TemplateValue::IsEmpty() const {
  if (is_null()) return true;
  if (const auto value = boolean()) return !*value;
  if (const auto view = text()) return view->empty();
  if (is_number()) return decimal().zero();
  return is_list() && size() == 0;
}

std::size_t TemplateValue::depth() const {
  if (const auto* list = std::get_if<Shared<TemplateList>>(&value_)) return (*list)->depth;
  if (const auto* map = std::get_if<Shared<TemplateMap>>(&value_)) return (*map)->depth;
  return 0;
}

void TemplateValue::Write(TextSink& sink) const {
  if (const auto view = text()) return sink.Append(*view);
  if (const auto value = boolean()) return sink.Append(*value ? "true" : "false");
  if (const auto value = integer()) return sink.Append(fmt::format("{}", *value));
  if (const auto* value = std::get_if<double>(&value_)) return sink.Append(JavaDouble(*value));
  if (const auto* value = std::get_if<Decimal>(&value_)) return sink.Append(value->Text());
  if (const TemplateDate* made = date()) return WriteDate(*made, sink);
  if (const TemplateObject* made = object()) return made->Write(sink);
  if (const auto* json = std::get_if<TemplateJson>(&value_); json && json->as_json) {
    return WriteJsonPathResult(*this, sink);
  }
  if (is_list()) {
    const auto* list = std::get_if<Shared<TemplateList>>(&value_);
    if (list != nullptr && (*list)->text) return sink.Append(*(*list)->text);
    if (list == nullptr || !(*list)->prints_first) return WriteItems(*this, sink);
    if (size() > 0) At(0).Write(sink);
    return;
  }
  if (const auto entries = Entries()) WriteEntries(*entries, sink);
}

// Double.toString: plain from 10^-3 up to 10^7, always with a digit after the point.
std::string JavaDouble(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  char buffer[64];
  const double size = std::abs(value);
  const bool plain = size >= 1e-3 && size < 1e7;
  const auto form = plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, form).ptr;
  std::string text(buffer, end);
  if (plain) return text.find('.') == std::string::npos ? text + ".0" : text;
  const auto e = text.find('e');
  std::string mantissa = text.substr(0, e);
  if (mantissa.find('.') == std::string::npos) mantissa += ".0";
  const int exponent = std::atoi(text.c_str() + e + 1);
  return fmt::format("{}E{}", mantissa, exponent);
}

}  // namespace wireproof::mock
