#include "harness/subject/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/subject/bad_manifests.h"
#include "harness/subject/temporary_folder.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::expected<Manifest, ManifestError> LoadText(const std::string& text) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "subject.json";
  std::ofstream(file, std::ios::binary) << text;
  return LoadManifest(file);
}

Manifest Good(const std::string& text) {
  auto manifest = LoadText(text);
  EXPECT_TRUE(manifest) << ToString(manifest.error());
  return manifest.value_or(Manifest{});
}

void ExpectRefused(const std::string& text, const char* pointer, const char* message) {
  const auto manifest = LoadText(text);
  ASSERT_FALSE(manifest) << text;
  EXPECT_EQ(manifest.error().pointer, pointer) << text;
  EXPECT_THAT(manifest.error().message, HasSubstr(message)) << text;
}

TEST(LoadManifest, ReadsAShim) {
  const Manifest manifest = Good(R"({
    "$schema": "s", "name": "x", "title": "X", "roles": ["client", "server", "api"],
    "shim": ["python3", "{dir}/x.py"], "features": ["tls"], "reports": [],
    "targets": {"get": "/a"}, "version": {"run": ["x", "-v"], "after": "x/"}})");
  EXPECT_EQ(manifest.name, "x");
  EXPECT_EQ(manifest.title, "X");
  EXPECT_THAT(manifest.roles, ElementsAre(Role::kServer, Role::kClient));
  EXPECT_THAT(manifest.shim, ElementsAre("python3", "{dir}/x.py"));
  EXPECT_EQ(manifest.features, std::set<std::string>{"tls"});
  EXPECT_EQ(manifest.reports, std::set<std::string>{});
  EXPECT_EQ(manifest.targets.at("get"), "/a");
  EXPECT_THAT(manifest.version_run, ElementsAre("x", "-v"));
  EXPECT_EQ(manifest.version_after, "x/");
  EXPECT_FALSE(manifest.server || manifest.client || manifest.url);
  EXPECT_TRUE(manifest.directory.is_absolute());
}

TEST(LoadManifest, TellsFeaturesThatAreNotNamedFromNone) {
  EXPECT_EQ(Good(R"({"name": "x", "roles": ["server"], "shim": ["x"]})").features, std::nullopt);
}

TEST(LoadManifest, ReadsAnExternalServer) {
  const Manifest manifest = Good(R"({
    "name": "x", "roles": ["server"], "exec": ["x", "{port}"], "root": "root",
    "files": {"x.conf.in": "x.conf"}, "ready": {"listens": ["tls_port"], "deadline_ms": 5},
    "stop": {"signal": "QUIT", "grace_ms": 0}})");
  ASSERT_TRUE(manifest.server);
  EXPECT_THAT(manifest.server->exec, ElementsAre("x", "{port}"));
  EXPECT_EQ(manifest.server->root, "root");
  EXPECT_EQ(manifest.server->files.at("x.conf.in"), "x.conf");
  EXPECT_FALSE(manifest.server->listens_plain);
  EXPECT_TRUE(manifest.server->listens_tls);
  EXPECT_EQ(manifest.server->ready_deadline, std::chrono::milliseconds(5));
  EXPECT_EQ(manifest.server->stop_signal, SIGQUIT);
  EXPECT_EQ(manifest.server->stop_grace, std::chrono::milliseconds(0));
}

TEST(LoadManifest, ReadsAnExternalClient) {
  json value = json::parse(kGoodClient);
  value.merge_patch(json::parse(R"({
    "request": {"between": ["--next"], "args": ["-a", {"when": ["!tls", "method=GET"], "args": ["b"]},
                 {"each": "fields", "args": ["{name}"], "empty": ["e"]}]},
    "sends": {"body": "b"}, "receives": {"finished": "stdout"},
    "exit": {"7": "connect", "56": [{"stderr": "SSL", "kind": "tls"}, {"kind": "closed"}]},
    "cannot": [{"when": ["chunks"], "reason": "no"}]})"));
  const Manifest manifest = Good(value.dump());
  ASSERT_TRUE(manifest.client);
  const ExternalClient& client = *manifest.client;
  EXPECT_THAT(client.between, ElementsAre("--next"));
  ASSERT_THAT(client.args, SizeIs(3));
  EXPECT_THAT(client.args[0].args, ElementsAre("-a"));
  EXPECT_THAT(client.args[1].when, ElementsAre("!tls", "method=GET"));
  EXPECT_TRUE(client.args[2].each_field);
  EXPECT_EQ(client.args[2].empty, Argv{"e"});
  EXPECT_EQ(client.body_file, "b");
  EXPECT_TRUE(client.finished_on_stdout);
  EXPECT_EQ(client.exit.at(7)[0].kind, FailureKind::kConnect);
  ASSERT_THAT(client.exit.at(56), SizeIs(2));
  EXPECT_EQ(client.exit.at(56)[0].stderr_text, "SSL");
  EXPECT_EQ(client.exit_default[0].kind, FailureKind::kOther);
  EXPECT_EQ(client.cannot.at(0).reason, "no");
}

