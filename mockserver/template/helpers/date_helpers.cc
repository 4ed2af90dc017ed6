// now, date, parseDate, truncateDate, dateFormat.
#include <fmt/format.h>

#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/helpers/locale.h"

namespace wireproof::mock::handlebars {
namespace {

std::expected<std::optional<std::string>, std::string> TextOption(const HelperCall& call,
                                                                  std::string_view name) {
  const TemplateValue value = call.Option(name);
  if (value.is_null()) return std::nullopt;
  if (!value.text()) return std::unexpected(fmt::format("{} must be a text", name));
  return std::string(*value.text());
}

// A date is only made if it can be written.
HelperResult Made(TemplateDate date) {
  const auto text =
      date.format ? FormatSimpleDate(date.time, *date.format) : FormatDateTime(date.time);
  if (!text) return std::unexpected(text.error());
  return TemplateValue::Date(std::move(date));
}

// `timezone` counts for the present time only: a date keeps its own zone.
HelperResult DateOf(HelperCall& call, const TemplateDate* given) {
  const auto format = TextOption(call, "format");
  const auto offset = TextOption(call, "offset");
  const auto zone = TextOption(call, "timezone");
  for (const auto* option : {&format, &offset, &zone}) {
    if (!*option) return std::unexpected(option->error());
  }
  TemplateDate date{.format = *format};
  date.time = given != nullptr ? given->time : call.rendering.options().now;
  if (given == nullptr) {
    auto shown = InZone(date.time, zone->value_or("Z"));
    if (!shown) return std::unexpected(std::move(shown.error()));
    date.time = *std::move(shown);
  }
  if (*offset) {
    const auto shift = ParseTimeOffset(**offset);
    if (!shift) return std::unexpected(shift.error());
    date.time = Shift(date.time, *shift);
  }
  return Made(std::move(date));
}

HelperResult Now(HelperCall& call) {
  return DateOf(call, nullptr);
}

HelperResult Date(HelperCall& call) {
  return DateOf(call, call.context.date());
}

// Without a format only what names its zone is a date; what is none gives nothing.
HelperResult ParseDate(HelperCall& call) {
  const auto input = call.ContextText();
  if (!input) return std::unexpected(input.error());
  const auto format = TextOption(call, "format");
  if (!format) return std::unexpected(format.error());
  const auto read = ParseDateTime(*input, format->value_or(""));
  if (!read) {
    if (*format == "unix" || *format == "epoch") return std::unexpected(read.error());
    return TemplateValue();
  }
  TemplateDate date{.time = *read};
  if (!date.time.has_zone) {
    const bool named_day = !input->empty() && (*input)[0] >= 'A';
    if (!*format && !named_day) return TemplateValue();
    auto shown = AtZone(date.time, "Z");
    if (!shown) return std::unexpected(std::move(shown.error()));
    date.time = *std::move(shown);
  }
  return Made(std::move(date));
}

HelperResult TruncateDate(HelperCall& call) {
  if (call.params.empty()) {
    return ErrorText("Truncation type must be specified as the first parameter to truncateDate");
  }
  const TemplateDate* date = call.context.date();
  if (date == nullptr) return ErrorText("A date object must be passed to the truncateDate helper");
  auto truncated = Truncate(date->time, call.Text(call.params[0]));
  if (!truncated) return std::unexpected(std::move(truncated.error()));
  return Made({.time = *std::move(truncated)});
}

std::string_view StylePattern(std::string_view style) {
  if (style == "full") return "EEEE, MMMM d, yyyy";
  if (style == "long") return "MMMM d, yyyy";
  if (style == "medium") return "MMM d, yyyy";
  if (style == "short") return "M/d/yy";
  return style;
}

// {{dateFormat date "pattern" "locale" tz="zone"}}
HelperResult DateFormat(HelperCall& call) {
  // Without a date the pattern stands in for it.
  if (call.context.is_null()) return call.Param(0);
  const TemplateDate* date = call.context.date();
  if (date == nullptr) return std::unexpected("expected a date");
  TemplateValue pattern = call.Param(0);
  if (pattern.is_null()) pattern = call.Option("format");
  const std::string style = pattern.is_null() ? "medium" : call.Text(pattern);
  const auto zone = TextOption(call, "tz");
  if (!zone) return std::unexpected(zone.error());
  const auto shown = InZone(date->time, zone->value_or("Z"));
  if (!shown) return std::unexpected(shown.error());
  TemplateValue named = call.Param(1);
  if (named.is_null()) named = call.Option("locale");
  const auto locale = ReadLocale(named);
  if (!locale) return std::unexpected(locale.error());
  if (const auto known = CheckDatePattern(**locale, style); !known) {
    return std::unexpected(known.error());
  }
  auto text = FormatSimpleDate(*shown, StylePattern(style));
  if (!text) return std::unexpected(std::move(text.error()));
  return TextValue(*std::move(text));
}

}  // namespace

std::vector<NamedHelper> DateHelpers() {
  return {{"now", Now},
          {"date", Date},
          {"parseDate", ParseDate},
          {"truncateDate", TruncateDate},
          {"dateFormat", DateFormat}};
}

}  // namespace wireproof::mock::handlebars
