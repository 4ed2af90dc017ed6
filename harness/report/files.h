// Reports for machines, written to a file when the job ends.
#pragma once

#include <filesystem>
#include <memory>

#include "harness/run/sink.h"

namespace wireproof::harness {

// One JSON object (report.schema.json): corpus, subjects, reference, results. Where the file cannot
// be written, `failed` is set and the words go to standard error.
std::unique_ptr<ReportSink> MakeJsonReport(std::filesystem::path file, bool& failed);

// JUnit's XML, as CI systems read it: a test suite a subject and role, a test case a scenario.
// Unexpected results are failures; skipped and blocked ones are skipped, with the reason.
std::unique_ptr<ReportSink> MakeJunitReport(std::filesystem::path file, bool& failed);

// Text as XML allows it: markup and CR escaped; what is not UTF-8, and characters that XML 1.0
// cannot hold, as U+FFFD.
std::string EscapeXml(std::string_view text);

}  // namespace wireproof::harness
