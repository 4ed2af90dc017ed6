#include "harness/scenario/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "harness/scenario/testdata_files.h"

namespace wireproof::harness {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string All(const std::vector<LoadError>& errors) {
  std::string text;
  for (const auto& error : errors) text += Describe(error) + "\n";
  return text;
}

const Corpus& GoodCorpus() {
  static const Corpus kCorpus = [] {
    auto corpus = LoadCorpus(GoodDirectory());
    EXPECT_TRUE(corpus.has_value()) << All(corpus.error());
    return corpus.value();
  }();
  return kCorpus;
}

const Scenario& Good(std::string_view id) {
  const Scenario* scenario = GoodCorpus().Find(id);
  EXPECT_NE(scenario, nullptr) << id;
  return *scenario;
}

TEST(LoadCorpus, ReadsEveryGoodFile) {
  EXPECT_THAT(GoodCorpus().scenarios, SizeIs(34));
  EXPECT_THAT(GoodCorpus().requirements, SizeIs(20));
  EXPECT_EQ(GoodCorpus().version, "0.2");
  EXPECT_THAT(GoodCorpus().digest, SizeIs(64));
  EXPECT_EQ(GoodCorpus().Find("server/none"), nullptr);
}

TEST(LoadCorpus, ReportsADirectoryThatIsNotThere) {
  const auto corpus = LoadCorpus("/nonexistent/scenarios");
  ASSERT_FALSE(corpus.has_value());
  EXPECT_EQ(All(corpus.error()), "/nonexistent/scenarios#: there is no such directory\n");
}

TEST(LoadCorpus, ReportsAFolderThatNoRoleHasAndRequirementsThatAreThereTwice) {
  namespace fs = std::filesystem;
  const fs::path root = fs::path(::testing::TempDir()) / "wireproof_loader_test";
  fs::remove_all(root);
  fs::copy(GoodDirectory(), root, fs::copy_options::recursive);
  fs::create_directory(root / "proxy");
  fs::copy_file(root / "spec/requirements.json", root / "spec/twice.json");
  const auto corpus = LoadCorpus(root.string());
  fs::remove_all(root);
  ASSERT_FALSE(corpus.has_value());
  const std::string errors = All(corpus.error());
  EXPECT_THAT(errors, HasSubstr("unknown folder \"proxy\"; expected one of server, client, spec"));
  EXPECT_THAT(errors, HasSubstr("twice.json#/requirements/0/id: requirement "
                                "\"rfc9112/7.1/decode\" is there already"));
  EXPECT_THAT(corpus.error(), SizeIs(21));
}

TEST(LoadCorpus, RefusesACorpusWithoutScenarios) {
  const std::string root = ::testing::TempDir() + "wireproof_empty_corpus";
  std::filesystem::create_directories(root);
  const auto corpus = LoadCorpus(root);
  ASSERT_FALSE(corpus.has_value());
  EXPECT_THAT(All(corpus.error()), HasSubstr("no scenarios; expected server/*.json"));
}

TEST(LoadFile, ReportsEachFaultOfTheTableAtItsPlace) {
  const auto& rows = FaultRows();
  EXPECT_GE(rows.size(), 60u);
  for (const auto& row : rows) {
    const auto errors = FaultsOf(row.patched, row.file);
    const bool found = std::ranges::any_of(errors, [&](const LoadError& error) {
      return error.pointer == row.pointer && error.message.find(row.message) != std::string::npos;
    });
    EXPECT_TRUE(found) << row.fault << "\nexpected " << row.file << "#" << row.pointer << ": "
                       << row.message << "\ngot\n"
                       << All(errors);
  }
}

TEST(LoadFile, ReportsOneFaultForOneFault) {
  for (const auto& row : FaultRows()) {
    const auto errors = FaultsOf(row.patched, row.file);
    // Some faults have a second consequence: a variable that is misspelt is also used nowhere.
    EXPECT_LE(errors.size(), 5u) << row.fault << "\n" << All(errors);
  }
}

TEST(LoadFile, ReportsAllFaultsOfAFile) {
  const std::string text = R"({"title": "", "role": "server", "area": "caching", "scenarios": [
    {"name": "a", "title": "A b", "spec": ["x"], "steps": [{"sent": "x"}, {"await": "nothing"}],
     "expect": {"pass": [{"connection": "gone", "residue": "odd"}]}}]})";
  const auto scenarios = LoadFile(text, "x.json");
  ASSERT_FALSE(scenarios.has_value());
  std::vector<std::string> pointers;
  for (const auto& error : scenarios.error()) pointers.push_back(error.pointer);
  EXPECT_THAT(pointers, ::testing::UnorderedElementsAre(
                            "/area", "/title", "/scenarios/0/steps/0", "/scenarios/0/steps/1/await",
                            "/scenarios/0/expect/pass/0/connection",
                            "/scenarios/0/expect/pass/0/residue", "/scenarios/0"));
}

TEST(LoadFile, NamesFilePointerAndExpectation) {
  auto files = GoodFiles();
  const auto file = std::ranges::find(files, "server/chunked-body.json", &GoodFile::name);
  file->value["scenarios"][1]["expect"]["pass"][0]["connection"] = "gone";
  EXPECT_EQ(
      All(FaultsOf(file->value, file->name)),
      "server/chunked-body.json#/scenarios/1/expect/pass/0/connection: \"gone\" is no fate; "
      "expected one of kept, closed, reset, half-closed, hung, ended, any (case plus-sign)\n");
}

