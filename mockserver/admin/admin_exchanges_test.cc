// Replays what was recorded from the real WireMock (exchanges/record.py) against our routes.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/admin_fixture.h"

namespace wireproof::mock {
namespace {

const std::set<std::string_view> kVolatile = {
    "loggedDate", "loggedDateString", "timing", "timestamp", "uptimeInSeconds", "version",
    "port",       "absoluteUrl",      "detail", "distance",  "timeOffsetNanos", "insertionIndex",
    "host"};
// Of the HTTP client, or of the framing.
const std::set<std::string_view> kPassing = {
    "Accept-Encoding", "Connection",       "Host", "User-Agent", "Content-Length",
    "Matched-Stub-Id", "Transfer-Encoding"};

// Ids that were made by the server, by one name.
std::string WithoutIds(std::string text) {
  constexpr std::size_t kUuid = 36;
  constexpr std::string_view kFixed = "00000000-";
  for (std::size_t at = 0; at + kUuid <= text.size(); ++at) {
    const std::string_view id = std::string_view(text).substr(at, kUuid);
    if (IsUuid(id) && !id.starts_with(kFixed)) text.replace(at, kUuid, "<uuid>");
  }
  return text;
}

// What may be compared of a reply. `except`: members that differ on purpose.
Json Normal(const Json& value, const std::string& key, const std::set<std::string>& except) {
  if (kVolatile.contains(key)) return "<" + key + ">";
  if (value.is_string()) return WithoutIds(value.get<std::string>());
  if (value.is_array()) {
    Json array = Json::array();
    for (const Json& one : value) array.push_back(Normal(one, "", except));
    return array;
  }
  if (!value.is_object()) return value;
  // Sorted: the order of members says nothing.
  std::map<std::string, Json> members;
  for (const auto& [name, member] : value.items()) {
    if (except.contains(name) || (key == "headers" && kPassing.contains(name))) continue;
    if (name == "headers" && Normal(member, name, except).empty()) continue;
    members[name] = Normal(member, name, except);
  }
  Json object = Json::object();
  for (auto& [name, member] : members) object[name] = std::move(member);
  return object;
}

Json ReadFile(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  auto json = ReadJson(text.str());
  EXPECT_TRUE(json) << path;
  return json ? std::move(*json) : Json::array();
}

// One file of exchanges, played against one server.
class Replay {
 public:
  Replay() : server_(Options(root_.path())) {}

  void Play(const Json& step, std::size_t number) {
    const std::string text = step.at("do").get<std::string>();
    SCOPED_TRACE(std::to_string(number) + ": " + text);
    const std::size_t space = text.find(' ');
    const std::string method = text.substr(0, space);
    const std::string target = WithNames(text.substr(space + 1));
    std::string body;
    if (const auto at = step.find("body"); at != step.end()) {
      body = at->is_string() ? at->get<std::string>() : PythonJson(*at);
    }
    GivenFields given;
    const Json headers = step.value("headers", Json::object());
    for (const auto& [name, value] : headers.items()) {
      given.fields.emplace_back(name, value.get<std::string>());
    }
    if (!target.starts_with("/__admin")) {
      const std::string sent = server_.Serve(method, target, body, given);
      const std::string status = std::to_string(step.at("status").get<int>());
      EXPECT_EQ(sent.substr(sizeof("HTTP/1.1"), 3), status);
      if (step.at("type") == "text/plain") {
        EXPECT_EQ(sent.substr(sent.find("\r\n\r\n") + 4), step.at("reply").get<std::string>());
      }
      return;
    }
    Compare(step, server_.Ask(method, target, body, given));
  }

 private:
  static MockOptions Options(const std::string& root) {
    MockOptions options;
    options.root_dir = root;
    options.proxy.allow = {"localhost"};  // to record from
    return options;
  }

  // As json.dumps writes it, since what was recorded was sent so.
  static std::string PythonJson(const Json& value) {
    if (!value.is_structured()) return value.dump();
    std::string text;
    const bool array = value.is_array();
    for (const auto& [name, member] : value.items()) {
      if (!text.empty()) text += ", ";
      if (!array) text += Json(name).dump() + ": ";
      text += PythonJson(member);
    }
    return array ? "[" + text + "]" : "{" + text + "}";
  }

  std::string WithNames(std::string text) const {
    for (const auto& [name, value] : names_) {
      const std::string variable = "${" + name + "}";
      if (const auto at = text.find(variable); at != std::string::npos) {
        text.replace(at, variable.size(), value);
      }
    }
    return text;
  }

  void Compare(const Json& step, const AdminReply& reply) {
    const bool differs = step.contains("ours");
    if (differs) {
      EXPECT_TRUE(step.contains("why")) << "a difference has a reason";
    }
    const Json& expected = differs ? step.at("ours") : step;
    EXPECT_EQ(reply.status, expected.at("status").get<int>()) << reply.content;
    if (!differs) {
      const std::string type(wire::FindFirst(reply.fields, "Content-Type").value_or(""));
      EXPECT_EQ(type.substr(0, type.find(';')), step.at("type").get<std::string>());
    }
    const Json& wanted = expected.at("reply");
    if (wanted.is_string() && !reply.content.starts_with('"')) {
      EXPECT_EQ(reply.content, wanted.get<std::string>());
      return;
    }
    const Json got = JsonOf(reply);
    const Json keep = step.value("keep", Json::object());
    for (const auto& [name, pointer] : keep.items()) {
      names_[name] = got.at(Json::json_pointer(pointer.get<std::string>())).get<std::string>();
    }
    std::set<std::string> except;
    for (const Json& name : step.value("except", Json::array())) {
      except.insert(name.get<std::string>());
    }
    EXPECT_EQ(Normal(got, "", except).dump(1), Normal(wanted, "", except).dump(1));
  }

  TemporaryRoot root_;
  AdminServer server_;
  std::map<std::string, std::string> names_;
};

class AdminExchanges : public testing::TestWithParam<std::string> {};

TEST_P(AdminExchanges, AreAnsweredAsWireMockAnswersThem) {
  Replay replay;
  const Json steps = ReadFile(std::filesystem::path(WIREPROOF_EXCHANGES) / (GetParam() + ".json"));
  ASSERT_GT(steps.size(), 10U);
  for (std::size_t i = 0; i < steps.size(); ++i) replay.Play(steps[i], i + 2);
}

INSTANTIATE_TEST_SUITE_P(All, AdminExchanges,
                         testing::Values("stubs", "journal", "near_misses", "scenarios", "files",
                                         "settings"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace wireproof::mock
