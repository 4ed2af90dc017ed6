#include "mockserver/stub/mapping_files.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "mockserver/stub/rooted_files.h"

namespace wireproof::mock {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kSavedId = "11111111-2222-3333-4444-555555555555";
constexpr const char* kOtherId = "99999999-2222-3333-4444-555555555555";

class MappingFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string made = (fs::temp_directory_path() / "mapping-files-XXXXXX").string();
    ASSERT_NE(mkdtemp(made.data()), nullptr);
    outside_ = made;
    root_ = outside_ / "root";
    fs::create_directory(root_);
  }
  void TearDown() override { fs::remove_all(outside_); }

  void Put(const std::string& name, const std::string& text) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  std::string Get(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  MappingFiles files() const { return MappingFiles(root_.string()); }

  fs::path outside_;
  fs::path root_;
};

std::vector<std::string> NamesOf(const LoadedMappings& loaded) {
  std::vector<std::string> names;
  for (const Stub& stub : loaded.stubs) names.push_back(stub.name.value_or("") + "@" + stub.file);
  return names;
}

std::vector<std::string> ProblemsOf(const LoadedMappings& loaded) {
  std::vector<std::string> problems;
  for (const FileProblem& one : loaded.problems) {
    problems.push_back(one.file + ": " + one.problem.message);
  }
  return problems;
}

Stub StubOf(const std::string& id, const std::string& text) {
  Json value = ReadJson(text).value();
  value["id"] = id;
  return StubFromJson(value).value();
}

TEST_F(MappingFilesTest, AreEmptyWhereThereIsNoDirectory) {
  const MappingFiles nowhere((outside_ / "none").string());
  EXPECT_THAT(nowhere.Load().stubs, IsEmpty());
  EXPECT_THAT(nowhere.Load().problems, IsEmpty());
  EXPECT_THAT(nowhere.BodyFiles(), IsEmpty());
  EXPECT_FALSE(nowhere.ReadBody("a"));
  EXPECT_EQ(nowhere.Fingerprint(), nowhere.Fingerprint());
}

TEST_F(MappingFilesTest, LoadAllMappingsByNameAndSayWhatIsWrongWithTheOthers) {
  Put("mappings/b.json", R"({"name":"b"})");
  Put("mappings/a/z.json", R"({"mappings":[{"name":"z1"},{"name":"z2"}]})");
  Put("mappings/a.json", "{'name':'a'} // relaxed");
  Put("mappings/bad.json", R"({"response":{"status":5}})");
  Put("mappings/broken.json", "{");
  Put("mappings/.hidden.json", R"({"name":"hidden"})");
  Put("mappings/.git/c.json", R"({"name":"not entered"})");
  Put("mappings/.#b.json", "an editor's lock");
  Put("mappings/readme.txt", "not ours");
  const LoadedMappings loaded = files().Load();
  EXPECT_THAT(NamesOf(loaded), ElementsAre("hidden@.hidden.json", "a@a.json", "z1@a/z.json",
                                           "z2@a/z.json", "b@b.json"));
  ASSERT_EQ(loaded.problems.size(), 2u);
  EXPECT_EQ(loaded.problems[0].file, "mappings/bad.json");
  EXPECT_EQ(loaded.problems[0].problem.pointer, "/response/status");
  EXPECT_EQ(loaded.problems[1].file, "mappings/broken.json");
}

TEST_F(MappingFilesTest, FollowLinksWithinTheirFolderAndNoOthers) {
  Put("mappings/real/a.json", R"({"name":"a"})");
  Put("secret.json", R"({"name":"secret"})");
  fs::create_symlink("real/a.json", root_ / "mappings/link.json");
  fs::create_symlink("../secret.json", root_ / "mappings/out.json");
  fs::create_symlink(root_ / "secret.json", root_ / "mappings/absolute.json");
  const LoadedMappings loaded = files().Load();
  EXPECT_THAT(NamesOf(loaded), ElementsAre("a@link.json", "a@real/a.json"));
  EXPECT_THAT(ProblemsOf(loaded), ElementsAre("mappings/absolute.json: a link leads out of it",
                                              "mappings/out.json: a link leads out of it"));
  EXPECT_EQ(files().Count(), 4u);
}

