#include "harness/report/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/report/made_up_job.h"

namespace wireproof::harness {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

template <typename Tell>
std::string Printed(ConsoleOptions options, Tell&& tell) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* out = open_memstream(&text, &size);
  {
    const auto console = MakeConsole(out, std::move(options));
    tell(*console);
  }
  std::fclose(out);
  std::string printed(text, size);
  std::free(text);
  return printed;
}

std::string PrintedJob(ConsoleOptions options = {}) {
  return Printed(std::move(options), [](ReportSink& sink) { MadeUpJob().ReportTo(sink); });
}

TEST(Console, PrintsTheTableThenWhatIsUnexpectedThenOneClosingLine) {
  EXPECT_EQ(
      PrintedJob(),
      R"(wireproof 0.1: 4 scenarios (corpus 0123456789ab), compared with cpython 3.14.1 (recorded)
passed/applicable     nginx 1.22
chunking              1/2  1 fail
keep-alive            -
status codes          -
TLS                   0/0
message framing       0/1  1 fail
header syntax         -
scenarios that apply  3 of 4
same as cpython       1/3  1 version

nginx fail: server/topic/failing (plain, whole)
  What <it> is about
  unexpected: fails
  RFC 9112 section 7.1 (MUST): A chunk size is hex digits.
  none of 1 allowed outcomes:
    pass 1: response 1 status: 200, expected 400
    said ")"
      "\xff\x01"
      R"("
  compared with the reference: differs
    response 1 status: 200, reference 400
  observed: response 200, connection kept
    connection main
          1.2 ms < HTTP/1.1 200 OK\r\n
                 < \r\n
  again: wireproof run nginx server/topic/failing

baseline.txt:3: no scenario x exists

FAIL: 1 of 4 results unexpected, 1 other problems, in 1.2 s
)");
}

TEST(Console, HasEscapesOnlyWhereColourOrProgressIsWanted) {
  EXPECT_THAT(PrintedJob(), Not(HasSubstr("\033")));
  EXPECT_THAT(PrintedJob({.colour = true}), HasSubstr("\033[31mFAIL\033[0m: 1 of 4"));
  EXPECT_THAT(PrintedJob({.progress = true}), HasSubstr("\r\033[Knginx (server) 4/4"));
}

TEST(Console, PrintsALineForEachResultWhereThatIsWanted) {
  EXPECT_THAT(PrintedJob({.verbose = true}),
              AllOf(HasSubstr("pass     same     nginx server/topic/passing (plain, whole)\n"),
                    HasSubstr("skip     none     nginx server/topic/skipped ()\n")));
}

TEST(Console, ShortensTheDetailsOfMany) {
  EXPECT_THAT(PrintedJob({.most_details = 0}),
              AllOf(HasSubstr("\nnginx fail: server/topic/failing: fails\n"),
                    Not(HasSubstr("What <it> is about"))));
}

TEST(Console, NamesTheCommandThatRunsItAgain) {
  EXPECT_THAT(PrintedJob({.command = "ci/wireproof run"}),
              HasSubstr("again: ci/wireproof run nginx server/topic/failing\n"));
}

TEST(Console, SaysThatAllIsAsExpectedOrThatNothingRan) {
  const auto close = [](ExitCode code) {
    return Printed({}, [&](ReportSink& sink) {
      sink.JobBegins({"0.1", "0123", 7, {}});
      JobSummary summary;
      summary.results = 7;
      summary.exit = code;
      sink.JobEnds(summary);
    });
  };
  EXPECT_THAT(close(ExitCode::kAsExpected),
              AllOf(StartsWith("wireproof 0.1: 7 scenarios (corpus 0123)\n"),
                    EndsWith("PASS: 7 results, all as expected, in 0.0 s\n")));
  EXPECT_THAT(close(ExitCode::kNothingSelected),
              EndsWith("nothing selected: no scenario was run\n"));
}

}  // namespace
}  // namespace wireproof::harness
