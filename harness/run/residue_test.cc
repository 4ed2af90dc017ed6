#include "harness/run/residue.h"

#include <gtest/gtest.h>

namespace wireproof::harness {
namespace {

script::Message Answer(int status, std::string body = "", bool complete = true) {
  script::Message message;
  message.status = status;
  message.body = std::move(body);
  message.complete = complete;
  return message;
}

const std::string kTagged = R"({"target":"/echo?wireproof-residue-probe"})";

TEST(ProbeRequest, IsTaggedWhereTheSubjectEchoes) {
  EXPECT_EQ(ProbeRequest("/a", "h:1", false),
            "GET /a HTTP/1.1\r\nHost: h:1\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(ProbeRequest("/a", "h:1", true),
            "GET /a?wireproof-residue-probe HTTP/1.1\r\nHost: h:1\r\nConnection: close\r\n\r\n");
}

TEST(DecideResidue, TellsCleanFromLeftOverFromPoisoned) {
  struct Row {
    const char* what;
    std::vector<script::Message> messages;
    bool surplus, ended, tagged;
    Residue residue;
  };
  const Row rows[] = {
      {"answered", {Answer(200)}, false, true, false, Residue::kClean},
      {"answered, and left open", {Answer(200)}, false, false, false, Residue::kClean},
      {"answered with its tag", {Answer(200, kTagged)}, false, true, true, Residue::kClean},
      {"answered without its tag", {Answer(200, "{}")}, false, true, true, Residue::kPoisoned},
      {"another status", {Answer(400)}, false, true, false, Residue::kPoisoned},
      {"cut short", {Answer(200, "", false)}, false, true, false, Residue::kPoisoned},
      {"surplus", {Answer(200)}, true, true, false, Residue::kPoisoned},
      {"two answers", {Answer(404), Answer(200)}, false, true, false, Residue::kLeftOver},
      {"two, the tagged last",
       {Answer(200), Answer(200, kTagged)},
       false,
       true,
       true,
       Residue::kLeftOver},
      {"two, the tagged first",
       {Answer(200, kTagged), Answer(200)},
       false,
       true,
       true,
       Residue::kPoisoned},
      {"two, the last refused", {Answer(200), Answer(400)}, false, true, false, Residue::kPoisoned},
      {"ended without a byte", {}, false, true, false, Residue::kNotProbed},
      {"ended with what is no message", {}, true, true, false, Residue::kPoisoned},
      {"silent", {}, false, false, false, Residue::kPoisoned},
  };
  for (const Row& row : rows) {
    const ProbeAnswer answer{row.messages, row.surplus, row.ended};
    EXPECT_EQ(DecideResidue(answer, {200, row.tagged}), row.residue) << row.what;
  }
}

}  // namespace
}  // namespace wireproof::harness
