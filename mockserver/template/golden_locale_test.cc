// What WireMock 3.13.2 on Java 17 gives for the locales that are known.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "mockserver/template/golden_fixture.h"

namespace wireproof::mock {
namespace {

// Of -1234567.5 and 12.
struct LocaleRow {
  const char* locale = "";
  const char* plain = "";  // #,##0.00
  const char* currency = "";
  const char* percent = "";
};

constexpr LocaleRow kLocaleRows[] = {
    {"en", "-1,234,567.50|12.00", "-\u00a41,234,567.50|\u00a412.00", "-123,456,750%|1,200%"},
    {"en_US", "-1,234,567.50|12.00", "-$1,234,567.50|$12.00", "-123,456,750%|1,200%"},
    {"en_GB", "-1,234,567.50|12.00", "-\u00a31,234,567.50|\u00a312.00", "-123,456,750%|1,200%"},
    {"en_AU", "-1,234,567.50|12.00", "-$1,234,567.50|$12.00", "-123,456,750%|1,200%"},
    {"en_CA", "-1,234,567.50|12.00", "-$1,234,567.50|$12.00", "-123,456,750%|1,200%"},
    {"en_IN", "-1,234,567.50|12.00", "-\u20b91,234,567.50|\u20b912.00", "-123,456,750%|1,200%"},
    {"en_ZA", "-1\u00a0234\u00a0567,50|12,00", "-R1\u00a0234\u00a0567,50|R12,00",
     "-123\u00a0456\u00a0750%|1\u00a0200%"},
    {"en_IE", "-1,234,567.50|12.00", "-\u20ac1,234,567.50|\u20ac12.00", "-123,456,750%|1,200%"},
    {"en_NZ", "-1,234,567.50|12.00", "-$1,234,567.50|$12.00", "-123,456,750%|1,200%"},
    {"de", "-1.234.567,50|12,00", "-1.234.567,50\u00a0\u00a4|12,00\u00a0\u00a4",
     "-123.456.750\u00a0%|1.200\u00a0%"},
    {"de_DE", "-1.234.567,50|12,00", "-1.234.567,50\u00a0\u20ac|12,00\u00a0\u20ac",
     "-123.456.750\u00a0%|1.200\u00a0%"},
    {"de_CH", "-1\u2019234\u2019567.50|12.00", "CHF-1\u2019234\u2019567.50|CHF\u00a012.00",
     "-123\u2019456\u2019750%|1\u2019200%"},
    {"de_AT", "-1\u00a0234\u00a0567,50|12,00", "-\u20ac\u00a01.234.567,50|\u20ac\u00a012,00",
     "-123\u00a0456\u00a0750\u00a0%|1\u00a0200\u00a0%"},
    {"fr", "-1\u202f234\u202f567,50|12,00", "-1\u202f234\u202f567,50\u00a0\u00a4|12,00\u00a0\u00a4",
     "-123\u202f456\u202f750\u00a0%|1\u202f200\u00a0%"},
    {"fr_FR", "-1\u202f234\u202f567,50|12,00",
     "-1\u202f234\u202f567,50\u00a0\u20ac|12,00\u00a0\u20ac",
     "-123\u202f456\u202f750\u00a0%|1\u202f200\u00a0%"},
    {"fr_CH", "-1\u202f234\u202f567,50|12,00", "-1\u202f234\u202f567.50\u00a0CHF|12.00\u00a0CHF",
     "-123\u202f456\u202f750%|1\u202f200%"},
    {"fr_CA", "-1\u00a0234\u00a0567,50|12,00",
     "-1\u00a0234\u00a0567,50\u00a0$\u00a0CA|12,00\u00a0$\u00a0CA",
     "-123\u00a0456\u00a0750\u00a0%|1\u00a0200\u00a0%"},
    {"es", "-1.234.567,50|12,00", "-1.234.567,50\u00a0\u00a4|12,00\u00a0\u00a4",
     "-123.456.750\u00a0%|1.200\u00a0%"},
    {"es_ES", "-1.234.567,50|12,00", "-1.234.567,50\u00a0\u20ac|12,00\u00a0\u20ac",
     "-123.456.750\u00a0%|1.200\u00a0%"},
    {"es_MX", "-1,234,567.50|12.00", "-$1,234,567.50|$12.00", "-123,456,750\u00a0%|1,200\u00a0%"},
    {"it", "-1.234.567,50|12,00", "-1.234.567,50\u00a0\u00a4|12,00\u00a0\u00a4",
     "-123.456.750%|1.200%"},
    {"it_IT", "-1.234.567,50|12,00", "-1.234.567,50\u00a0\u20ac|12,00\u00a0\u20ac",
     "-123.456.750%|1.200%"},
    {"nl", "-1.234.567,50|12,00", "\u00a4\u00a0-1.234.567,50|\u00a4\u00a012,00",
     "-123.456.750%|1.200%"},
    {"nl_NL", "-1.234.567,50|12,00", "\u20ac\u00a0-1.234.567,50|\u20ac\u00a012,00",
     "-123.456.750%|1.200%"},
    {"pt", "-1.234.567,50|12,00", "-\u00a4\u00a01.234.567,50|\u00a4\u00a012,00",
     "-123.456.750%|1.200%"},
    {"pt_BR", "-1.234.567,50|12,00", "-R$\u00a01.234.567,50|R$\u00a012,00", "-123.456.750%|1.200%"},
    {"pt_PT", "-1\u00a0234\u00a0567,50|12,00",
     "-1\u00a0234\u00a0567,50\u00a0\u20ac|12,00\u00a0\u20ac",
     "-123\u00a0456\u00a0750%|1\u00a0200%"},
    {"sv", "\u22121\u00a0234\u00a0567,50|12,00",
     "\u22121\u00a0234\u00a0567,50\u00a0\u00a4|12,00\u00a0\u00a4",
     "\u2212123\u00a0456\u00a0750\u00a0%|1\u00a0200\u00a0%"},
    {"sv_SE", "\u22121\u00a0234\u00a0567,50|12,00",
     "\u22121\u00a0234\u00a0567,50\u00a0kr|12,00\u00a0kr",
     "\u2212123\u00a0456\u00a0750\u00a0%|1\u00a0200\u00a0%"},
    {"pl", "-1\u00a0234\u00a0567,50|12,00", "-1\u00a0234\u00a0567,50\u00a0\u00a4|12,00\u00a0\u00a4",
     "-123\u00a0456\u00a0750%|1\u00a0200%"},
    {"pl_PL", "-1\u00a0234\u00a0567,50|12,00",
     "-1\u00a0234\u00a0567,50\u00a0z\u0142|12,00\u00a0z\u0142",
     "-123\u00a0456\u00a0750%|1\u00a0200%"},
    {"da_DK", "-1.234.567,50|12,00", "-1.234.567,50\u00a0kr.|12,00\u00a0kr.",
     "-123.456.750\u00a0%|1.200\u00a0%"},
    {"nb_NO", "\u22121\u00a0234\u00a0567,50|12,00",
     "\u2212kr\u00a01\u00a0234\u00a0567,50|kr\u00a012,00",
     "\u2212123\u00a0456\u00a0750\u00a0%|1\u00a0200\u00a0%"},
    {"fi_FI", "\u22121\u00a0234\u00a0567,50|12,00",
     "\u22121\u00a0234\u00a0567,50\u00a0\u20ac|12,00\u00a0\u20ac",
     "\u2212123\u00a0456\u00a0750\u00a0%|1\u00a0200\u00a0%"},
    {"cs_CZ", "-1\u00a0234\u00a0567,50|12,00",
     "-1\u00a0234\u00a0567,50\u00a0K\u010d|12,00\u00a0K\u010d",
     "-123\u00a0456\u00a0750\u00a0%|1\u00a0200\u00a0%"},
    {"ja", "-1,234,567.50|12.00", "-\u00a41,234,567.50|\u00a412.00", "-123,456,750%|1,200%"},
    {"ja_JP", "-1,234,567.50|12.00", "-\uffe51,234,568|\uffe512", "-123,456,750%|1,200%"},
    {"zh", "-1,234,567.50|12.00", "-\u00a41,234,567.50|\u00a412.00", "-123,456,750%|1,200%"},
    {"zh_CN", "-1,234,567.50|12.00", "-\u00a51,234,567.50|\u00a512.00", "-123,456,750%|1,200%"},
    {"ko_KR", "-1,234,567.50|12.00", "-\u20a91,234,568|\u20a912", "-123,456,750%|1,200%"},
};

constexpr GoldenRow kLocaleNumberRows[] = {
    {Body::kJson, "{{numberFormat 12 'currency'}}", "\u00a412.00"},
    {Body::kJson, "{{numberFormat 12 'currency' ''}}", "\u00a4\u00a012.00"},
    {Body::kJson, "{{numberFormat 12 'currency' zz}}", "\u00a412.00"},
    {Body::kJson, "{{numberFormat 12 'currency' locale='en_US'}}", "\u00a412.00"},
    {Body::kJson, "{{numberFormat zz 'currency' 'xx-y'}}", "currency"},
    {Body::kJson, "{{numberFormat 12.345 'currency' 'en_US' maximumFractionDigits=1}}", "$12.3"},
    {Body::kJson, "{{numberFormat -0.0012 '0.###E0' 'sv_SE'}}", "\u22121,2\u00d710^\u22123"},
    {Body::kJson, "{{numberFormat -0.0012 '0.###E0' 'fi_FI'}}", "\u22121,2E\u22123"},
    {Body::kJson, "{{numberFormat -1234.5 '#,##0.00 \u00a4' 'de_AT'}}", "-1.234,50 \u20ac"},
    {Body::kJson, "{{numberFormat -1234.5 '\u00a4\u00a4 0.00' 'sv_SE'}}", "\u2212SEK 1234,50"},
    {Body::kJson, "{{numberFormat -1234.5 '0.0;(0.0)' 'de_DE'}}", "(1234,5)"},
    {Body::kJson, "{{numberFormat 12 'currency' 'en-GB'}}", kError},
    {Body::kJson, "{{numberFormat 12 'currency' 5}}", kError},
};

constexpr GoldenRow kLocaleDateRows[] = {
    {Body::kJson,
     "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'EEEE d MMMM yyyy a EEE MMM' 'en'}}",
     "Saturday 29 February 2020 AM Sat Feb"},
    {Body::kJson,
     "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'EEEE d MMMM yyyy a EEE MMM' 'en_US'}}",
     "Saturday 29 February 2020 AM Sat Feb"},
    {Body::kJson,
     "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'EEEE d MMMM yyyy a EEE MMM' ''}}",
     "Saturday 29 February 2020 AM Sat Feb"},
    {Body::kJson, "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'full' 'en_US'}}",
     "Saturday, February 29, 2020"},
    {Body::kJson, "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'medium' 'en'}}",
     "Feb 29, 2020"},
    {Body::kJson, "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'EEEE d MMMM yyyy' 'en_GB'}}",
     "Saturday 29 February 2020"},
    {Body::kJson, "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'EEEE d MMMM yyyy' 'en_CA'}}",
     "Saturday 29 February 2020"},
    {Body::kJson, "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'yyyy-MM-dd' 'fr_FR'}}",
     "2020-02-29"},
    {Body::kJson,
     "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'yyyy-MM-dd HH:mm:ss.SSS XX' 'de'}}",
     "2020-02-29 11:11:11.000 Z"},
    {Body::kJson, "{{dateFormat (parseDate '2020-02-29T11:11:11Z') \"dd.MM.yyyy 'a'\" 'de_DE'}}",
     "29.02.2020 a"},
    {Body::kJson, "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'yyyy' 'en-GB'}}", kError},
    {Body::kJson, "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'yyyy' 'nonsense'}}", kError},
    {Body::kJson, "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'yyyy EEEE' locale='en_US'}}",
     "2020 Saturday"},
    {Body::kJson,
     "{{dateFormat (parseDate '2020-02-29T11:11:11Z') format='yyyy EEEE' locale='en_US'}}",
     "2020 Saturday"},
    {Body::kJson, "{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'yyyy EEEE' zz}}",
     "2020 Saturday"},
    {Body::kJson, "{{dateFormat now 'yyyy'}}", "yyyy"},
    {Body::kJson, "{{dateFormat zz 'yyyy' 'fr'}}", "yyyy"},
    {Body::kJson, "{{dateFormat zz format='yyyy'}}", ""},
    {Body::kJson, "{{dateFormat zz}}", ""},
    {Body::kJson, "{{dateFormat zz 5}}", "5"},
};

TEST(Template, FormatsNumbersInTheLocaleAsWireMock) {
  for (const LocaleRow& row : kLocaleRows) {
    const std::pair<const char*, const char*> formats[] = {
        {"#,##0.00", row.plain}, {"currency", row.currency}, {"percent", row.percent}};
    for (const auto& [format, text] : formats) {
      const std::string source = fmt::format(
          "{{{{numberFormat -1234567.5 '{0}' '{1}'}}}}|{{{{numberFormat 12 '{0}' '{1}'}}}}", format,
          row.locale);
      CheckRow({.body = Body::kJson, .source = source.c_str(), .text = text});
    }
  }
  for (const GoldenRow& row : kLocaleNumberRows) CheckRow(row);
}

TEST(Template, FormatsDatesInTheLocaleAsWireMock) {
  for (const GoldenRow& row : kLocaleDateRows) CheckRow(row);
}

// Where WireMock knows other languages.
TEST(Template, RefusesALocaleItDoesNotKnow) {
  const std::pair<std::string_view, std::string_view> refused[] = {
      {"{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'EEEE d MMMM yyyy' 'fr_FR'}}",
       "locale fr_FR"},
      {"{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'd MMM' 'de_DE'}}", "locale de_DE"},
      {"{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'h a' 'en_GB'}}", "locale en_GB"},
      {"{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'full' 'en_GB'}}", "locale en_GB"},
      {"{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'full' 'ja_JP'}}", "locale ja_JP"},
      {"{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'zzzz' 'fr'}}", "locale fr"},
      {"{{dateFormat (parseDate '2020-02-29T11:11:11Z') 'w' 'de'}}", "locale de"},
      {"{{numberFormat 12 'currency' 'xx_YY'}}", "locale xx_YY"},
      {"{{numberFormat 12 'currency' 'ar_EG'}}", "locale ar_EG"},
  };
  for (const auto& [source, locale] : refused) {
    const auto text = RenderFor(Body::kJson, source);
    ASSERT_FALSE(text.has_value()) << source << " gave " << *text;
    EXPECT_THAT(text.error(), testing::HasSubstr(locale));
  }
}

}  // namespace
}  // namespace wireproof::mock
