#include "harness/subject/members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

namespace wireproof::harness {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Members, ReadsWhatIsThere) {
  const json value = json::parse(R"({"text": "a", "number": 7, "texts": ["x", "y"],
      "octets": "\u00ff", "fields": [["A", "1"], ["A", "\u00e9"]]})");
  MemberProblem problem;
  Members members(value, "/at", problem);
  EXPECT_EQ(members.Text("text"), "a");
  EXPECT_EQ(members.Integer("number", 1, 7), 7);
  EXPECT_THAT(members.Texts("texts"), ElementsAre("x", "y"));
  EXPECT_EQ(members.Octets("octets"), "\xff");
  EXPECT_THAT(members.Fields("fields"), ElementsAre(Pair("A", "1"), Pair("A", "\xe9")));
  members.Done();
  EXPECT_FALSE(problem) << problem.pointer << ": " << problem.message;
}

TEST(Members, GivesTheFallbackForWhatIsAbsent) {
  const json value = json::object();
  MemberProblem problem;
  Members members(value, "", problem);
  EXPECT_EQ(members.TextOr("text", "other"), "other");
  EXPECT_EQ(members.IntegerOr("number", 1, 2, 99), 99);
  EXPECT_THAT(members.Texts("texts"), IsEmpty());
  EXPECT_EQ(members.Octets("octets"), "");
  EXPECT_THAT(members.Fields("fields"), IsEmpty());
  EXPECT_EQ(members.Optional("any"), nullptr);
  EXPECT_FALSE(members.Has("any"));
  EXPECT_FALSE(problem);
}

struct Wrong {
  const char* value;
  std::function<void(Members&)> read;
  const char* pointer;
  const char* message;
};

TEST(Members, NamesWhereAndWhatIsWrong) {
  const Wrong rows[] = {
      {"[]", [](Members&) {}, "/at", "expected an object, found array"},
      {"{}", [](Members& m) { m.Any("a"); }, "/at", "the member \"a\" is missing"},
      {"{}", [](Members& m) { m.Text("a"); }, "/at", "the member \"a\" is missing"},
      {R"({"a": ""})", [](Members& m) { m.Text("a"); }, "/at/a", "not empty"},
      {R"({"a": 1})", [](Members& m) { m.Text("a"); }, "/at/a", "expected a string, found number"},
      {R"({"a": null})", [](Members& m) { m.TextOr("a", ""); }, "/at/a", "found null"},
      {R"({"a": 0})", [](Members& m) { m.Integer("a", 1, 9); }, "/at/a", "integer from 1 to 9"},
      {R"({"a": 10})", [](Members& m) { m.Integer("a", 1, 9); }, "/at/a", "integer from 1 to 9"},
      {R"({"a": 2.0})", [](Members& m) { m.Integer("a", 1, 9); }, "/at/a", "integer from 1 to 9"},
      {R"({"a": "2"})", [](Members& m) { m.Integer("a", 1, 9); }, "/at/a", "integer from 1 to 9"},
      {R"({"a": 18446744073709551615})", [](Members& m) { m.Integer("a", 1, 9); }, "/at/a",
       "integer from 1 to 9"},
      {R"({"a": "x"})", [](Members& m) { m.Texts("a"); }, "/at/a", "array of strings"},
      {R"({"a": ["x", 1]})", [](Members& m) { m.Texts("a"); }, "/at/a", "array of strings"},
      {R"({"a": "Ā"})", [](Members& m) { m.Octets("a"); }, "/at/a", "no character above U+00FF"},
      {R"({"a": "x"})", [](Members& m) { m.Fields("a"); }, "/at/a", "array of [name, value]"},
      {R"({"a": [["x"]]})", [](Members& m) { m.Fields("a"); }, "/at/a", "array of [name, value]"},
      {R"({"a": [["x", 1]]})", [](Members& m) { m.Fields("a"); }, "/at/a", "[name, value]"},
      {R"({"a": [["x", "Ā"]]})", [](Members& m) { m.Fields("a"); }, "/at/a", "[name, value]"},
      {R"({"a": 1, "b/~": 2})",
       [](Members& m) {
         m.Optional("a");
         m.Done();
       },
       "/at/b~1~0", "unknown member"},
  };
  for (const Wrong& row : rows) {
    const json value = json::parse(row.value);
    MemberProblem problem;
    Members members(value, "/at", problem);
    row.read(members);
    EXPECT_EQ(problem.pointer, row.pointer) << row.value;
    EXPECT_THAT(problem.message, HasSubstr(row.message)) << row.value;
  }
}

TEST(Members, KeepsTheFirstProblem) {
  const json value = {{"a", 1}, {"b", 2}};
  MemberProblem problem;
  Members members(value, "", problem);
  members.Text("a");
  members.Text("b");
  members.Done();
  EXPECT_EQ(problem.pointer, "/a");
}

}  // namespace
}  // namespace wireproof::harness
