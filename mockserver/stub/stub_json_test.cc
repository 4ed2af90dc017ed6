#include "mockserver/stub/stub_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mockserver/stub/stub_fixture.h"

namespace wireproof::mock {
namespace {

using ::testing::HasSubstr;

Json Parsed(std::string_view text) {
  const auto value = ReadJson(text);
  EXPECT_TRUE(value) << text << "\n" << (value ? "" : value.error().message);
  return value.value_or(Json());
}

Stub MustRead(std::string_view text, const StubReading& reading = {}) {
  auto stub = StubFromJson(Parsed(text), reading);
  if (stub) return std::move(*stub);
  ADD_FAILURE() << text << "\n" << stub.error().pointer << ": " << stub.error().message;
  return {};
}

std::string Written(const Stub& stub) {
  return WriteJson(StubToJson(stub));
}

void ExpectReadAndWritten(const GoodStub& row) {
  const Stub stub = MustRead(row.text);
  const std::string once = Written(stub);
  EXPECT_EQ(once, WriteJson(Parsed(row.written.empty() ? row.text : row.written))) << row.text;
  const Stub again = MustRead(once);
  EXPECT_EQ(Written(again), once);
  EXPECT_EQ(again.wireproof.when, stub.wireproof.when);
  EXPECT_EQ(again.wireproof.sequence, stub.wireproof.sequence);
  EXPECT_EQ(again.wireproof.connect, stub.wireproof.connect);
  EXPECT_EQ(again.answer.wire, stub.answer.wire) << row.text;
}

void ExpectRefused(const BadStub& row) {
  const auto stub = StubFromJson(Parsed(row.text));
  ASSERT_FALSE(stub) << row.text;
  EXPECT_EQ(stub.error().pointer, row.pointer) << row.text << "\n" << stub.error().message;
  EXPECT_THAT(stub.error().message, HasSubstr(std::string(row.message))) << row.text;
  for (const char c : stub.error().message) {
    EXPECT_TRUE(c >= 0x20 && c < 0x7f) << stub.error().message;
  }
}

// The forms on the right are what WireMock 3.13.2 answers to POST and GET, member for member.
TEST(StubJson, WritesWhatItReadInWireMocksOrder) {
  for (const GoodStub& row : GoodStubs()) ExpectReadAndWritten(row);
}

TEST(StubJson, WritesTheWireproofKeyAsItReadIt) {
  for (const GoodStub& row : GoodExtensions()) ExpectReadAndWritten(row);
}

TEST(StubJson, SaysWhereAStubIsWrongAndWhatWasExpected) {
  for (const BadStub& row : BadStubs()) ExpectRefused(row);
}

TEST(StubJson, SaysWhereTheWireproofKeyIsWrong) {
  for (const BadStub& row : BadExtensions()) ExpectRefused(row);
}

TEST(StubJson, TakesScalarsOfOtherTypesOnlyWhereItIsToldTo) {
  const StubReading compat{.coerce_scalars = true};
  const Stub stub = MustRead(
      R"({"name":5,"priority":"3","persistent":"true",
          "response":{"status":"201","body":true,"fixedDelayMilliseconds":1.5}})",
      compat);
  EXPECT_EQ(stub.name, "5");
  EXPECT_EQ(stub.priority, 3);
  EXPECT_TRUE(stub.persistent);
  EXPECT_EQ(stub.answer.response.status, 201);
  EXPECT_EQ(stub.answer.response.content, Content(TextContent{.text = "true"}));
  const auto refused = StubFromJson(Parsed(R"({"priority":"x"})"), compat);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "found \"x\"; expected a whole number, -2147483648 to "
            "2147483647");
}

TEST(StubJson, TakesWebhooksThatCannotBeCalledOnlyWhereItIsToldTo) {
  const Json stub = Parsed(
      R"({"serveEventListeners":[{"name":"webhook","parameters":{"url":"foo"}}],
          "postServeActions":{"webhook":{}}})");
  EXPECT_FALSE(StubFromJson(stub));
  EXPECT_TRUE(StubFromJson(stub, {.take_any_webhook = true}));
}