TEST(LoadFile, SaysWhereATextIsNoJson) {
  const std::pair<std::string, std::string> rows[] = {
      {"", "no JSON text: 1:1: "},
      {R"({"title": "x",})", "no JSON text: 1:15: "},
      {R"({"title": "x", "title": "y"})", "duplicate key \"title\""},
      {"\xef\xbb\xbf{}", "a byte order mark"},
      {"{\"title\": \"\xff\"}", "no JSON text: 1:12: "},
      {R"({"title": "x"} {})", "no JSON text: 1:16: "},
      {"{\"title\":\n // x\n 1}", "no JSON text: 2:2: "},
      {R"({"title": NaN})", "no JSON text: 1:11: "},
      {std::string(300, '[') + std::string(300, ']'), "nested deeper than"},
      {"[" + std::string(kMaxFileBytes, ' ') + "]", "at most"}};
  for (const auto& [text, message] : rows) {
    const auto scenarios = LoadFile(text, "server/x.json");
    ASSERT_FALSE(scenarios.has_value()) << text.substr(0, 40);
    ASSERT_THAT(scenarios.error(), SizeIs(1));
    EXPECT_THAT(scenarios.error()[0].message, HasSubstr(message)) << text.substr(0, 40);
  }
}

TEST(LoadFile, WorksOutsideACorpus) {
  auto files = GoodFiles();
  const auto file = std::ranges::find(files, "server/keep-alive.json", &GoodFile::name);
  const auto scenarios = LoadFile(file->value.dump(), "/elsewhere/My Topic.json");
  ASSERT_TRUE(scenarios.has_value()) << All(scenarios.error());
  EXPECT_EQ(scenarios->front().id, "server/My Topic/pipelined-pair");
}

TEST(Scenario, HasWhatItsFileSays) {
  const Scenario& scenario = Good("server/every-key/all-of-it/first");
  EXPECT_EQ(scenario.role, Role::kServer);
  EXPECT_EQ(scenario.area, "header syntax");
  EXPECT_EQ(scenario.title, "Everything that can be said is said, and this costs $1");
  EXPECT_EQ(scenario.level, Level::kShould);
  EXPECT_EQ(scenario.basis, Basis::kRobustness);
  EXPECT_THAT(scenario.tags, ElementsAre("file-tag", "own-tag"));
  EXPECT_THAT(scenario.needs, ElementsAre("get", "app.echo", "head", "tls"));
  EXPECT_THAT(scenario.covers, ElementsAre("SRL-001", "C1XX-002"));
  EXPECT_EQ(scenario.control, "server/every-key/valid");
  EXPECT_TRUE(scenario.exact_delivery);
  EXPECT_EQ(scenario.transport, Transport::kTls);
  EXPECT_TRUE(scenario.exclusive);
  EXPECT_FALSE(scenario.probe);
  EXPECT_EQ(scenario.since, "0.2");
  EXPECT_THAT(scenario.note, HasSubstr("Every key"));
  ASSERT_TRUE(scenario.tls.has_value());
  EXPECT_EQ(scenario.tls->server_name, "");
  EXPECT_THAT(scenario.steps, SizeIs(16));
  EXPECT_EQ(scenario.pointer, "/scenarios/1");
  ASSERT_TRUE(scenario.reference.has_value());
  EXPECT_EQ(scenario.reference->reason, "because");
  EXPECT_EQ(Good("server/every-key/valid").since, "0.1.0");
  EXPECT_EQ(Good("server/keep-alive/pipelined-pair").since, "0.1");
}

TEST(Scenario, OfARowHasItsOverrides) {
  const Scenario& scenario = Good("server/every-key/all-of-it/second");
  EXPECT_EQ(scenario.title, "The row's own words");
  EXPECT_THAT(scenario.spec, ElementsAre("rfc9112/7.1/chunk-size"));
  EXPECT_EQ(scenario.level, Level::kGrammar);
  EXPECT_EQ(scenario.basis, Basis::kSecurity);
  EXPECT_THAT(scenario.tags, ElementsAre("file-tag"));
  EXPECT_THAT(scenario.needs, ElementsAre("get", "app.echo", "tls"));
  EXPECT_THAT(scenario.covers, IsEmpty());
  EXPECT_EQ(scenario.reference->reason, "for the row alone");
  ASSERT_THAT(scenario.expect.pass, SizeIs(1));
  EXPECT_THAT(*scenario.expect.pass[0].responses, IsEmpty());
  EXPECT_EQ(scenario.proof_pass.at(0).end, Fate::kClosed);
}

TEST(Scenario, ReferenceHoldsForTheCasesItNames) {
  EXPECT_FALSE(Good("client/response-body/no-body-by-status/204-with-length").reference);
  EXPECT_TRUE(Good("client/response-body/no-body-by-status/304-with-chunked").reference);
}

TEST(Scenario, OfAClientHasRequestsAndPeer) {
  const Scenario& scenario = Good("client/every-key/all-of-it");
  ASSERT_THAT(scenario.requests, SizeIs(3));
  EXPECT_EQ(scenario.requests[0].method, "PUT");
  EXPECT_EQ(scenario.requests[0].body, "two\r\nlines");
  EXPECT_EQ(scenario.requests[0].fields[1], std::pair(std::string("X-A"), std::string("2")));
  EXPECT_THAT(*scenario.requests[1].chunks, ElementsAre("one", "", "xxxx"));
  EXPECT_EQ(scenario.requests[2].method, "GET");
  EXPECT_FALSE(scenario.reuse);
  EXPECT_THAT(scenario.peer, SizeIs(10));
  EXPECT_EQ(scenario.transport, Transport::kTls);
}

}  // namespace
}  // namespace wireproof::harness
