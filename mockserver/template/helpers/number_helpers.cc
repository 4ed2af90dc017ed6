// numberFormat (java.text.DecimalFormat), isEven, isOdd, stripes.
#include <fmt/format.h>

#include <algorithm>

#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/helpers/locale.h"

namespace wireproof::mock::handlebars {
namespace {

// One half of a DecimalFormat pattern, or one of the named formats.
struct NumberPattern {
  std::string prefix = {};
  std::string suffix = {};
  std::int64_t least_whole = 1;
  std::int64_t most_whole = 309;
  std::int64_t least_fraction = 0;
  std::int64_t most_fraction = 0;
  std::int64_t group = 0;       // 0: none
  std::int64_t multiplier = 1;  // 100: percent
  std::int64_t exponent = 0;    // digits of it; 0: none
  bool money = false;           // has a currency sign
};

constexpr std::int64_t kMostDigits = 340;

constexpr std::string_view kCurrencySign = "\u00a4";

// Quoted characters stand for themselves; "''" is a quote. The signs of minus and currency become
// those of the locale, two of the latter its code.
std::string ReadAffix(std::string_view text, std::size_t& at, const Locale& locale,
                      NumberPattern& pattern) {
  std::string affix;
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\'') {
      if (text.substr(at).starts_with("''")) {
        affix += c;
        ++at;
      } else {
        quoted = !quoted;
      }
    } else if (!quoted && std::string_view("#0.,;").find(c) != std::string_view::npos) {
      break;
    } else if (!quoted && c == '-') {
      affix += locale.minus;
    } else if (!quoted && text.substr(at).starts_with(kCurrencySign)) {
      pattern.money = true;
      const bool code = text.substr(at + kCurrencySign.size()).starts_with(kCurrencySign);
      affix += code ? locale.code : locale.sign;
      if (code && locale.code.empty()) affix.append(3, 'X');  // ISO 4217: no currency
      at += (code ? 2 : 1) * kCurrencySign.size() - 1;
    } else {
      if (!quoted && c == '%') pattern.multiplier = 100;
      affix += c;
    }
  }
  return affix;
}

void ReadDigits(std::string_view text, std::size_t& at, NumberPattern& pattern) {
  pattern.least_whole = 0;
  bool fraction = false;
  std::int64_t since_comma = -1;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.') {
      fraction = true;
    } else if (c == ',') {
      since_comma = 0;
    } else if (c == '#' || c == '0') {
      if (fraction) ++pattern.most_fraction;
      if (!fraction && since_comma >= 0) ++since_comma;
      if (c == '0') ++(fraction ? pattern.least_fraction : pattern.least_whole);
    } else {
      break;
    }
  }
  pattern.group = std::max<std::int64_t>(since_comma, 0);
  if (at < text.size() && text[at] == 'E') {
    for (++at; at < text.size() && text[at] == '0'; ++at) ++pattern.exponent;
  }
}

// "#,##0.00", "0.0;(0.0)": the second half gives the affixes of negative numbers.
NumberPattern ReadPattern(std::string_view text, const Locale& locale, bool negative) {
  NumberPattern pattern;
  std::size_t at = 0;
  pattern.prefix = ReadAffix(text, at, locale, pattern);
  ReadDigits(text, at, pattern);
  pattern.suffix = ReadAffix(text, at, locale, pattern);
  if (pattern.least_whole == 0 && pattern.least_fraction == 0) pattern.least_whole = 1;
  if (!negative) return pattern;
  if (at < text.size() && text[at] == ';') {
    NumberPattern below;
    ++at;
    pattern.prefix = ReadAffix(text, at, locale, below);
    ReadDigits(text, at, below);
    pattern.suffix = ReadAffix(text, at, locale, below);
  } else {
    pattern.prefix.insert(0, locale.minus);
  }
  return pattern;
}

NumberPattern NamedPattern(std::string_view name, const Locale& locale, bool negative) {
  std::string_view text = name;
  if (name == "integer") text = "#,##0";
  if (name == "percent") text = locale.percent;
  if (name == "currency") text = locale.currency;
  if (name.empty()) text = "#,##0.###";
  return ReadPattern(text, locale, negative);
}

void ApplyOptions(const HelperCall& call, NumberPattern& pattern) {
  const auto set = [&call](std::string_view name, std::int64_t& least, std::int64_t& most,
                           bool lower) {
    const auto value = call.Option(name).integer();
    if (!value) return;
    const std::int64_t digits = std::clamp<std::int64_t>(*value, 0, kMostDigits);
    (lower ? least : most) = digits;
    if (lower) most = std::max(most, digits);
    if (!lower) least = std::min(least, digits);
  };
  set("minimumFractionDigits", pattern.least_fraction, pattern.most_fraction, true);
  set("maximumFractionDigits", pattern.least_fraction, pattern.most_fraction, false);
  set("minimumIntegerDigits", pattern.least_whole, pattern.most_whole, true);
  set("maximumIntegerDigits", pattern.least_whole, pattern.most_whole, false);
  if (const auto grouping = call.Option("groupingUsed").boolean()) {
    pattern.group = *grouping ? 3 : 0;
  }
}

