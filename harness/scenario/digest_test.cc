#include "harness/scenario/digest.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/scenario/testing.h"

namespace wireproof::harness {
namespace {

TEST(Sha256Hex, IsThatOfFips180) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256Hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

std::string DigestOf(std::string_view text) {
  return ScenarioFromText(text).stimulus_digest;
}

TEST(StimulusDigest, ChangesWithWhatIsDoneToAServer) {
  const std::string plain = DigestOf(R"({"steps": [{"send": "a"}]})");
  const std::string_view others[] = {R"({"steps": [{"send": "b"}]})",
                                     R"({"steps": [{"send": "a"}, {"await": "response"}]})",
                                     R"({"steps": [{"send": "a", "on": "main"}]})",
                                     R"({"steps": [{"send": "${authority}"}]})",
                                     R"({"steps": [{"send": "a"}], "probe": false})",
                                     R"({"steps": [{"send": "a"}], "transport": "tls"})",
                                     R"({"steps": [{"send": "a"}], "tls": {}})",
                                     R"({"steps": [{"send": "a"}], "tls": {"versions": ["1.2"]}})"};
  std::vector<std::string> digests{plain};
  for (const auto other : others) {
    const std::string digest = DigestOf(other);
    EXPECT_EQ(std::ranges::count(digests, digest), 0) << other;
    digests.push_back(digest);
  }
}

TEST(StimulusDigest, ChangesWithWhatIsDoneToAClient) {
  const std::string_view all[] = {R"({"requests": [{}]})",
                                  R"({"requests": [{"method": "HEAD"}]})",
                                  R"({"requests": [{"host": "a.test"}]})",
                                  R"({"requests": [{"body": ""}]})",
                                  R"({"requests": [{"chunks": []}]})",
                                  R"({"requests": [{"chunks": [""]}]})",
                                  R"({"requests": [{"fields": [["A", "b"]]}]})",
                                  R"({"requests": [{}, {}]})",
                                  R"({"requests": [{}, {}], "reuse": false})",
                                  R"({"requests": [{}], "peer": [{"await": "request"}]})"};
  std::vector<std::string> digests;
  for (const auto one : all) {
    const std::string digest = DigestOf(one);
    EXPECT_EQ(std::ranges::count(digests, digest), 0) << one;
    digests.push_back(digest);
  }
}

TEST(StimulusDigest, StaysWithWhatIsExpectedAndHowItIsSpelled) {
  const std::string plain = DigestOf(R"({"steps": [{"send": ["a", ""]}]})");
  for (const std::string_view other :
       {R"({"steps": [{"send": "a\r\n"}]})", R"({"steps": [{"send": {"hex": "610d0a"}}]})",
        R"({"steps": [{"send": ["a", ""]}], "title": "Another one"})",
        R"({"steps": [{"send": ["a", ""]}], "expect": {"pass": [{"response": null}]}})",
        R"({"steps": [{"send": ["a", ""]}], "delivery": "exact", "needs": ["get"]})"}) {
    EXPECT_EQ(DigestOf(other), plain) << other;
  }
}

TEST(CorpusDigest, ChangesWithStimuliExpectationsAndIds) {
  const Scenario one = ScenarioFromText(R"({"steps": [{"send": "a"}]})");
  const Scenario stimulus = ScenarioFromText(R"({"steps": [{"send": "b"}]})");
  const Scenario expectation =
      ScenarioFromText(R"({"steps": [{"send": "a"}], "expect": {"pass": [{"response": null}]}})");
  const Scenario id = ScenarioFromText(R"({"steps": [{"send": "a"}], "name": "other"})");
  const std::string digest = CorpusDigest({one});
  EXPECT_NE(CorpusDigest({stimulus}), digest);
  EXPECT_NE(CorpusDigest({expectation}), digest);
  EXPECT_NE(CorpusDigest({id}), digest);
  EXPECT_NE(CorpusDigest({one, id}), digest);
  EXPECT_EQ(CorpusDigest({one}), digest);
}

}  // namespace
}  // namespace wireproof::harness