TEST_F(MappingFilesTest, FollowLinksToFoldersWithinTheirsAndSayWhyNoOthers) {
  Put("mappings/real/deep/a.json", R"({"name":"a"})");
  Put("outside/b.json", R"({"name":"b"})");
  const auto link = [&](const char* target, const char* name) {
    fs::create_directory_symlink(target, root_ / "mappings" / name);
  };
  link("real", "linked");
  link("../outside", "out");
  link("..", "up");
  link("..", "real/loop");
  link(".", "real/deep/here");
  link("self", "self");
  link("real", ".hidden");
  link("none", "dangling");
  Put("mappings/.store/c.json", R"({"name":"c"})");
  link(".store", "shown");
  link(".store", "shown again");
  const LoadedMappings loaded = files().Load();
  EXPECT_THAT(NamesOf(loaded), ElementsAre("a@real/deep/a.json", "c@shown/c.json"));
  EXPECT_THAT(ProblemsOf(loaded), ElementsAre("mappings/out: a link leads out of it",
                                              "mappings/self: a link that leads back to itself",
                                              "mappings/up: a link leads out of it"));
}

// Each level leads to the next by two links: as many folders as 2 to the 25th.
TEST_F(MappingFilesTest, EnterEachFolderOnceHoweverManyLinksLeadThere) {
  for (int level = 0; level < 25; ++level) {
    const fs::path folder = root_ / "mappings" / fmt::format("d{}", level);
    fs::create_directories(folder);
    for (const char* name : {"a", "b"}) {
      fs::create_directory_symlink(fmt::format("../d{}", level + 1), folder / name);
    }
  }
  Put("mappings/d25/a.json", R"({"id":"8f1c9c1e-6d0b-4d0c-9c3e-2f5a0c1d2e3f","name":"a"})");
  const LoadedMappings loaded = files().Load();
  EXPECT_THAT(NamesOf(loaded), ElementsAre("a@d25/a.json"));
  EXPECT_THAT(ProblemsOf(loaded), ElementsAre());
}

TEST_F(MappingFilesTest, HaveALimitOfFolders) {
  for (std::size_t i = 0; i < RootedFiles::kMaxFolders; ++i) {
    fs::create_directories(root_ / "mappings" / std::to_string(i));
  }
  EXPECT_THAT(ProblemsOf(files().Load()), ElementsAre("mappings: more than 20000 folders"));
}

// As Kubernetes mounts a ConfigMap.
TEST_F(MappingFilesTest, AreFoundBehindTheLinksOfAConfigMap) {
  Put("mappings/..2024_01/k.json", R"({"name":"k"})");
  fs::create_directory_symlink("..2024_01", root_ / "mappings/..data");
  fs::create_symlink("..data/k.json", root_ / "mappings/k.json");
  const LoadedMappings loaded = files().Load();
  EXPECT_THAT(NamesOf(loaded), ElementsAre("k@k.json"));
  EXPECT_THAT(ProblemsOf(loaded), IsEmpty());
}

TEST_F(MappingFilesTest, DoNotWaitForPipes) {
  fs::create_directory(root_ / "__files");
  ASSERT_EQ(mkfifo((root_ / "__files/pipe").c_str(), 0600), 0);
  EXPECT_THAT(files().BodyFiles(), IsEmpty());
  EXPECT_EQ(files().ReadBody("pipe").error(), "not a file");
}

