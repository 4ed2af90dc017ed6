#include "harness/verdict/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wireproof::harness {
namespace {

using testing::ElementsAre;

constexpr std::string_view kText =
    "# nginx 1.22\n"
    "#\n"
    "\n"
    "server/a/one  # accepts a bare CR: RFC 9112 2.2 # really\r\n"
    "  # about the next\n"
    "client/b/two.x-1_y+z#why\n"
    "server/a/last  # no line end";

TEST(Baseline, ReadsEntriesAndKeepsTheHeading) {
  const auto baseline = ParseBaseline(kText);
  ASSERT_TRUE(baseline);
  EXPECT_THAT(baseline->heading, ElementsAre("# nginx 1.22", "#"));
  EXPECT_THAT(
      baseline->entries,
      ElementsAre(BaselineEntry{"server/a/one", "accepts a bare CR: RFC 9112 2.2 # really", 4},
                  BaselineEntry{"client/b/two.x-1_y+z", "why", 6},
                  BaselineEntry{"server/a/last", "no line end", 7}));
  EXPECT_EQ(baseline->Find("client/b/two.x-1_y+z"), &baseline->entries[1]);
  EXPECT_EQ(baseline->Find("client/b"), nullptr);
}

TEST(Baseline, MayBeEmpty) {
  for (const std::string_view text : {"", "\n", "# nothing\n", "\n\n  \t\n"}) {
    const auto baseline = ParseBaseline(text);
    ASSERT_TRUE(baseline) << text;
    EXPECT_TRUE(baseline->entries.empty());
  }
}

TEST(Baseline, TellsAllErrorsWithTheirLines) {
  const auto baseline = ParseBaseline(
      "server/a/one  # fine\n"
      "server/a/two\n"
      "server/a/three  #  \n"
      "\n"
      "server/a/one  # again\n"
      "two words  # reason\n"
      "server/*  # pattern\n");
  ASSERT_FALSE(baseline);
  EXPECT_THAT(
      baseline.error(),
      ElementsAre(BaselineError{2, "server/a/two has no reason: `id  # reason`"},
                  BaselineError{3, "server/a/three has no reason: `id  # reason`"},
                  BaselineError{5, "server/a/one is already listed in line 1"},
                  BaselineError{6, "expected `id  # reason`, found \"two words  # reason\""},
                  BaselineError{7, "expected `id  # reason`, found \"server/*  # pattern\""}));
}

TEST(Baseline, PrintsSortedAndComesBack) {
  const auto baseline = ParseBaseline(kText);
  ASSERT_TRUE(baseline);
  const std::string text = PrintBaseline(*baseline);
  EXPECT_EQ(text,
            "# nginx 1.22\n"
            "#\n"
            "client/b/two.x-1_y+z  # why\n"
            "server/a/last  # no line end\n"
            "server/a/one  # accepts a bare CR: RFC 9112 2.2 # really\n");
  const auto again = ParseBaseline(text);
  ASSERT_TRUE(again);
  EXPECT_EQ(PrintBaseline(*again), text);
}

TEST(Baseline, EntriesOfUnknownScenariosAreStale) {
  const auto baseline = ParseBaseline(kText);
  ASSERT_TRUE(baseline);
  const auto stale = StaleEntries(*baseline, {"server/a/one", "client/b/two.x-1_y+z", "server/z"});
  EXPECT_THAT(stale, ElementsAre(BaselineEntry{"server/a/last", "no line end", 7}));
}

TEST(Baseline, AcceptKeepsReasonsAndDropsWhatPasses) {
  const auto old = ParseBaseline(kText);
  ASSERT_TRUE(old);
  const FailingId failing[] = {
      {"server/a/one", "unused"}, {"server/a/new", "fresh"}, {"server/a/new", "twice"}};
  const Baseline accepted = Accept(*old, failing);
  EXPECT_EQ(PrintBaseline(accepted),
            "# nginx 1.22\n"
            "#\n"
            "server/a/new  # fresh\n"
            "server/a/one  # accepts a bare CR: RFC 9112 2.2 # really\n");
}

}  // namespace
}  // namespace wireproof::harness
