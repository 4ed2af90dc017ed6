// array, arrayAdd, arrayRemove, arrayJoin, range, size.
#include <fmt/format.h>

#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/utf16.h"

namespace wireproof::mock::handlebars {
namespace {

constexpr std::string_view kBadPosition = "position must be 'start', 'end' or an integer";
constexpr std::string_view kPositionOutside =
    "position must be greater than or equal to 0 and less than or equal to the size of the list";

std::vector<TemplateValue> ItemsOf(const TemplateValue& list) {
  std::vector<TemplateValue> items;
  items.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) items.push_back(list.At(i));
  return items;
}

HelperResult Array(HelperCall& call) {
  if (!call.has_context || call.context.is_null()) return TemplateValue::List({});
  std::vector<TemplateValue> items = call.params;
  items.insert(items.begin(), call.context);
  return TemplateValue::List(std::move(items));
}

// nullopt is the end; the error is that it is no position.
std::expected<std::optional<std::int64_t>, std::string_view> Position(const HelperCall& call) {
  const TemplateValue option = call.Option("position");
  if (option.is_null()) return std::nullopt;
  if (const auto whole = option.integer()) return *whole;
  const std::string name = ToLower(call.Text(option));
  if (name == "start") return 0;
  if (name == "end") return std::nullopt;
  const auto number = Decimal::Parse(name);
  if (!number || !number->Integer()) return std::unexpected(kBadPosition);
  return *number->Integer();
}

bool Within(std::int64_t position, std::size_t size) {
  return position >= 0 && position <= static_cast<std::int64_t>(size);
}

HelperResult ArrayAdd(HelperCall& call) {
  if (call.context.is_null()) return TemplateValue::List({});
  if (!call.context.is_list()) return std::unexpected("expected a list");
  if (call.params.empty()) {
    return ErrorText("Missing required parameter: additional value to add to list");
  }
  const auto position = Position(call);
  if (!position) return ErrorText(position.error());
  std::vector<TemplateValue> items = ItemsOf(call.context);
  if (!*position) {
    items.push_back(call.params[0]);
  } else if (Within(**position, items.size())) {
    items.insert(items.begin() + **position, call.params[0]);
  } else {
    return ErrorText(kPositionOutside);
  }
  return TemplateValue::List(std::move(items));
}

HelperResult ArrayRemove(HelperCall& call) {
  if (!call.context.is_list()) return std::unexpected("expected a list");
  const auto position = Position(call);
  if (!position) return ErrorText(position.error());
  std::vector<TemplateValue> items = ItemsOf(call.context);
  if (*position && !Within(**position, items.size())) return ErrorText(kPositionOutside);
  const auto size = static_cast<std::int64_t>(items.size());
  const std::int64_t at = position->value_or(size - 1);
  if (at < 0 || at >= size) return std::unexpected("there is no item at that position");
  items.erase(items.begin() + at);
  return TemplateValue::List(std::move(items));
}

// {{arrayJoin ',' list}}; a block is rendered for each item.
HelperResult ArrayJoin(HelperCall& call) {
  if (!call.context.text()) return ErrorText("Separator parameter must be a String");
  TemplateValue list = call.Param(0);
  if (list.is_null()) return ErrorText("The parameter must be list");
  if (!list.is_list()) list = TemplateValue::List({list});
  const std::size_t size = list.size();
  if (size == 0) return TextValue("");
  TextSink sink(call.MostOctets());
  sink.Append(call.Text(call.Option("prefix")));
  for (std::size_t i = 0; i < size && !sink.full() && call.rendering.failure().empty(); ++i) {
    if (i > 0) sink.Append(*call.context.text());
    const TemplateValue item = list.At(i);
    call.section() ? sink.Append(call.BodyWith(item)) : item.Write(sink);
  }
  sink.Append(call.Text(call.Option("suffix")));
  if (sink.full()) return std::unexpected("the text grows too large");
  return TextValue(sink.Take());
}

std::expected<std::optional<std::int64_t>, std::string> Whole(const HelperCall& call,
                                                              const TemplateValue& value) {
  if (value.is_null() || (!value.is_number() && !value.text())) return std::nullopt;
  const auto number = value.is_number() ? value.decimal() : Decimal::Parse(call.Text(value));
  const auto whole = number ? number->Integer() : std::nullopt;
  if (!whole) return std::unexpected(fmt::format("\"{}\" is no whole number", call.Text(value)));
  return *whole;
}

HelperResult Range(HelperCall& call) {
  const auto lower = Whole(call, call.context);
  const auto upper = Whole(call, call.Param(0));
  if (!lower) return std::unexpected(lower.error());
  if (!upper) return std::unexpected(upper.error());
  if (!*lower || !*upper) {
    return ErrorText("The range helper requires both lower and upper bounds as integer parameters");
  }
  constexpr std::int64_t kFurthest = std::int64_t{1} << 53;
  if (**lower < -kFurthest || **upper > kFurthest) return std::unexpected("a bound is too large");
  const std::int64_t count = **upper - **lower + 1;
  if (count < 0) return std::unexpected("the upper bound is below the lower one");
  if (static_cast<std::size_t>(count) > call.rendering.options().limits.max_steps) {
    return std::unexpected(fmt::format("a range of {} numbers", count));
  }
  if (!call.rendering.Charge(static_cast<std::size_t>(count) * sizeof(TemplateValue))) {
    return TemplateValue();
  }
  std::vector<TemplateValue> items;
  items.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) items.push_back(TemplateValue::Integer(**lower + i));
  return TemplateValue::List(std::move(items));
}

// UTF-16 units of a text, items of a list, members of a map; nothing for anything else.
HelperResult Size(HelperCall& call) {
  if (call.context.is_null()) return std::unexpected("expected a value, found none");
  std::size_t size = call.context.size();
  if (const auto text = call.context.text()) {
    size = Utf16Size(*text);
  } else if (!call.context.is_list()) {
    const auto entries = call.context.Entries();
    if (!entries) return TemplateValue();
    size = entries->size();
  }
  return TemplateValue::Integer(static_cast<std::int64_t>(size));
}

}  // namespace

std::vector<NamedHelper> ListHelpers() {
  return {{"array", Array},         {"arrayAdd", ArrayAdd}, {"arrayRemove", ArrayRemove},
          {"arrayJoin", ArrayJoin}, {"range", Range},       {"size", Size}};
}

}  // namespace wireproof::mock::handlebars
