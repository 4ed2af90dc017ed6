#include "http/script/script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "http/script/json_reader.h"
#include "http/script/tls_settings.h"

namespace wireproof::script {
namespace {

// --- Steps, in both directions ---

struct StepRow {
  Step step;
  std::string json;  // the canonical spelling
};

void PrintTo(const StepRow& row, std::ostream* out) {
  *out << row.json;
}

class StepCodec : public testing::TestWithParam<StepRow> {};

TEST_P(StepCodec, ReadsAndWrites) {
  const auto value = ParseJson("[" + GetParam().json + "]");
  ASSERT_TRUE(value.has_value()) << GetParam().json;
  const auto script = ScriptFromJson(*value);
  ASSERT_TRUE(script.has_value()) << script.error().pointer << ": " << script.error().message;
  EXPECT_EQ(*script, Script{GetParam().step});
  EXPECT_EQ(ScriptToJson(Script{GetParam().step}), *value);
}

using What = Await::What;

INSTANTIATE_TEST_SUITE_P(
    Table, StepCodec,
    testing::Values(
        StepRow{{"", Send{OctetsTemplate("GET")}}, R"({"send": "GET"})"},
        StepRow{{"b", Send{OctetsTemplate("$")}}, R"({"send": "$$", "on": "b"})"},
        StepRow{{"", Pause{20}}, R"({"pause_ms": 20})"},
        StepRow{{"", Pause{60000}}, R"({"pause_ms": 60000})"},
        StepRow{{"", Await{What::kResponse, 1}}, R"({"await": "response"})"},
        StepRow{{"", Await{What::kResponse, 2}}, R"({"await": "response", "count": 2})"},
        StepRow{{"", Await{What::kHead, 3}}, R"({"await": "head", "count": 3})"},
        StepRow{{"", Await{What::kBytes, 9}}, R"({"await": "bytes", "count": 9})"},
        StepRow{{"1", Await{What::kClose, 1}}, R"({"await": "close", "on": "1"})"},
        StepRow{{"", Await{What::kRequest, 1}}, R"({"await": "request"})"},
        StepRow{{"", Await{What::kQuiet, 1}}, R"({"await": "quiet"})"},
        StepRow{{"", HalfClose{}}, R"({"half_close": true})"},
        StepRow{{"", Close{true}}, R"({"close": true})"},
        StepRow{{"", Close{false}}, R"({"close": {"close_notify": false}})"},
        StepRow{{"x_1", Reset{}}, R"({"reset": true, "on": "x_1"})"},
        StepRow{{"", Connect{"two", std::nullopt, false}}, R"({"connect": "two"})"},
        StepRow{{"", Connect{"two", std::nullopt, true}}, R"({"connect": "two", "tls": null})"},
        StepRow{{"", Connect{"two", TlsSettings{}, false}}, R"({"connect": "two", "tls": {}})"},
        StepRow{{"", StartTls{}}, R"({"start_tls": {}})"}));

TEST(Script, ReadsOtherSpellings) {
  EXPECT_EQ(ScriptFromJson(*ParseJson(R"([{"close": {"close_notify": true}}])")),
            (Script{{"", Close{true}}}));
  EXPECT_EQ(ScriptFromJson(*ParseJson("[]")), Script{});
}

struct RefusedScript {
  std::string json;
  std::string pointer;
  std::string message;
};

void PrintTo(const RefusedScript& row, std::ostream* out) {
  *out << row.json;
}

class ScriptRefusal : public testing::TestWithParam<RefusedScript> {};

TEST_P(ScriptRefusal, SaysWhatAndWhere) {
  const auto script = ScriptFromJson(*ParseJson(GetParam().json));
  ASSERT_FALSE(script.has_value());
  EXPECT_EQ(script.error().pointer, GetParam().pointer);
  EXPECT_THAT(script.error().message, testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Table, ScriptRefusal,
    testing::Values(
        RefusedScript{"{}", "", "an array of steps"}, RefusedScript{"[7]", "/0", "expected a step"},
        RefusedScript{"[{}]", "/0", "expected a step"},
        RefusedScript{R"([{"sned": "x"}])", "/0", "expected a step"},
        RefusedScript{R"([{"reset": true}, {"send": ["a", 7]}])", "/1/send/1", "expected octets"},
        RefusedScript{R"([{"send": "a", "await": "close"}])", "/0/await",
                      "unknown key; expected send"},
        RefusedScript{R"([{"send": "a", "count": 2}])", "/0/count", "unknown key"},
        RefusedScript{R"([{"await": "reponse"}])", "/0/await", "expected head, request, response"},
        RefusedScript{R"([{"await": "close", "count": 2}])", "/0/count", "unknown key"},
        RefusedScript{R"([{"await": "request", "count": 2}])", "/0/count", "unknown key"},
        RefusedScript{R"([{"await": "response", "count": 0}])", "/0/count", "1 or more"},
        RefusedScript{R"([{"await": "bytes", "count": "2"}])", "/0/count", "1 or more"},
        RefusedScript{R"([{"pause_ms": -1}])", "/0/pause_ms", "0 to 60000"},
        RefusedScript{R"([{"pause_ms": 60001}])", "/0/pause_ms", "0 to 60000"},
        RefusedScript{R"([{"half_close": false}])", "/0/half_close", "expected true"},
        RefusedScript{R"([{"reset": 1}])", "/0/reset", "expected true"},
        RefusedScript{R"([{"close": {"notify": false}}])", "/0/close/notify",
                      "expected close_notify"},
        RefusedScript{R"([{"close": {}}])", "/0/close/close_notify", "true or false"},
        RefusedScript{R"([{"close": false}])", "/0/close", "expected true or"},
        RefusedScript{R"([{"connect": ""}])", "/0/connect", "name of a connection"},
        RefusedScript{R"([{"connect": "a b"}])", "/0/connect", "name of a connection"},
        RefusedScript{R"([{"connect": "a", "on": "b"}])", "/0/on", "expected connect, tls"},
        RefusedScript{R"([{"send": "a", "on": 1}])", "/0/on", "name of a connection"},
        RefusedScript{R"([{"connect": "a", "tls": {"sni": "x"}}])", "/0/tls/sni", "unknown key"},
        RefusedScript{R"([{"start_tls": true}])", "/0/start_tls", "expected an object of TLS"}));

// --- TLS settings, in both directions ---

struct TlsRow {
  TlsSettings settings;
  std::string json;
};

void PrintTo(const TlsRow& row, std::ostream* out) {
  *out << row.json;
}

class TlsCodec : public testing::TestWithParam<TlsRow> {};

TEST_P(TlsCodec, ReadsAndWrites) {
  const auto value = ParseJson(GetParam().json);
  const auto settings = TlsSettingsFromJson(*value);
  ASSERT_TRUE(settings.has_value()) << settings.error().pointer << settings.error().message;
  EXPECT_EQ(*settings, GetParam().settings);
  EXPECT_EQ(TlsSettingsToJson(GetParam().settings), *value);
}

TlsSettings WithCertificate(Certificate certificate) {
  return TlsSettings{.versions = {},
                     .security_level = {},
                     .alpn = {},
                     .server_name = {},
                     .certificate = std::move(certificate)};
}

INSTANTIATE_TEST_SUITE_P(
    Table, TlsCodec,
    testing::Values(TlsRow{{}, "{}"}, TlsRow{{.versions = {"1.0"}}, R"({"versions": ["1.0"]})"},
                    TlsRow{{.versions = {"1.3", "1.2"}, .security_level = 0},
                           R"({"versions": ["1.3", "1.2"], "security_level": 0})"},
                    TlsRow{{.alpn = {"h2", "\xff"}}, R"({"alpn": ["h2", "\u00ff"]})"},
                    TlsRow{{.server_name = ""}, R"({"server_name": null})"},
                    TlsRow{{.server_name = "a.test"}, R"({"server_name": "a.test"})"},
                    TlsRow{WithCertificate({.names = {}, .common_name = "x"}),
                           R"({"certificate": {"names": [], "common_name": "x"}})"},
                    TlsRow{WithCertificate({.not_before_s = -172800, .not_after_s = -43200}),
                           R"({"certificate": {"not_before": "-2d", "not_after": "-12h"}})"},
                    TlsRow{WithCertificate({.issuer = Certificate::Issuer::kSelf}),
                           R"({"certificate": {"issuer": "self"}})"},
                    TlsRow{WithCertificate({.issuer = Certificate::Issuer::kIntermediate}),
                           R"({"certificate": {"issuer": "intermediate"}})"},
                    TlsRow{WithCertificate({.issuer = Certificate::Issuer::kOtherCa}),
                           R"({"certificate": {"issuer": "other-ca"}})"},
                    TlsRow{WithCertificate({.extended_key_usage = {"clientAuth"}}),
                           R"({"certificate": {"extended_key_usage": ["clientAuth"]}})"}));

class TlsRefusal : public testing::TestWithParam<RefusedScript> {};

TEST_P(TlsRefusal, SaysWhatAndWhere) {
  const auto settings = TlsSettingsFromJson(*ParseJson(GetParam().json));
  ASSERT_FALSE(settings.has_value());
  EXPECT_EQ(settings.error().pointer, GetParam().pointer);
  EXPECT_THAT(settings.error().message, testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Table, TlsRefusal,
    testing::Values(RefusedScript{"[]", "", "expected an object"},
                    RefusedScript{R"({"x": 1})", "/x", "unknown key"},
                    RefusedScript{R"({"versions": "1.2"})", "/versions", "an array of strings"},
                    RefusedScript{R"({"versions": ["TLSv1.2"]})", "/versions/0",
                                  "expected 1.0, 1.1, 1.2 or 1.3"},
                    RefusedScript{R"({"versions": ["1.0", "1.2"]})", "/versions", "without a gap"},
                    RefusedScript{R"({"security_level": 6})", "/security_level", "0 to 5"},
                    RefusedScript{R"({"alpn": [""]})", "/alpn/0", "1 to 255 octets"},
                    RefusedScript{R"({"server_name": 1})", "/server_name", "a string, or null"},
                    RefusedScript{R"({"certificate": {"not_after": "30"}})",
                                  "/certificate/not_after", "such as -1d"},
                    RefusedScript{R"({"certificate": {"not_after": 30}})", "/certificate/not_after",
                                  "such as -1d"},
                    RefusedScript{R"({"certificate": {"issuer": "me"}})", "/certificate/issuer",
                                  "expected ca, self"},
                    RefusedScript{R"({"certificate": {"names": ["a", 1]}})", "/certificate/names/1",
                                  "a string"},
                    RefusedScript{R"({"certificate": {"name": "a"}})", "/certificate/name",
                                  "expected names, "}));

TEST(RelativeTime, ReadsAndWrites) {
  for (const auto& [text, seconds] :
       std::vector<std::pair<std::string, long>>{{"-1d", -86400},
                                                 {"+30d", 30L * 86400},
                                                 {"+12h", 43200},
                                                 {"+90s", 90},
                                                 {"-5m", -300},
                                                 {"0s", 0},
                                                 {"+90061s", 90061}}) {
    EXPECT_EQ(ParseRelativeTime(text), seconds);
    EXPECT_EQ(FormatRelativeTime(seconds), text);
  }
  EXPECT_EQ(ParseRelativeTime("12h"), 43200);
  EXPECT_EQ(ParseRelativeTime("60s"), 60);
  for (const std::string text : {"", "d", "-", "1", "1w", "1.5d", "--1d", "+-1d", "1 d", " 1d",
                                 "999999999d", "99999999999999999999s"}) {
    EXPECT_EQ(ParseRelativeTime(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace wireproof::script
