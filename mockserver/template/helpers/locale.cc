#include "mockserver/template/helpers/locale.h"

#include <fmt/format.h>

#include <algorithm>

#include "mockserver/match/utf8.h"

namespace wireproof::mock::handlebars {
namespace {

constexpr std::string_view kNoBreak = "\u00a0";  // that does not break
constexpr std::string_view kNarrow = "\u202f";   // the narrow one
constexpr std::string_view kQuote = "\u2019";
constexpr std::string_view kMinus = "\u2212";
constexpr std::string_view kNoBreakPercent = "#,##0\u00a0%";
constexpr std::string_view kBehind = "#,##0.00\u00a0\u00a4";
constexpr std::string_view kBefore = "\u00a4\u00a0#,##0.00";
constexpr std::string_view kWhole = "\u00a4#,##0";
constexpr std::string_view kSwiss = "\u00a4\u00a0#,##0.00;\u00a4-#,##0.00";
constexpr std::string_view kDutch = "\u00a4\u00a0#,##0.00;\u00a4\u00a0-#,##0.00";
constexpr std::string_view kTimesTen = "\u00d710^";

// Designated members that a row leaves out are those of English.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
constexpr Locale kLocales[] = {
    {.name = "en"},
    {.name = "", .currency = kBefore},
    {.name = "en_US", .sign = "$", .code = "USD"},
    {.name = "en_GB", .sign = "\u00a3", .code = "GBP"},
    {.name = "en_AU", .sign = "$", .code = "AUD"},
    {.name = "en_CA", .sign = "$", .code = "CAD"},
    {.name = "en_HK", .sign = "HK$", .code = "HKD"},
    {.name = "en_IE", .sign = "\u20ac", .code = "EUR"},
    {.name = "en_IN", .sign = "\u20b9", .code = "INR"},
    {.name = "en_NZ", .sign = "$", .code = "NZD"},
    {.name = "en_PH", .sign = "\u20b1", .code = "PHP"},
    {.name = "en_SG", .sign = "$", .code = "SGD"},
    {.name = "en_ZA", .decimal = ",", .group = kNoBreak, .sign = "R", .code = "ZAR"},
    {.name = "de", .decimal = ",", .group = ".", .percent = kNoBreakPercent, .currency = kBehind},
    {.name = "de_DE",
     .decimal = ",",
     .group = ".",
     .percent = kNoBreakPercent,
     .currency = kBehind,
     .sign = "\u20ac",
     .code = "EUR"},
    {.name = "de_AT",
     .decimal = ",",
     .group = kNoBreak,
     .percent = kNoBreakPercent,
     .currency = kBefore,
     .sign = "\u20ac",
     .code = "EUR",
     .money_group = "."},
    {.name = "de_CH", .group = kQuote, .currency = kSwiss, .sign = "CHF", .code = "CHF"},
    {.name = "fr",
     .decimal = ",",
     .group = kNarrow,
     .percent = kNoBreakPercent,
     .currency = kBehind},
    {.name = "fr_FR",
     .decimal = ",",
     .group = kNarrow,
     .percent = kNoBreakPercent,
     .currency = kBehind,
     .sign = "\u20ac",
     .code = "EUR"},
    {.name = "fr_CA",
     .decimal = ",",
     .group = kNoBreak,
     .percent = kNoBreakPercent,
     .currency = kBehind,
     .sign = "$\u00a0CA",
     .code = "CAD"},
    {.name = "fr_CH",
     .decimal = ",",
     .group = kNarrow,
     .currency = kBehind,
     .sign = "CHF",
     .code = "CHF",
     .money_decimal = "."},
    {.name = "es", .decimal = ",", .group = ".", .percent = kNoBreakPercent, .currency = kBehind},
    {.name = "es_ES",
     .decimal = ",",
     .group = ".",
     .percent = kNoBreakPercent,
     .currency = kBehind,
     .sign = "\u20ac",
     .code = "EUR"},
    {.name = "es_MX", .percent = kNoBreakPercent, .sign = "$", .code = "MXN"},
    {.name = "it", .decimal = ",", .group = ".", .currency = kBehind},
    {.name = "it_IT",
     .decimal = ",",
     .group = ".",
     .currency = kBehind,
     .sign = "\u20ac",
     .code = "EUR"},
    {.name = "nl", .decimal = ",", .group = ".", .currency = kDutch},
    {.name = "nl_NL",
     .decimal = ",",
     .group = ".",
     .currency = kDutch,
     .sign = "\u20ac",
     .code = "EUR"},
    {.name = "pt", .decimal = ",", .group = ".", .currency = kBefore},
    {.name = "pt_BR",
     .decimal = ",",
     .group = ".",
     .currency = kBefore,
     .sign = "R$",
     .code = "BRL"},
    {.name = "pt_PT",
     .decimal = ",",
     .group = kNoBreak,
     .currency = kBehind,
     .sign = "\u20ac",
     .code = "EUR"},
    {.name = "sv",
     .decimal = ",",
     .group = kNoBreak,
     .minus = kMinus,
     .percent = kNoBreakPercent,
     .currency = kBehind,
     .exponent = kTimesTen},
    {.name = "sv_SE",
     .decimal = ",",
     .group = kNoBreak,
     .minus = kMinus,
     .percent = kNoBreakPercent,
     .currency = kBehind,
     .sign = "kr",
     .code = "SEK",
     .exponent = kTimesTen},
    {.name = "pl", .decimal = ",", .group = kNoBreak, .currency = kBehind},
    {.name = "pl_PL",
     .decimal = ",",
     .group = kNoBreak,
     .currency = kBehind,
     .sign = "z\u0142",
     .code = "PLN"},
    {.name = "da_DK",
     .decimal = ",",
     .group = ".",
     .percent = kNoBreakPercent,
     .currency = kBehind,
     .sign = "kr.",
     .code = "DKK"},
    {.name = "cs_CZ",
     .decimal = ",",
     .group = kNoBreak,
     .percent = kNoBreakPercent,
     .currency = kBehind,
     .sign = "K\u010d",
     .code = "CZK"},
    {.name = "fi_FI",
     .decimal = ",",
     .group = kNoBreak,
     .minus = kMinus,
     .percent = kNoBreakPercent,
     .currency = kBehind,
     .sign = "\u20ac",
     .code = "EUR"},
    {.name = "nb_NO",
     .decimal = ",",
     .group = kNoBreak,
     .minus = kMinus,
     .percent = kNoBreakPercent,
     .currency = kBefore,
     .sign = "kr",
     .code = "NOK"},
    {.name = "ja"},
    {.name = "ja_JP", .currency = kWhole, .sign = "\uffe5", .code = "JPY"},
    {.name = "zh"},
    {.name = "zh_CN", .sign = "\u00a5", .code = "CNY"},
    {.name = "ko_KR", .currency = kWhole, .sign = "\u20a9", .code = "KRW"},
};
#pragma GCC diagnostic pop

}  // namespace

std::expected<const Locale*, std::string> ReadLocale(const TemplateValue& value) {
  if (value.is_null()) return &kLocales[0];
  const auto name = value.text();
  if (!name) return std::unexpected("the locale must be a text");
  const auto found = std::ranges::find(kLocales, *name, &Locale::name);
  if (found != std::end(kLocales)) return &*found;
  return std::unexpected(
      fmt::format("the locale {} is not known; en, en_US and the usual ones of Europe and East "
                  "Asia are, as language or language_COUNTRY",
                  RepairedUtf8(name->substr(0, 40))));
}

std::expected<void, std::string> CheckDatePattern(const Locale& locale, std::string_view pattern) {
  if (locale.name.empty() || locale.name == "en" || locale.name == "en_US") return {};
  const bool english = locale.name.starts_with("en");
  bool quoted = false;
  for (std::size_t at = 0; at < pattern.size();) {
    const char letter = pattern[at];
    const std::size_t end = std::min(pattern.find_first_not_of(letter, at), pattern.size());
    const std::size_t count = end - at;
    at = end;
    if (letter == '\'') quoted = quoted != (count % 2 == 1);
    const bool name = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    if (quoted || !name || std::string_view("ydDHhKkmsSXZ").contains(letter)) continue;
    if (letter == 'M' && (count <= 2 || (english && count == 4))) continue;
    if (letter == 'E' && english && count == 4) continue;
    return std::unexpected(
        fmt::format("\"{}\" is not known in the locale {}: names of months and days, am and pm, "
                    "weeks, zones and styles are known in en and en_US alone",
                    RepairedUtf8(pattern.substr(0, 40)), locale.name));
  }
  return {};
}

}  // namespace wireproof::mock::handlebars