TEST(StubJson, KeepsFieldsInOrderWithTheirDuplicatesAsOctets) {
  const Stub stub = MustRead(R"({"response":{"headers":{"X-a":["1","2"],"b":"é","x-A":"4"}}})");
  const wire::Fields expected = {{"X-a", "1"}, {"X-a", "2"}, {"b", "\xe9"}, {"x-A", "4"}};
  EXPECT_EQ(stub.answer.response.fields, expected);
}

TEST(StubJson, KeepsTheTextOfNumbersInJsonBodies) {
  const Stub stub = MustRead(R"({"response":{"jsonBody": {"a" : [1.10, 1e400, -0.0] }}})");
  const auto* content = std::get_if<JsonContent>(&stub.answer.response.content);
  ASSERT_NE(content, nullptr);
  EXPECT_EQ(content->text, R"({"a":[1.10,1e400,-0.0]})");
}

TEST(StubJson, ReadsDelayDistributionsByThemselves) {
  const auto delay = DelayFromJson(Parsed(R"({"type":"uniform","lower":1,"upper":2})"), "/x");
  ASSERT_TRUE(delay);
  EXPECT_EQ(*delay, Delay(UniformDelay{.lower_ms = 1, .upper_ms = 2}));
  EXPECT_EQ(WriteJson(DelayToJson(*delay)), R"({"type":"uniform","lower":1,"upper":2})");
  const auto bad = DelayFromJson(Parsed(R"({"type":"uniform","lower":1})"), "/x");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error(), (JsonProblem{.pointer = "/x", .message = "\"upper\" is missing"}));
}

TEST(StubJson, RefusesOctetsNestedDeeperThanItsLimit) {
  Json octets = "x";
  for (int i = 0; i < 150; ++i) octets = Json::array({octets});
  Json stub = {{"wireproof", {{"script", Json::array({Json{{"send", octets}}})}}}};
  const auto read = StubFromJson(stub);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().pointer, "/wireproof/script/0/send");
}

TEST(ReadMappings, ReadsOneStubOrAListInRelaxedJson) {
  const auto one = ReadMappings("// hello\n{'name': 'a'} /* end */", "a.json");
  ASSERT_TRUE(one) << one.error().message;
  ASSERT_EQ(one->size(), 1u);
  EXPECT_EQ(one->front().name, "a");
  EXPECT_EQ(one->front().file, "a.json");

  const auto two =
      ReadMappings(R"({"mappings":[{"name":"a"},{"name":"b"}],"meta":{"total":2}})", "sub/b.json");
  ASSERT_TRUE(two) << two.error().message;
  ASSERT_EQ(two->size(), 2u);
  EXPECT_EQ(two->at(1).name, "b");
  EXPECT_EQ(two->at(1).file, "sub/b.json");
}

TEST(ReadMappings, SaysInWhichStubOfTheFileItIsWrong) {
  struct MappingRow {
    std::string_view text, pointer, message;
  };
  for (const MappingRow& row : {
           MappingRow{R"({"mappings":[{},{"response":{"status":5}}]})",
                      "/mappings/1/response/status", "found 5"},
           MappingRow{R"({"mappings":[{"bogus":1}]})", "/mappings/0/bogus", "unknown member"},
           MappingRow{R"({"mappings":{}})", "/mappings", "expected an array"},
           MappingRow{R"({"mappings":[],"extra":1})", "/extra", "expected one of mappings, meta"},
           MappingRow{R"({"name":"a","name":"b"})", "/name", "duplicate"},
           MappingRow{"[]", "", "found an array; expected an object"},
           MappingRow{"{", "", "line 1"},
       }) {
    const auto stubs = ReadMappings(row.text, "a.json");
    ASSERT_FALSE(stubs) << row.text;
    EXPECT_EQ(stubs.error().pointer, row.pointer);
    EXPECT_THAT(stubs.error().message, HasSubstr(std::string(row.message)));
  }
}

TEST(ReadMappings, BoundsWhatTheScriptsOfAllStubsComposeTogether) {
  std::string text = R"({"mappings":[)";
  for (int i = 0; i < 3; ++i) {
    text += R"({"wireproof":{"script":[{"send":{"repeat":"x","times":8000000}}]}},)";
  }
  text.back() = ']';
  const auto stubs = ReadMappings(text + "}", "a.json");
  ASSERT_FALSE(stubs);
  EXPECT_EQ(stubs.error().pointer, "/mappings/2/wireproof/script/0/send");
}

}  // namespace
}  // namespace wireproof::mock
