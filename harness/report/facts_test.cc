#include "harness/report/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/verdict/test_values.h"

namespace wireproof::harness {
namespace {

std::string Text(const std::vector<Fact>& facts) {
  std::string text;
  for (const Fact& fact : facts) text += fact.name + "=" + fact.value + "\n";
  return text;
}

TEST(FactsOf, NamesWhatAServerSentAndHowItEnded) {
  Observation observation =
      Answered({Response(200, "a\xff\r\n", {{"A", "1"}, {"B", "2"}})}, Fate::kClosed);
  observation.connections[0].messages.surplus = "more";
  observation.connections[0].messages.malformed = script::Malformed{"bad-line", 3, "x\n"};
  EXPECT_EQ(Text(FactsOf(observation)),
            "response 1=HTTP/1.1 200 \nresponse 1 fields=A: 1\nB: 2\nresponse 1 body=a\\xff\\r\\n\n"
            "surplus=more\nmalformed=bad-line: x\\n\nconnection=closed\n");
  EXPECT_EQ(Text(FactsOf(Answered({}))), "response 1=none\nconnection=kept\nleft on it=clean\n");
}

TEST(FactsOf, NamesWhatAClientReported) {
  EXPECT_EQ(Text(FactsOf(Failed(FailureKind::kIncomplete))),
            "response 1=none\nfailure=incomplete\nfailure is=Native\nfailure says=\n"
            "connection=kept\n");
}

TEST(SideBySide, MarksTheRowsThatDiffer) {
  const std::vector<FactColumn> columns{{"one", {{"response 1", "200"}, {"connection", "kept"}}},
                                        {"two", {{"response 1", "400"}, {"connection", "kept"}}},
                                        {"three", {{"failure", "tls"}, {"connection", "kept"}}}};
  EXPECT_EQ(SideBySide(columns, 8),
            "              one       two       three\n"
            "! failure     -         -         tls\n"
            "! response 1  200       400       -\n"
            "  connection  kept      kept      kept\n");
  EXPECT_FALSE(AllSame(columns));
  EXPECT_TRUE(AllSame({columns[0], columns[0]}));
  EXPECT_FALSE(AllSame({columns[0], columns[2]}));
}

TEST(SideBySide, WrapsLongValuesAndLines) {
  EXPECT_EQ(SideBySide({{"h", {{"n", "abcdef\ng"}}}, {"i", {{"n", ""}}}}, 4),
            "     h     i\n"
            "! n  abcd\n"
            "!    ef\n"
            "!    g\n");
}

}  // namespace
}  // namespace wireproof::harness
