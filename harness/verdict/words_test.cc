#include "harness/verdict/words.h"

#include <gtest/gtest.h>

namespace wireproof::harness {
namespace {

TEST(Words, QuotesWhatIsNotPrintable) {
  EXPECT_EQ(Quoted("a\r\n\t\"\\"), R"("a\r\n\t\"\\")");
  EXPECT_EQ(Quoted(std::string("\0\x7f\x80\xff", 4)), R"("\x00\x7f\x80\xff")");
  EXPECT_EQ(Quoted(""), R"("")");
}

TEST(Words, CutsWhatIsLongAndSaysHowLong) {
  EXPECT_EQ(Quoted("abcdef", 6), R"("abcdef")");
  EXPECT_EQ(Quoted("abcdefg", 6), R"("abcdef"... (7 bytes))");
}

TEST(Words, JoinsAlternatives) {
  EXPECT_EQ(OneOf({}), "");
  EXPECT_EQ(OneOf({"a"}), "a");
  EXPECT_EQ(OneOf({"a", "b"}), "a or b");
  EXPECT_EQ(OneOf({"a", "b", "c"}), "a, b or c");
}

TEST(Words, CountsInWords) {
  EXPECT_EQ(Counted(0, "line"), "no lines");
  EXPECT_EQ(Counted(1, "line"), "1 line");
  EXPECT_EQ(Counted(2, "line"), "2 lines");
}

}  // namespace
}  // namespace wireproof::harness
