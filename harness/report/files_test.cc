#include "harness/report/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/report/made_up_job.h"
#include "harness/subject/temporary_folder.h"
#include "tests/schema_file.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string Read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST(EscapeXml, GivesWhatXmlCanHold) {
  const std::string replacement = "\xEF\xBF\xBD";
  const std::pair<std::string, std::string> rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"<a b=\"c\">&", "&lt;a b=&quot;c&quot;&gt;&amp;"},
      {"tab\tline\nend\r\n", "tab\tline\nend&#13;\n"},
      {std::string("\0", 1), replacement},
      {"\x01\x1f", replacement + replacement},
      {"\x7f", "\x7f"},
      {"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"},
      {"\xff", replacement},
      {"\xE9t\xE9", replacement + "t" + replacement},
      {"\xC3", replacement},
      {"\xE2\x82", replacement + replacement},
      {"\xC0\x80", replacement + replacement},
      {"\xE0\x80\x80", replacement + replacement + replacement},
      {"\xED\xA0\x80", replacement + replacement + replacement},  // a surrogate
      {"\xEF\xBF\xBE", replacement + replacement + replacement},  // U+FFFE
      {"\xEF\xBF\xBD", replacement},
      {"\xF4\x90\x80\x80", replacement + replacement + replacement + replacement},
  };
  for (const auto& [text, escaped] : rows) {
    EXPECT_EQ(EscapeXml(text), escaped) << ::testing::PrintToString(text);
  }
}

json ReportedJob() {
  const TemporaryFolder folder;
  bool failed = false;
  MadeUpJob().ReportTo(*MakeJsonReport(folder.path() / "r.json", failed));
  EXPECT_FALSE(failed);
  return json::parse(Read(folder.path() / "r.json"));
}

TEST(JsonReport, HoldsTheWholeJob) {
  const json report = ReportedJob();
  EXPECT_EQ(report["corpus"]["selected"], 4);
  EXPECT_EQ(report["reference"],
            json({{"name", "cpython"}, {"version", "3.14.1"}, {"source", "recorded"}}));
  ASSERT_THAT(report["subjects"], SizeIs(1));
  EXPECT_EQ(report["subjects"][0]["applicable"], 3);
  ASSERT_THAT(report["results"], SizeIs(4));
  const json& failing = report["results"][1];
  EXPECT_EQ(failing["id"], "server/topic/failing");
  EXPECT_EQ(failing["verdict"], "fail");
  EXPECT_EQ(failing["agreement"], "differs");
  EXPECT_EQ(failing["reason"],
            "pass 1: response 1 status: 200, expected 400\nsaid \"\uFFFD\u0001\"");
  EXPECT_EQ(failing["expected"], false);
  EXPECT_EQ(report["summary"]["exit"], 1);
  EXPECT_EQ(report["summary"]["took_ms"], 1250);
}

TEST(JsonReport, IsWhatItsSchemaSays) {
  const SchemaFile schema(WIREPROOF_REPORT_SCHEMA);
  json report = ReportedJob();
  EXPECT_TRUE(schema.Accepts(report));
  report["results"][0]["verdict"] = "fine";
  EXPECT_FALSE(schema.Accepts(report)) << "the schema tells";
}

TEST(JsonReport, HasNoReferenceWhereNothingIsCompared) {
  const TemporaryFolder folder;
  bool failed = false;
  const auto report = MakeJsonReport(folder.path() / "r.json", failed);
  report->JobBegins({"0.1", "x", 0, {}});
  report->JobEnds({});
  EXPECT_EQ(json::parse(Read(folder.path() / "r.json"))["reference"], nullptr);
}

TEST(JunitReport, IsASuiteWithACaseAScenario) {
  const TemporaryFolder folder;
  bool failed = false;
  MadeUpJob().ReportTo(*MakeJunitReport(folder.path() / "r.xml", failed));
  EXPECT_FALSE(failed);
  const std::string xml = Read(folder.path() / "r.xml");
  for (const char* part :
       {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n",
        "<testsuite name=\"nginx server\" tests=\"4\" failures=\"1\" skipped=\"1\">\n",
        "<testcase classname=\"nginx.chunking\" name=\"server/topic/passing\"/>\n",
        "<failure message=\"fails\">nginx fail: server/topic/failing (plain, whole)\n",
        "What &lt;it&gt; is about", "said &quot;\xEF\xBF\xBD\xEF\xBF\xBD&quot;",
        "<skipped message=\"it lacks tls &amp; more\"/>",
        "<testcase classname=\"nginx.message framing\" name=\"server/topic/known\"/>\n",
        "  </testsuite>\n</testsuites>\n"}) {
    EXPECT_THAT(xml, HasSubstr(part));
  }
}

TEST(FileReports, SayThatTheyCannotBeWritten) {
  for (const auto& make : {MakeJsonReport, MakeJunitReport}) {
    bool failed = false;
    MadeUpJob().ReportTo(*make("/nonexistent/folder/report", failed));
    EXPECT_TRUE(failed);
  }
}

}  // namespace
}  // namespace wireproof::harness
