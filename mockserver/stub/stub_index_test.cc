#include "mockserver/stub/stub_index.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "mockserver/stub/store_fixture.h"
#include "mockserver/stub/stub_snapshot.h"

namespace wireproof::mock {
namespace {

StoredStubPtr Stored(Stub stub, std::uint64_t place) {
  auto stored = std::make_shared<StoredStub>();
  stored->stub = std::make_shared<const Stub>(std::move(stub));
  stored->insertion_index = place;
  return stored;
}

bool GoesBefore(const StoredStub& a, const StoredStub& b) {
  if (a.stub->rank() != b.stub->rank()) return a.stub->rank() < b.stub->rank();
  return a.insertion_index > b.insertion_index;
}

// All that match, in order of precedence: what the index must agree with.
std::vector<const StoredStub*> LinearWalk(const std::vector<StoredStubPtr>& stubs,
                                          const Request& request) {
  std::vector<const StoredStub*> matching;
  const MatchContext context{.request = &request};
  for (const StoredStubPtr& stub : stubs) {
    if (stub->stub->request.Matches(request, context)) matching.push_back(stub.get());
  }
  std::ranges::sort(matching, [](const auto* a, const auto* b) { return GoesBefore(*a, *b); });
  return matching;
}

std::vector<const StoredStub*> IndexWalk(const StubSnapshot& snapshot, const Request& request) {
  std::vector<const StoredStub*> matching;
  const MatchContext context{.request = &request};
  snapshot.Find(request, [&](const IndexEntry& entry) {
    const RequestPattern& pattern = entry.stub->stub->request;
    const bool url = entry.url_matches || pattern.url().Matches(request);
    if (url && pattern.MatchesMethod(request.method()) &&
        pattern.MatchesBeyondUrl(request, context)) {
      matching.push_back(entry.stub);
    }
    return false;
  });
  return matching;
}

// Small alphabets, so that much matches, and much nearly does.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string Pick(std::initializer_list<const char*> from) {
    return *(from.begin() + static_cast<std::ptrdiff_t>(Below(from.size())));
  }
  std::size_t Below(std::size_t n) { return random_() % n; }

  std::string Target() {
    std::string target = Below(20) == 0 ? "http://other:81" : "";
    const std::size_t segments = 1 + Below(4);
    for (std::size_t n = 0; n < segments; ++n) target += "/" + Segment();
    if (Below(3) == 0) target += Pick({"?", "?a=1", "?a=2&b", "?a=1&a=%31"});
    return target;
  }

  std::string Url() {
    std::string text;
    const std::size_t segments = 1 + Below(4);
    switch (Below(6)) {
      case 0:
        return fmt::format("'url': '{}'", Target());
      case 1:
        return fmt::format("'urlPath': '{}'", Path());
      case 2:
        for (std::size_t n = 0; n < segments; ++n) {
          text += "/" + (Below(2) == 0 ? Segment() : fmt::format("{{v{}}}", n));
        }
        if (Below(4) == 0) text += Pick({"/**", "**", "/x{w}", "/"});
        return fmt::format("'urlPathTemplate': '{}'", text);
      case 3:
        return fmt::format("'urlPattern': '{}{}'", Path(), Pattern() + Pick({"", ".*"}));
      case 4:
        return fmt::format("'urlPathPattern': '{}{}'", Pick({"", "/", "/a", "/a/"}), Pattern());
      default:
        return "";
    }
  }

  std::string Stub() {
    std::string request = Url();
    const std::string method = Pick({"", "", "GET", "POST", "ANY", "GET_OR_HEAD"});
    if (!method.empty()) {
      request += (request.empty() ? "" : ", ") + fmt::format("'method': '{}'", method);
    }
    const std::string priority = Below(3) == 0 ? fmt::format(", 'priority': {}", 1 + Below(9)) : "";
    return fmt::format("{{'request': {{{}}}{}}}", request, priority);
  }

 private:
  std::string Segment() { return Pick({"a", "b", "ab", "", "a.b", "%61", "\xc3\xa9", "1", "22"}); }
  std::string Path() {
    std::string path;
    const std::size_t segments = 1 + Below(3);
    for (std::size_t n = 0; n < segments; ++n) path += "/" + Segment();
    return path;
  }
  std::string Pattern() {
    return Pick({".*", "[a-z]+", "/[0-9]*", "(a|b)/.*", "/?", "b", ".b", "\\\\w*", "(/[^/]+)*"});
  }