std::string Digits(const Decimal& value, const NumberPattern& pattern, const Locale& locale) {
  const auto sign = [&pattern](std::string_view usual, std::string_view of_money) {
    return pattern.money && !of_money.empty() ? of_money : usual;
  };
  std::string text = value.Rounded(pattern.most_fraction, Decimal::Rounding::kHalfEven).PlainText();
  if (text.starts_with('-')) text.erase(0, 1);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string whole = text.substr(0, point);
  std::string fraction = point < text.size() ? text.substr(point + 1) : "";
  while (static_cast<std::int64_t>(fraction.size()) > pattern.least_fraction &&
         fraction.ends_with('0')) {
    fraction.pop_back();
  }
  const auto most = static_cast<std::size_t>(pattern.most_whole);
  if (whole.size() > most) whole.erase(0, whole.size() - most);
  const auto least = static_cast<std::size_t>(pattern.least_whole);
  if (whole == "0" && least == 0) whole.clear();
  if (whole.size() < least) whole.insert(0, least - whole.size(), '0');
  if (pattern.group > 0) {
    const auto group = static_cast<std::size_t>(pattern.group);
    for (std::size_t i = whole.size(); i > group; i -= group) {
      whole.insert(i - group, sign(locale.group, locale.money_group));
    }
  }
  if (fraction.empty()) return whole;
  return whole.append(sign(locale.decimal, locale.money_decimal)) + fraction;
}

// 1.23E4: one digit before the point.
std::string Scientific(const Decimal& value, const NumberPattern& pattern, const Locale& locale) {
  std::int64_t exponent = 0;
  Decimal mantissa = value;
  const std::string digits = value.PlainText();
  if (!value.zero()) {
    const std::size_t first = digits.find_first_of("123456789");
    const std::size_t point = std::min(digits.find('.'), digits.size());
    exponent = first < point ? static_cast<std::int64_t>(point - first) - 1
                             : static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    mantissa = Decimal::Parse(fmt::format("{}e{}", digits, -exponent)).value_or(value);
  }
  return fmt::format("{}{}{}{:0{}}", Digits(mantissa, pattern, locale), locale.exponent,
                     exponent < 0 ? locale.minus : "", exponent < 0 ? -exponent : exponent,
                     pattern.exponent);
}

HelperResult NumberFormat(HelperCall& call) {
  if (!call.context.is_number()) {
    const TemplateValue otherwise = call.Param(0);
    return otherwise.is_null() ? TemplateValue() : TextValue(call.Text(otherwise));
  }
  Decimal number = call.context.decimal();
  // Rounding goes by the double's own value, not by its shortest text.
  if (const auto* real = std::get_if<double>(&call.context.variant())) {
    number = Decimal::Parse(fmt::format("{:.40f}", *real)).value_or(number);
  }
  const std::string name = call.Text(call.Param(0));
  if (name.size() > 1000) return std::unexpected("a pattern of more than 1000 octets");
  const auto locale = ReadLocale(call.Param(1));
  if (!locale) return std::unexpected(locale.error());
  NumberPattern pattern = NamedPattern(name, **locale, number.negative());
  ApplyOptions(call, pattern);
  const auto scaled = Multiply(number, Decimal(pattern.multiplier));
  if (!scaled) return std::unexpected(scaled.error());
  const std::string digits = pattern.exponent > 0 ? Scientific(*scaled, pattern, **locale)
                                                  : Digits(*scaled, pattern, **locale);
  return TextValue(pattern.prefix + digits + pattern.suffix);
}

// The word for even or for odd numbers; nothing for the others and for what is no number.
HelperResult Parity(const HelperCall& call, bool odd, std::string_view word) {
  const auto whole = call.context.integer();
  if (!whole || (*whole % 2 != 0) != odd) return TemplateValue();
  const TemplateValue named = call.Param(0);
  return named.is_null() ? TemplateValue::Borrowed(word) : named;
}

HelperResult IsEven(HelperCall& call) {
  return Parity(call, false, "even");
}

HelperResult IsOdd(HelperCall& call) {
  return Parity(call, true, "odd");
}

HelperResult Stripes(HelperCall& call) {
  const auto whole = call.context.integer();
  if (!whole) return TemplateValue();
  const bool odd = *whole % 2 != 0;
  const TemplateValue named = call.Param(odd ? 1 : 0);
  return named.is_null() ? TemplateValue::Borrowed(odd ? "odd" : "even") : named;
}

}  // namespace

std::vector<NamedHelper> NumberHelpers() {
  return {
      {"numberFormat", NumberFormat}, {"isEven", IsEven}, {"isOdd", IsOdd}, {"stripes", Stripes}};
}

}  // namespace wireproof::mock::handlebars
