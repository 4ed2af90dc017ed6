#include "harness/run/recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "harness/subject/temporary_folder.h"
#include "harness/verdict/test_values.h"

namespace wireproof::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void Write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

Recording Sample() {
  Recording recording;
  recording.outcomes.version = "3.14.1";
  recording.outcomes.details = {{"openssl", "OpenSSL 3"}};
  recording.outcomes.outcomes["server/topic/a"] = {"digest-a", Answered({Response(200, "\xff")})};
  recording.outcomes.outcomes["server/topic/b/case"] = {"digest-b", Answered({}, Fate::kReset)};
  recording.outcomes.outcomes["client/other/c"] = {"digest-c", Failed(FailureKind::kProtocol)};
  return recording;
}

class RecordingTest : public ::testing::Test {
 protected:
  void Save(const Recording& recording) {
    const auto written = WriteRecording(folder_.path(), recording);
    ASSERT_TRUE(written) << written.error().file << written.error().message;
  }

  void ExpectRefused(const char* file, const char* words) {
    const auto read = ReadRecording(folder_.path());
    ASSERT_FALSE(read) << words;
    EXPECT_EQ(read.error().file, (folder_.path() / file).string());
    EXPECT_THAT(read.error().message, HasSubstr(words));
  }

  TemporaryFolder folder_;
};

TEST_F(RecordingTest, ReadsWhatItWrote) {
  const Recording sample = Sample();
  Save(sample);
  const auto read = ReadRecording(folder_.path());
  ASSERT_TRUE(read) << read.error().file << read.error().message;
  EXPECT_EQ(read->outcomes.name, "cpython");
  EXPECT_EQ(read->outcomes.version, "3.14.1");
  EXPECT_EQ(read->outcomes.details, sample.outcomes.details);
  EXPECT_EQ(read->base, "");
  ASSERT_EQ(read->outcomes.outcomes.size(), 3u);
  for (const auto& [id, outcome] : sample.outcomes.outcomes) {
    const ReferenceOutcome& found = read->outcomes.outcomes.at(id);
    EXPECT_EQ(found.stimulus_digest, outcome.stimulus_digest) << id;
    EXPECT_EQ(found.observation, outcome.observation) << id;
  }
}

TEST_F(RecordingTest, WritesAFileATopicAndALineAnOutcome) {
  Save(Sample());
  EXPECT_TRUE(fs::exists(folder_.path() / "client" / "other.json"));
  const std::string text = Read(folder_.path() / "server" / "topic.json");
  EXPECT_EQ(std::ranges::count(text, '\n'), 4) << "{, two outcomes, }";
  EXPECT_LT(text.find("server/topic/a"), text.find("server/topic/b/case"));
  Save(Sample());
  EXPECT_EQ(Read(folder_.path() / "server" / "topic.json"), text) << "the same again";
}

TEST_F(RecordingTest, RemovesTheTopicsThatItNoLongerHas) {
  Save(Sample());
  Recording recording = Sample();
  recording.outcomes.outcomes.erase("client/other/c");
  Write(folder_.path() / "README.txt", "is no topic");
  Save(recording);
  EXPECT_FALSE(fs::exists(folder_.path() / "client" / "other.json"));
  EXPECT_TRUE(fs::exists(folder_.path() / "server" / "topic.json"));
  EXPECT_TRUE(fs::exists(folder_.path() / "README.txt"));
}

TEST_F(RecordingTest, HidesPortsAndWhatChangesFromRunToRun) {
  Recording recording = Sample();
  script::Message response =
      Response(200, "at 127.0.0.1:54321", {{"Location", "http://localhost:54321/"}});
  Observation observation = Answered({response});
  observation.connections[0].messages.surplus = "localhost:54321";
  observation.connections[0].received =
      "HTTP/1.1 200 OK\r\nServer: BaseHTTP/0.6 Python/3.14.1\r\n"
      "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n";
  observation.client = ClientReport{{}, Failure(FailureKind::kConnect)};
  observation.client->failure->message = "cannot connect to 127.0.0.1:54321";
  recording.outcomes.outcomes["server/topic/a"].observation = observation;
  Save(recording);
  const std::string text = Read(folder_.path() / "server" / "topic.json");
  for (const char* gone : {"54321", "1994", "3.14.1"}) EXPECT_THAT(text, Not(HasSubstr(gone)));
  EXPECT_THAT(text, HasSubstr("at 127.0.0.1:PORT"));
}

TEST_F(RecordingTest, KeepsTheBaseOfDifferences) {
  Recording recording = Sample();
  recording.base = "3.14.1";
  Save(recording);
  EXPECT_EQ(ReadRecording(folder_.path())->base, "3.14.1");
}

TEST_F(RecordingTest, NamesTheFileAndThePlaceOfWhatIsWrong) {
  ExpectRefused("interpreter.json", "cannot be read");
  const fs::path interpreter = folder_.path() / "interpreter.json";
  const std::pair<const char*, const char*> interpreters[] = {
      {"{", "syntax error"},
      {"[]", "expected an object"},
      {R"({"format": 2, "name": "x", "version": "1"})", "/format: expected an integer from 1 to 1"},
      {R"({"format": 1, "version": "1"})", ": the member \"name\" is missing"},
      {R"({"format": 1, "name": "x", "version": "1", "more": 1})", "/more: unknown member"},
  };
  for (const auto& [text, words] : interpreters) {
    Write(interpreter, text);
    ExpectRefused("interpreter.json", words);
  }
  Write(interpreter, R"({"format": 1, "name": "x", "version": "1"})");
  const std::pair<const char*, const char*> topics[] = {
      {"{", "syntax error"},
      {"[]", "expected an object of outcomes"},
      {R"({"server/t/a": 7})", "/server~1t~1a: expected an object"},
      {R"({"server/t/a": {}})", "\"stimulus\" is missing"},
      {R"({"server/t/a": {"stimulus": "x"}})", "/server~1t~1a: the member \"observation\""},
      {R"({"server/t/a": {"stimulus": "x", "observation": {"connections": 7}}})",
       "/server~1t~1a: "},
      {R"({"server/t/a": {"stimulus": "x", "observation": {"nonsense": 7}}})", "/server~1t~1a: "},
  };
  for (const auto& [text, words] : topics) {
    Write(folder_.path() / "server" / "t.json", text);
    ExpectRefused("server/t.json", words);
  }
}

TEST_F(RecordingTest, TellsThatItCannotWrite) {
  Write(folder_.path() / "file", "");
  const auto written = WriteRecording(folder_.path() / "file", Sample());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "cannot be written");
}

}  // namespace
}  // namespace wireproof::harness