  std::mt19937_64 random_;
};

TEST(StubIndex, FindsWhatALinearWalkFindsInTheSameOrder) {
  Generator generator(7);
  std::size_t found = 0;
  for (int round = 0; round < 15; ++round) {
    StubLayers layers;
    std::vector<StoredStubPtr> stubs;
    for (std::uint64_t place = 1; place <= 300; ++place) {
      stubs.push_back(Stored(ReadStub(generator.Stub()), place));
      layers.Add(stubs.back());
      if (generator.Below(4) == 0) layers.Current();
      if (generator.Below(5) != 0) continue;
      const auto gone = static_cast<std::ptrdiff_t>(generator.Below(stubs.size()));
      layers.Remove(*stubs[static_cast<std::size_t>(gone)]);
      stubs.erase(stubs.begin() + gone);
    }
    for (int n = 0; n < 200; ++n) {
      const std::string target = generator.Target();
      const std::string method = generator.Pick({"GET", "POST", "HEAD", "get"});
      const Request request(PartsOf(target, method));
      const auto expected = LinearWalk(stubs, request);
      ASSERT_EQ(IndexWalk(*layers.Current(), request), expected) << method << " " << target;
      found += expected.size();
    }
  }
  EXPECT_GT(found, 10'000U);  // else the test shows nothing
}

TEST(StubIndex, AsksManyPatternsWithOnePrefixTogether) {
  StubLayers layers;
  std::vector<StoredStubPtr> stubs;
  for (std::uint64_t n = 0; n < 500; ++n) {
    stubs.push_back(Stored(
        ReadStub(fmt::format("{{'request': {{'urlPattern': '/x/[a-z]+/{}[0-9]*'}}}}", n)), n));
    layers.Add(stubs.back());
  }
  for (const char* target : {"/x/abc/499", "/x/abc/1", "/x/abc/", "/x/ABC/7", "/x/a/12?b", "/x/"}) {
    const Request request(PartsOf(target));
    EXPECT_EQ(IndexWalk(*layers.Current(), request), LinearWalk(stubs, request)) << target;
  }
  layers.Remove(*stubs[499]);
  layers.Remove(*stubs[4]);
  stubs.erase(stubs.begin() + 499);
  stubs.erase(stubs.begin() + 4);
  const Request request(PartsOf("/x/abc/499"));
  EXPECT_EQ(IndexWalk(*layers.Current(), request), LinearWalk(stubs, request));
}

TEST(StubIndex, KeepsFewLayersAndMergesThemWhenNothingChanges) {
  StubLayers layers;
  const Request request(PartsOf("/1"));
  for (std::uint64_t n = 1; n <= 2000; ++n) {
    layers.Add(Stored(ReadStub(fmt::format("{{'request': {{'url': '/{}'}}}}", n)), n));
    ASSERT_LE(layers.Current()->layers(), 5U);
  }
  const auto held = layers.Current();
  for (int n = 0; n < 5000; ++n) layers.Current();
  EXPECT_EQ(layers.Current()->layers(), 1U);
  EXPECT_EQ(IndexWalk(*layers.Current(), request), IndexWalk(*held, request));
}

TEST(StubIndex, LeavesASnapshotThatIsHeldAsItIs) {
  StubLayers layers;
  const StoredStubPtr stub = Stored(ReadStub("{'request': {'url': '/a'}}"), 1);
  layers.Add(stub);
  const auto before = layers.Current();
  layers.Remove(*stub);
  const Request request(PartsOf("/a"));
  EXPECT_TRUE(IndexWalk(*layers.Current(), request).empty());
  EXPECT_EQ(IndexWalk(*before, request).size(), 1U);
}

TEST(StubIndex, TakesDeepTemplatesAndPathsWithoutDeepRecursion) {
  std::string deep;
  for (int n = 0; n < 5000; ++n) deep += "/a";
  StubLayers layers;
  const auto stub =
      Stored(ReadStub(fmt::format("{{'request': {{'urlPathTemplate': '{}/{{x}}'}}}}", deep)), 1);
  layers.Add(stub);
  const std::string target = deep + "/b";
  EXPECT_EQ(IndexWalk(*layers.Current(), Request(PartsOf(target))).size(), 1U);
  EXPECT_TRUE(IndexWalk(*layers.Current(), Request(PartsOf(deep))).empty());
}

}  // namespace
}  // namespace wireproof::mock
