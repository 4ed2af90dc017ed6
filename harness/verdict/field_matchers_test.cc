#include <gtest/gtest.h>

#include "harness/verdict/imf_fixdate.h"
#include "harness/verdict/matchers.h"

namespace wireproof::harness {
namespace {

using M = FieldMatcher;

FieldMatcher Rule(auto rule) {
  return {std::move(rule)};
}
FieldMatcherPtr Ptr(auto rule) {
  return std::make_shared<const FieldMatcher>(FieldMatcher{std::move(rule)});
}

const wire::Fields kNone{};
const wire::Fields kOne{{"x-a", "1"}, {"Other", "2"}};
const wire::Fields kTwo{{"X-A", "1"}, {"x-a", "2"}};
const wire::Fields kList{{"X-A", "keep-alive, Close"}, {"X-A", "upgrade"}};
const wire::Fields kDate{{"X-A", "Sun, 06 Nov 1994 08:49:37 GMT"}};

TEST(FieldMatchers, HoldOrSayWhyNot) {
  struct Row {
    FieldMatcher matcher;
    const wire::Fields& fields;
    Mismatch mismatch;
  };
  const Row rows[] = {
      {Rule(M::Absent{}), kNone, {}},
      {Rule(M::Absent{}), kOne, R"(X-A: "1", expected none)"},
      {Rule(M::Present{}), kTwo, {}},
      {Rule(M::Present{}), kNone, "X-A: none, expected any value"},
      {Rule(M::Exactly{"1"}), kOne, {}},
      {Rule(M::Exactly{"1"}), kNone, R"(X-A: none, expected "1")"},
      {Rule(M::Exactly{"2"}), kOne, R"(X-A: "1", expected "2")"},
      {Rule(M::Exactly{"1"}), kTwo, R"(X-A: "1" and "2", expected "1")"},
      {Rule(M::Exactly{"KEEP"}), wire::Fields{{"X-A", "keep"}}, R"(X-A: "keep", expected "KEEP")"},
      {Rule(M::Token{"close"}), kList, {}},
      {Rule(M::Token{"UPGRADE"}), kList, {}},
      {Rule(M::Token{"keep"}), kList,
       R"(X-A: "keep-alive, Close" and "upgrade", expected the member "keep")"},
      {Rule(M::Token{"close"}), kNone, R"(X-A: none, expected the member "close")"},
      {Rule(M::Contains{"alive"}), kList, {}},
      {Rule(M::Contains{"grade"}), kList, {}},
      {Rule(M::Contains{"close"}), kList,
       R"(X-A: "keep-alive, Close" and "upgrade", expected a value with "close")"},
      {Rule(M::Count{2}), kTwo, {}},
      {Rule(M::Count{0}), kNone, {}},
      {Rule(M::Count{1}), kTwo, R"(X-A: "1" and "2", expected 1 line)"},
      {Rule(M::Date{}), kDate, {}},
      {Rule(M::Date{}), kOne, R"(X-A: "1", expected one IMF-fixdate)"},
      {Rule(M::Any{{Ptr(M::Absent{}), Ptr(M::Exactly{"1"})}}), kNone, {}},
      {Rule(M::Any{{Ptr(M::Absent{}), Ptr(M::Exactly{"1"})}}), kOne, {}},
      {Rule(M::Any{{Ptr(M::Absent{}), Ptr(M::Exactly{"3"})}}), kOne,
       R"(X-A: "1", expected none or "3")"},
      {Rule(M::Not{Ptr(M::Token{"chunked"})}), kOne, {}},
      {Rule(M::Not{Ptr(M::Token{"chunked"})}), kNone, {}},
      {Rule(M::Not{Ptr(M::Exactly{"1"})}), kOne, R"(X-A: "1", expected not "1")"},
      {Rule(M::Not{Ptr(M::Not{Ptr(M::Present{})})}), kOne, {}},
  };
  for (const Row& row : rows) EXPECT_EQ(Check(row.matcher, "X-A", row.fields), row.mismatch);
}

TEST(FieldMatchers, DoNotCountLinesWhereTheClientMayHaveJoinedThem) {
  EXPECT_TRUE(Check(Rule(M::Count{1}), "X-A", kTwo, true));
  EXPECT_FALSE(Check(Rule(M::Count{1}), "X-A", kTwo, false));
  EXPECT_FALSE(Check(Rule(M::Not{Ptr(M::Count{2})}), "X-A", kTwo, false));
  EXPECT_FALSE(Check(Rule(M::Any{{Ptr(M::Count{1}), Ptr(M::Absent{})}}), "X-A", kTwo, false));
  EXPECT_TRUE(Check(Rule(M::Absent{}), "X-A", kTwo, false));
}

TEST(ImfFixdate, IsNeitherObsoleteNorImpossible) {
  EXPECT_TRUE(IsImfFixdate("Sun, 06 Nov 1994 08:49:37 GMT"));
  EXPECT_TRUE(IsImfFixdate("Tue, 29 Feb 2028 00:00:00 GMT"));
  for (const std::string_view wrong :
       {"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC", "Thu, 30 Feb 2028 00:00:00 GMT",
        "sun, 06 nov 1994 08:49:37 GMT", " Sun, 06 Nov 1994 08:49:37 GMT", ""})
    EXPECT_FALSE(IsImfFixdate(wrong)) << wrong;
}

}  // namespace
}  // namespace wireproof::harness
