// What of an expectation and a proof is read into which member: on the file that has every key.
#include "harness/scenario/expectation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/scenario/loader.h"
#include "harness/scenario/testdata_files.h"

namespace wireproof::harness {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Scenario& Good(std::string_view id) {
  static const Corpus kCorpus = LoadCorpus(GoodDirectory()).value();
  return *kCorpus.Find(id);
}

const Alternative& ServerAlternative() {
  return Good("server/every-key/all-of-it/first").expect.pass.at(0);
}

const FieldMatcher& Field(const MessageMatcher& matcher, std::string_view name) {
  for (const auto& [field, rule] : matcher.fields) {
    if (field == name) return rule;
  }
  throw std::out_of_range(std::string(name));
}

TEST(Expectation, ReadsAlternativesOfAServer) {
  const Alternative& alternative = ServerAlternative();
  EXPECT_THAT(*alternative.responses, SizeIs(2));
  EXPECT_THAT(*alternative.interim, SizeIs(1));
  EXPECT_EQ(alternative.surplus, Alternative::Tolerance::kAny);
  EXPECT_EQ(alternative.malformed, Alternative::Tolerance::kAny);
  EXPECT_THAT(alternative.fates, ElementsAre(Fate::kKept, Fate::kClosed, Fate::kReset));
  EXPECT_THAT(alternative.residues, ElementsAre(Residue::kClean, Residue::kLeftOver));
  EXPECT_THAT(alternative.handshakes, ElementsAre(Handshake::kDone, Handshake::kCut));
  EXPECT_EQ(alternative.close_notify, true);
  EXPECT_EQ(alternative.tls_version, "TLSv1.3");
  EXPECT_EQ(alternative.alpn, "http/1.1");
  EXPECT_EQ(alternative.on, "second");
}

TEST(Expectation, ReadsMessageMatchers) {
  const MessageMatcher& matcher = ServerAlternative().responses->at(0);
  EXPECT_THAT(matcher.status->exact, ElementsAre(200));
  EXPECT_THAT(matcher.status->classes, ElementsAre(3));
  EXPECT_THAT(matcher.versions, ElementsAre("HTTP/1.0", "HTTP/1.1"));
  EXPECT_EQ(matcher.reason, "Fine");
  EXPECT_THAT(matcher.framings, ElementsAre("content-length", "chunked"));
  EXPECT_FALSE(matcher.complete.has_value());
  EXPECT_EQ(matcher.echo->body, "a$b");
  EXPECT_EQ(matcher.echo->version, "HTTP/1.1");
  EXPECT_THAT(matcher.echo->fields, SizeIs(1));
  const auto& body = std::get<BodyMatcher::Not>(matcher.body->rule);
  EXPECT_EQ(std::get<BodyMatcher::Contains>(body.matcher->rule).part, "two\r\nlines");
  const MessageMatcher& spliced = ServerAlternative().responses->at(1);
  EXPECT_THAT(spliced.status->classes, ElementsAre(4));
  EXPECT_EQ(spliced.complete, true);
}

TEST(Expectation, ReadsFieldMatchers) {
  const MessageMatcher& matcher = ServerAlternative().responses->at(0);
  EXPECT_EQ(std::get<FieldMatcher::Exactly>(Field(matcher, "X-One").rule).value, "exactly");
  EXPECT_TRUE(std::holds_alternative<FieldMatcher::Absent>(Field(matcher, "Absent").rule));
  EXPECT_TRUE(std::holds_alternative<FieldMatcher::Present>(Field(matcher, "Present").rule));
  EXPECT_EQ(std::get<FieldMatcher::Token>(Field(matcher, "Connection").rule).token, "close");
  EXPECT_EQ(std::get<FieldMatcher::Contains>(Field(matcher, "Server").rule).part, "proof");
  EXPECT_EQ(std::get<FieldMatcher::Count>(Field(matcher, "Vary").rule).lines, 2u);
  EXPECT_TRUE(std::holds_alternative<FieldMatcher::Date>(Field(matcher, "Date").rule));
  const auto& any = std::get<FieldMatcher::Any>(Field(matcher, "Allow").rule).of;
  ASSERT_THAT(any, SizeIs(2));
  const auto& inner = std::get<FieldMatcher::Not>(any[1]->rule);
  EXPECT_EQ(std::get<FieldMatcher::Token>(inner.matcher->rule).token, "POST");
}

TEST(Expectation, ReadsAllAndDefaults) {
  const Expectation& expect = Good("server/every-key/all-of-it/first").expect;
  const auto& all = expect.pass.at(1).all;
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].on, "main");
  EXPECT_THAT(*all[0].responses, IsEmpty());
  EXPECT_THAT(all[0].fates, IsEmpty());  // "any" is the default: any but hung
  EXPECT_THAT(all[1].residues, SizeIs(4));
  EXPECT_EQ(all[1].surplus, Alternative::Tolerance::kRequired);
  const Alternative& warn = expect.warn.at(0);
  EXPECT_THAT(warn.responses->at(0).status->exact, IsEmpty());
  EXPECT_THAT(warn.responses->at(0).status->classes, IsEmpty());
  EXPECT_EQ(warn.responses->at(0).complete, false);
}

TEST(Expectation, ReadsAlternativesOfAClient) {
  const Expectation& expect = Good("client/every-key/all-of-it").expect;
  const Alternative& first = expect.pass.at(0);
  EXPECT_THAT(first.failure->kinds, ElementsAre(FailureKind::kIncomplete, FailureKind::kClosed));
  EXPECT_EQ(first.failure->request, 1);
  EXPECT_EQ(first.failure->partial, "ab");
  EXPECT_EQ(first.sent, 2u);
  EXPECT_EQ(first.connections, 2u);
  EXPECT_THAT(*first.requests, SizeIs(2));
  EXPECT_THAT(expect.pass.at(1).failure->kinds, IsEmpty());
  EXPECT_THAT(*expect.pass.at(1).requests, SizeIs(1));
  EXPECT_THAT(*expect.pass.at(2).requests, IsEmpty());
  EXPECT_THAT(expect.pass.at(3).failure->kinds,
              ElementsAre(FailureKind::kTls, FailureKind::kTimeout));
  EXPECT_FALSE(expect.warn.at(0).failure.has_value());
}

TEST(Proofs, AreReadForBothRoles) {
  const PartialObservation& server = Good("server/every-key/all-of-it/first").proof_pass.at(0);
  EXPECT_EQ(server.received, "xx");
  EXPECT_EQ(server.end, Fate::kHalfClosed);
  EXPECT_EQ(server.residue, Residue::kLeftOver);
  EXPECT_EQ(server.close_notify, false);
  ASSERT_THAT(server.connections, SizeIs(2));
  EXPECT_EQ(server.connections[0].first, "second");
  EXPECT_EQ(server.connections[1].second.handshake, Handshake::kHung);
  const PartialObservation& client = Good("client/every-key/all-of-it").proof_pass.at(0);
  ASSERT_THAT(*client.responses, SizeIs(1));
  EXPECT_EQ(client.responses->at(0).fields.at(0).second, "1");
  EXPECT_EQ(client.responses->at(0).trailers.at(0).first, "T");
  EXPECT_EQ(client.failure->kind, FailureKind::kClosed);
  EXPECT_EQ(client.connection_count, 2u);
  EXPECT_EQ(client.sent, 2u);
}

}  // namespace
}  // namespace wireproof::harness
