// The schema for editors and the reader say the same about one corpus of good and bad stubs.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "mockserver/stub/octets_json.h"
#include "mockserver/stub/stub_fixture.h"
#include "mockserver/stub/stub_json.h"
#include "tests/schema_file.h"

namespace wireproof::mock {
namespace {

using nlohmann::json;

bool Accepts(const Json& value) {
  static const SchemaFile kSchema(WIREPROOF_STUB_SCHEMA);
  return kSchema.Accepts(PlainJson(value).value());
}

// Request patterns are written by their own folder: here it is only whether they are read.
const std::vector<GoodStub>& GoodRequests() {
  static const std::vector<GoodStub> kStubs = {
      {R"({"request":{"method":"POST","urlPathTemplate":"/a/{x}",
           "pathParameters":{"x":{"matches":"[0-9]+"}},
           "headers":{"A":{"equalTo":"b","caseInsensitive":true},
                      "B":{"includes":[{"contains":"x"}]},"C":{"hasExactly":[{"absent":true}]}},
           "queryParameters":{"q":{"or":[{"equalTo":"1"},{"not":{"doesNotMatch":"x"}}]}},
           "formParameters":{"f":{"doesNotContain":"x"}},"cookies":{"c":{"anything":"always"}},
      "basicAuthCredentials" : {"username" : "u", "password" : "p"}
}
})"},
      {R"({"request":{"host":{"equalTo":"h"},"port":80,"scheme":"https","url":"/x",
           "clientIp":{"equalTo":"127.0.0.1"},"basicAuth":{"username":"u","password":"p"},
           "multipartPatterns":[{"name":"n","fileName":"f","matchingType":"ALL",
                                 "headers":{"A":{"contains":"x"}},
                                 "bodyPatterns":[{"equalTo":"x"}]}]}})"},
      {R"({"request":{"urlPattern":"/x.*","bodyPatterns":[
           {"equalToJson":{"a":1},"ignoreArrayOrder":true,"ignoreExtraElements":false},
           {"matchesJsonPath":"$.a"},{"matchesJsonPath":{"expression":"$.a","equalTo":"1"}},
           {"before":"now","truncateActual":"first day of month"},{"binaryEqualTo":"YQ=="},
           {"and":[{"contains":"a"},{"contains":"b"}]}]}})"},
      {R"({"request":{"urlPathPattern":"/x","bodyPatterns":[
           {"equalToXml":"<a/>","enablePlaceholders":true},
           {"matchesXPath":"//s:a","xPathNamespaces":{"s":"u"}},
           {"matchesJsonSchema":{"type":"object"},"schemaVersion":"V7"}]}})"},
  };
  return kStubs;
}

std::vector<GoodStub> AllGood() {
  std::vector<GoodStub> all = GoodStubs();
  all.insert(all.end(), GoodRequests().begin(), GoodRequests().end());
  all.insert(all.end(), GoodExtensions().begin(), GoodExtensions().end());
  return all;
}

TEST(StubSchema, AcceptsWhatTheReaderAccepts) {
  for (const GoodStub& row : AllGood()) {
    const Json value = ReadJson(row.text).value();
    EXPECT_TRUE(StubFromJson(value)) << row.text;
    EXPECT_TRUE(Accepts(value)) << row.text;
    EXPECT_TRUE(Accepts(Json{{"mappings", Json::array({value, value})}})) << row.text;
  }
}

TEST(StubSchema, RefusesWhatTheReaderRefusesButForWhatItCannotSay) {
  for (const auto* rows : {&BadStubs(), &BadExtensions()}) {
    for (const BadStub& row : *rows) {
      const Json value = ReadJson(row.text).value();
      EXPECT_FALSE(StubFromJson(value)) << row.text;
      EXPECT_EQ(Accepts(value), row.beyond_schema)
          << row.text << (row.beyond_schema ? "\nthe schema can say it" : "");
    }
  }
}

// Every place of a value, as pointers.
void CollectPointers(const Json& value, const Json::json_pointer& at,
                     std::vector<Json::json_pointer>& all) {
  all.push_back(at);
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) CollectPointers(member, at / key, all);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) CollectPointers(value[i], at / i, all);
  }
}

// One change of the kinds that people and editors make.
Json Mutated(Json value, std::mt19937& random) {
  static const Json kOthers[] = {nullptr,
                                 true,
                                 -1,
                                 0,
                                 7,
                                 150,
                                 1.5,
                                 1e30,
                                 "",
                                 "x",
                                 "${y}",
                                 "$",
                                 "GET",
                                 Json::array(),
                                 Json::object(),
                                 Json::array({Json::object()}),
                                 Json{{"x", 1}},
                                 "a\r\nb",
                                 "http://x"};
  std::vector<Json::json_pointer> pointers;
  CollectPointers(value, Json::json_pointer(), pointers);
  const auto& pointer = pointers[random() % pointers.size()];
  Json& place = value[pointer];
  switch (random() % 4) {
    case 0:
      place = kOthers[random() % std::size(kOthers)];
      break;
    case 1: {
      Json copy = value[pointers[random() % pointers.size()]];
      value[pointer] = std::move(copy);
      break;
    }
    case 2:
      if (place.is_object()) place["x-unknown"] = 1;
      if (place.is_array()) place.push_back(kOthers[random() % std::size(kOthers)]);
      break;
    default:
      if (pointer.empty()) break;
      if (Json& parent = value[pointer.parent_pointer()]; parent.is_object()) {
        parent.erase(pointer.back());
      } else {
        parent.erase(std::stoul(pointer.back()));
      }
  }
  return value;
}

TEST(StubSchema, AcceptsEveryMutationThatTheReaderAccepts) {
  constexpr int kMutationsOfAStub = 40;
  std::mt19937 random(9112);  // fixed: a failure is found again
  int accepted = 0;
  int refused = 0;
  int refused_by_both = 0;
  for (const GoodStub& row : AllGood()) {
    for (int i = 0; i < kMutationsOfAStub; ++i) {
      Json mutated = Mutated(ReadJson(row.text).value(), random);
      if (i % 3 == 0) mutated = Mutated(std::move(mutated), random);
      const auto stub = StubFromJson(mutated);
      ++(stub ? accepted : refused);
      if (stub) {
        ASSERT_TRUE(Accepts(mutated)) << mutated.dump();
        const Json written = StubToJson(*stub);
        ASSERT_TRUE(StubFromJson(written)) << written.dump();
        ASSERT_EQ(StubToJson(*StubFromJson(written)), written) << mutated.dump();
      } else {
        refused_by_both += Accepts(mutated) ? 0 : 1;
        ASSERT_LT(stub.error().message.size(), 1000u) << stub.error().message;
      }
    }
  }
  EXPECT_GT(accepted, 300);
  EXPECT_GT(refused, 700);
  // What only the reader can say is rare.
  EXPECT_GT(refused_by_both, refused * 95 / 100);
}

}  // namespace
}  // namespace wireproof::mock