TEST(LoadManifest, ReadsAUrl) {
  const Manifest manifest = Good(R"({"name": "x", "roles": ["server"], "url": "http://h:81/"})");
  EXPECT_EQ(manifest.url, (Endpoint{"h", 81}));
}

TEST(LoadManifest, RefusesWhatIsWrongAndSaysWhere) {
  for (const BadManifest& bad : kBadManifests) ExpectRefused(bad.text, bad.pointer, bad.message);
}

TEST(LoadManifest, RefusesAClientThatIsWrongAndSaysWhere) {
  Good(kGoodClient);
  for (const BadClient& bad : kBadClients) {
    json value = json::parse(kGoodClient);
    value.merge_patch(json::parse(bad.patch));
    ExpectRefused(value.dump(), bad.pointer, bad.message);
  }
}

TEST(LoadManifest, NamesTheFileThatCannotBeReadOrIsNoJson) {
  const auto missing = LoadManifest("/nonexistent/subject.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(ToString(missing.error()), "/nonexistent/subject.json#: cannot be read");
  const auto folder = LoadManifest("/");
  ASSERT_FALSE(folder);
  ExpectRefused("{", "", "syntax error");
  ExpectRefused(R"({"name": "x", "name": "y"})", "", "duplicate key");
}

TEST(LoadManifest, ReadsEveryManifestThatComesWithUs) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(WIREPROOF_FOREIGN)) {
    if (!entry.is_directory()) continue;
    const auto manifest = LoadManifest(entry.path() / "subject.json");
    ASSERT_TRUE(manifest) << ToString(manifest.error());
    EXPECT_EQ(manifest->name, entry.path().filename());
    for (const auto& [from, to] : manifest->server.value_or(ExternalServer{}).files) {
      EXPECT_TRUE(std::filesystem::exists(manifest->directory / from)) << manifest->name;
    }
    ++count;
  }
  EXPECT_GE(count, 4u);
}

TEST(ParseServerUrl, ReadsHostAndPort) {
  const std::pair<const char*, Endpoint> rows[] = {
      {"http://localhost", {"localhost", 80}},        {"http://localhost/", {"localhost", 80}},
      {"http://127.0.0.1:8080", {"127.0.0.1", 8080}}, {"http://[::1]", {"::1", 80}},
      {"http://[::1]:65535/", {"::1", 65535}},        {"http://a.example:1", {"a.example", 1}},
  };
  for (const auto& [url, endpoint] : rows) {
    const auto parsed = ParseServerUrl(url);
    ASSERT_TRUE(parsed) << url;
    EXPECT_EQ(*parsed, endpoint) << url;
  }
}

TEST(ParseServerUrl, RefusesWhatIsNoAddressOfAServer) {
  for (const char* url : {"",
                          "http://",
                          "http:///",
                          "localhost:80",
                          "https://a",
                          "HTTP://a",
                          "ftp://a",
                          "http://a/b",
                          "http://a?b",
                          "http://a#b",
                          "http://u@a",
                          "http://a b",
                          "http://a\n",
                          "http://a\x7f",
                          "http://:80",
                          "http://a:",
                          "http://a:0",
                          "http://a:65536",
                          "http://a:-1",
                          "http://a:+1",
                          "http://a:8x",
                          "http://a:1:2",
                          "http://::1",
                          "http://[::1",
                          "http://[]",
                          "http://[]:1",
                          "http://[::1]x",
                          "http://[::1]x:80",
                          "http://a]:80",
                          "http://a]"}) {
    const auto parsed = ParseServerUrl(url);
    EXPECT_FALSE(parsed) << url << " gives " << parsed->host;
    if (!parsed) {
      EXPECT_THAT(parsed.error(), HasSubstr("is no http://host[:port]"));
    }
  }
}

}  // namespace
}  // namespace wireproof::harness