TEST_F(MappingFilesTest, HaveAFingerprintThatChangesWithEachFile) {
  const MappingFiles files = this->files();
  std::vector<std::uint64_t> seen = {files.Fingerprint()};
  const auto expect_new = [&](const char* what) {
    const std::uint64_t now = files.Fingerprint();
    EXPECT_EQ(std::ranges::count(seen, now), 0) << what;
    EXPECT_EQ(files.Fingerprint(), now) << what;
    seen.push_back(now);
  };
  Put("mappings/a.json", R"({"name":"a"})");
  expect_new("a first file");
  Put("mappings/b.json", R"({"name":"b"})");
  expect_new("a second file");
  fs::rename(root_ / "mappings/b.json", root_ / "mappings/c.json");
  expect_new("a new name");
  fs::last_write_time(root_ / "mappings/c.json",
                      fs::file_time_type::clock::now() - std::chrono::hours(1));
  expect_new("another time");
  Put("mappings/a.json", R"({"name":"aa"})");
  expect_new("another size");
  fs::remove(root_ / "mappings/a.json");
  expect_new("a file less");
  Put("mappings/notes.txt", "x");
  EXPECT_EQ(files.Fingerprint(), seen.back());
}

// The names that WireMock 3.13.2 gives, but for the length and the dots in front.
TEST_F(MappingFilesTest, SaveUnderTheNamesThatWireMockGives) {
  struct NameRow {
    std::string stub, slug;
  };
  for (const NameRow& row : {
           NameRow{R"({"name":"My Stub: /a/b? ä_x-Y..z"})", "my-stub-ab-_x-y..z"},
           NameRow{R"({"name":"A__B--C  D"})", "a__b--c--d"},
           NameRow{R"({"name":"  x\t y\u00a0z  "})", "--x-yz--"},
           NameRow{R"({"name":"---"})", "---"},
           NameRow{R"({"name":"ÄÖ"})", ""},
           NameRow{R"({"name":"a.json"})", "a.json"},
           NameRow{R"({"name":"../../etc/pass wd"})", "etcpass-wd"},
           NameRow{R"({"name":")" + std::string(300, 'A') + "\"}", std::string(200, 'a')},
           NameRow{R"({})", "any-always"},
           NameRow{R"({"name":"","request":{"method":"POST","urlPattern":"/x.*[a]"}})", "post-x.a"},
           NameRow{R"({"request":{"method":"GET","urlPath":"/some/Thing.json"}})",
                   "get-something.json"},
           NameRow{R"({"request":{"method":"GET","url":"/some/thing?x=1&y=ä%20b"}})",
                   "get-somethingx1y20b"},
           NameRow{R"({"request":{"urlPathTemplate":"/x/{id}/y"}})", "any-xidy"},
       }) {
    const auto name = files().Save(StubOf(kSavedId, row.stub), {});
    ASSERT_TRUE(name) << row.stub << ": " << name.error();
    EXPECT_EQ(*name, row.slug + "-" + kSavedId + ".json");
    const LoadedMappings loaded = files().Load();
    ASSERT_EQ(loaded.stubs.size(), 1u) << row.stub;
    EXPECT_EQ(loaded.stubs.front().id, kSavedId);
    EXPECT_TRUE(files().RemoveFile(*name));
  }
}

TEST_F(MappingFilesTest, SaveInTheFileThatAStubCameFromInJacksonsLayout) {
  Put("mappings/sub/one.json", "{}");
  Stub stub = StubOf(kSavedId, R"({"name":"one","persistent":true})");
  stub.file = "sub/one.json";
  EXPECT_EQ(files().Save(stub, {}).value(), "sub/one.json");
  EXPECT_EQ(Get(root_ / "mappings/sub/one.json"),
            "{\n  \"id\" : \"" + std::string(kSavedId) +
                "\",\n  \"name\" : \"one\",\n  \"request\" : {\n    \"method\" : \"ANY\"\n  },\n"
                "  \"response\" : {\n    \"status\" : 200\n  },\n  \"uuid\" : \"" +
                kSavedId + "\",\n  \"persistent\" : true\n}\n");
}

