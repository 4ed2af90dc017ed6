// What a locale means to numberFormat and dateFormat: a table of the usual ones, as Java 17 has
// them. What is not in it is refused: another language's signs are no default.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "mockserver/template/helpers/helper.h"

namespace wireproof::mock::handlebars {

struct Locale {
  std::string_view name;  // "de", "de_DE"; "" is Java's root
  std::string_view decimal = ".";
  std::string_view group = ",";
  std::string_view minus = "-";
  std::string_view percent = "#,##0%";  // patterns of java.text.DecimalFormat
  std::string_view currency = "\u00a4#,##0.00";
  std::string_view sign = "\u00a4";     // of the country's currency
  std::string_view code = {};           // ISO 4217; none without a country
  std::string_view money_decimal = {};  // where an amount of money has another sign
  std::string_view money_group = {};
  std::string_view exponent = "E";
};

// "en" where there is no value. An error names what is not known.
std::expected<const Locale*, std::string> ReadLocale(const TemplateValue& value);

// Whether a SimpleDateFormat pattern gives the same text as in "en". An error says what would
// differ: names of months and days, am and pm, weeks, zones.
std::expected<void, std::string> CheckDatePattern(const Locale& locale, std::string_view pattern);

}  // namespace wireproof::mock::handlebars