TEST_F(MappingFilesTest, SaveAStubAmongTheOthersOfItsFileInItsPlace) {
  Put("mappings/many.json",
      std::string(R"({"mappings":[{"id":")") + kSavedId + R"("},{"id":")" + kOtherId + R"("}]})");
  Stub first = StubOf(kSavedId, R"({"name":"first"})");
  Stub second = StubOf(kOtherId, R"({"name":"second"})");
  Stub third = StubOf("aaaaaaaa-2222-3333-4444-555555555555", R"({"name":"third"})");
  for (Stub* stub : {&first, &second, &third}) stub->file = "many.json";
  ASSERT_TRUE(files().Save(first, {&second}));
  EXPECT_THAT(NamesOf(files().Load()), ElementsAre("first@many.json", "second@many.json"));
  ASSERT_TRUE(files().Save(third, {&first, &second}));
  EXPECT_THAT(NamesOf(files().Load()),
              ElementsAre("first@many.json", "second@many.json", "third@many.json"));
}

TEST_F(MappingFilesTest, RefuseNamesThatLeadOut) {
  Put("secret.txt", "secret");
  Put("__files/in.txt", "in");
  fs::create_symlink("../secret.txt", root_ / "__files/link");
  fs::create_directory_symlink("..", root_ / "__files/up");
  using std::literals::operator""sv;
  for (const std::string_view name :
       {"../secret.txt"sv, "a/../../secret.txt"sv, "/etc/hostname"sv, "link"sv, "up/secret.txt"sv,
        ""sv, "."sv, ".."sv, "a//b"sv, "a/./b"sv, "in.txt\0x"sv, "in.txt/"sv}) {
    EXPECT_FALSE(files().ReadBody(name)) << name;
    // The name of a link is ours: it is replaced, not what it leads to.
    if (name == "link") continue;
    EXPECT_FALSE(files().WriteBody(name, "x")) << name;
    EXPECT_FALSE(files().RemoveBody(name)) << name;
  }
  Stub stub = StubOf(kSavedId, "{}");
  stub.file = "../secret.txt";
  EXPECT_THAT(files().Save(stub, {}).error(), HasSubstr("\"..\""));
  EXPECT_FALSE(files().RemoveFile("../secret.txt"));
  EXPECT_TRUE(files().WriteBody("link", "new"));
  EXPECT_EQ(files().ReadBody("link").value(), "new");
  EXPECT_EQ(Get(root_ / "secret.txt"), "secret");
}

TEST_F(MappingFilesTest, KeepBodiesOfAllOctetsInFolders) {
  const std::string octets("a\0\xff\r\n", 5);
  ASSERT_TRUE(files().WriteBody("a/b/c.bin", octets));
  ASSERT_TRUE(files().WriteBody("z.txt", ""));
  ASSERT_TRUE(files().WriteBody("z.txt", "again"));
  EXPECT_THAT(files().BodyFiles(), ElementsAre("a/b/c.bin", "z.txt"));
  EXPECT_EQ(files().ReadBody("a/b/c.bin").value(), octets);
  EXPECT_EQ(files().ReadBody("z.txt").value(), "again");
  EXPECT_EQ(files().ReadBody("a").error(), "not a file");
  EXPECT_FALSE(files().WriteBody("a", "x"));
  EXPECT_FALSE(files().WriteBody("z.txt/x", "x"));
  EXPECT_TRUE(files().RemoveBody("z.txt"));
  EXPECT_FALSE(files().RemoveBody("z.txt"));
  EXPECT_THAT(files().BodyFiles(), ElementsAre("a/b/c.bin"));
}

TEST_F(MappingFilesTest, RefuseFilesThatAreTooLarge) {
  Put("__files/large", std::string(200'000, 'x'));
  const RootedFiles rooted((root_ / "__files").string());
  EXPECT_EQ(rooted.Read("large", 200'000).value().size(), 200'000u);
  EXPECT_EQ(rooted.Read("large", 199'999).error(), "larger than 199999 octets");
}

TEST_F(MappingFilesTest, RefuseFoldersThatAreTooDeep) {
  std::string name = "mappings";
  for (int i = 0; i < 40; ++i) name += "/d";
  Put(name + "/a.json", "{}");
  const LoadedMappings loaded = files().Load();
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_EQ(loaded.problems[0].problem.message, "folders deeper than 32");
}

}  // namespace
}  // namespace wireproof::mock
