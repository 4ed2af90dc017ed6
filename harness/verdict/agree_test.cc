#include "harness/verdict/agree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/verdict/test_values.h"

namespace wireproof::harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Outcome(const Observation& subject, const Observation& reference,
                                 bool separate_ends = false) {
  const AgreeResult result = Agree(subject, reference, Comparison::kOutcome, separate_ends);
  EXPECT_EQ(result.same, result.differences.empty());
  return result.differences;
}

std::vector<std::string> Wire(const Observation& subject, const Observation& reference,
                              bool separate_ends = false) {
  return Agree(subject, reference, Comparison::kWire, separate_ends).differences;
}

TEST(Agree, EachFactOfAnOutcome) {
  struct Row {
    void (*change)(Observation&);
    std::string difference;
  };
  const Row rows[] = {
      {[](Observation& o) { o.crashed = true; }, "the subject's process ended: yes, reference no"},
      {[](Observation& o) { o.missed = "step 2"; }, "a deadline passed: yes, reference no"},
      {[](Observation& o) { o.connections.clear(); }, "connections: 0, reference 1"},
      {[](Observation& o) { o.connections[0].handshake = Handshake::kCut; },
       "handshake: cut, reference none"},
      {[](Observation& o) { o.connections[0].fate = Fate::kClosed; },
       "connection: ended, reference kept"},
      {[](Observation& o) { o.connections[0].residue = Residue::kPoisoned; },
       "residue: poisoned, reference clean"},
      {[](Observation& o) { o.connections[0].messages.messages[0].status = 501; },
       "response 1 status: 501, reference 200"},
      {[](Observation& o) {
         o.connections[0].messages.messages[0].framing = script::Framing::kChunked;
       },
       "response 1 framing: chunked, reference content-length"},
      {[](Observation& o) { o.connections[0].messages.messages[0].complete = false; },
       "response 1 complete: no, reference yes"},
      {[](Observation& o) { o.connections[0].messages.messages.clear(); },
       "responses: none, reference 200"},
      {[](Observation& o) { o.connections[0].messages.messages.push_back(Response(400)); },
       "responses: 200, 400, reference 200"},
      {[](Observation& o) { o.connections[0].messages.interim.push_back(Response(100)); },
       "interim responses: 100, reference none"},
      {[](Observation& o) { o.connections[0].messages.surplus = "x"; },
       "surplus: yes, reference no"},
      {[](Observation& o) { o.connections[0].messages.malformed.emplace(); },
       "malformed: yes, reference no"},
  };
  const Observation reference = Answered({Response(200)});
  EXPECT_THAT(Outcome(reference, reference), IsEmpty());
  for (const Row& row : rows) {
    Observation subject = reference;
    row.change(subject);
    EXPECT_THAT(Outcome(subject, reference), ElementsAre(row.difference));
    EXPECT_EQ(Outcome(reference, subject).size(), 1u) << row.difference;
  }
}

TEST(Agree, WhatIsNoOutcomeDoesNotCount) {
  Observation reference = Answered({Response(200, "<p>page</p>", {{"Server", "a"}})});
  Observation subject = Answered({Response(200, "other page")});
  subject.connections[0].messages.messages[0].reason = "Fine";
  subject.connections[0].messages.messages[0].version = "HTTP/1.0";
  subject.connections[0].tls_version = "TLSv1.2";
  subject.connections[0].received = "other";
  EXPECT_THAT(Outcome(subject, reference), IsEmpty());
  subject.connections[0].residue = Residue::kNotProbed;
  EXPECT_THAT(Outcome(subject, reference), IsEmpty());
}

TEST(Agree, ClosedAndResetAreOneUnlessToldApart) {
  const Observation closed = Answered({}, Fate::kClosed);
  const Observation reset = Answered({}, Fate::kReset);
  EXPECT_THAT(Outcome(closed, reset), IsEmpty());
  EXPECT_THAT(Wire(closed, reset), IsEmpty());
  EXPECT_THAT(Outcome(closed, reset, true), ElementsAre("connection: closed, reference reset"));
  EXPECT_THAT(Outcome(closed, Answered({}, Fate::kHalfClosed)), IsEmpty());
  EXPECT_THAT(Outcome(closed, Answered({}, Fate::kHalfClosed), true), IsEmpty());
  EXPECT_THAT(Outcome(closed, Answered({}, Fate::kHung)),
              ElementsAre("connection: ended, reference hung"));
}

TEST(Agree, CloseNotifyCountsWhereEndsAreToldApartAndOnTheWire) {
  Observation with = Answered({}, Fate::kClosed);
  with.connections[0].close_notify = true;
  const Observation without = Answered({}, Fate::kClosed);
  EXPECT_THAT(Outcome(with, without), IsEmpty());
  EXPECT_THAT(Outcome(with, without, true), ElementsAre("close_notify: yes, reference no"));
  EXPECT_THAT(Wire(with, without), ElementsAre("close_notify: yes, reference no"));
  EXPECT_THAT(Wire(with, Answered({}, Fate::kReset)), IsEmpty());
}

TEST(Agree, NamesTheConnectionWhereThereAreSeveral) {
  Observation reference = Answered({Response(200)});
  reference.connections.push_back(On("second", {Response(200)}));
  Observation subject = reference;
  subject.connections[1].messages.messages[0].status = 400;
  EXPECT_THAT(Outcome(subject, reference),
              ElementsAre("second: response 1 status: 400, reference 200"));
}

std::string EchoText(std::string target, std::string fields, std::string body = "") {
  return R"({"method":"GET","target":")" + target + R"(","version":"HTTP/1.1","fields":[)" +
         fields + R"(],"body":")" + body + R"(","trailers":[]})";
}

TEST(Agree, ComparesWhatTheEchoApplicationUnderstood) {
  const auto answered = [](const std::string& echo) { return Answered({Response(200, echo)}); };
  const Observation reference =
      answered(EchoText("/a", R"(["Host","127.0.0.1:4000"],["X-A","1"],["X-A","2"])", "hello"));
  EXPECT_THAT(Outcome(answered(EchoText("/a",
                                        R"(["connection","close"],["x-a","1, 2"],["TE","gzip"],)"
                                        R"(["host","127.0.0.1:45678"])",
                                        "hello")),
                      reference),
              IsEmpty());
  EXPECT_THAT(Outcome(answered(EchoText("/b", R"(["Host","127.0.0.1:4000"],["X-A","1"],["Y","2"])",
                                        "hell")),
                      reference),
              ElementsAre(R"(response 1 echo target: "/b", reference "/a")",
                          R"(response 1 echo body: "hell", reference "hello")",
                          R"(response 1 echo field x-a: "1", reference "1, 2")",
                          R"(response 1 echo field y: "2", reference none)"));
  EXPECT_THAT(Outcome(answered(EchoText("/a", "", "hello")), reference),
              ElementsAre(R"(response 1 echo field host: none, reference "127.0.0.1:PORT")",
                          R"(response 1 echo field x-a: none, reference "1, 2")"));
  EXPECT_THAT(Outcome(answered(EchoText("http://localhost:40000/", "")),
                      answered(EchoText("http://localhost:50000/", ""))),
              IsEmpty());
  // Where one of them is no echo, there is nothing to compare.
  EXPECT_THAT(Outcome(answered("<html>"), reference), IsEmpty());
}

TEST(Agree, EachFactOfAClientsOutcome) {
  struct Row {
    void (*change)(Observation&);
    std::string difference;
  };
  const Row rows[] = {
      {[](Observation& o) { o.client->failure = Failure(FailureKind::kClosed, 1); },
       "failure: closed of request 1, reference none"},
      {[](Observation& o) { o.client->responses[0].status = 204; },
       "reported response 1 status: 204, reference 200"},
      {[](Observation& o) { o.client->responses[0].body = "hx"; },
       R"(reported response 1 body: "hx", reference "hi")"},
      {[](Observation& o) { o.client->responses.clear(); },
       "reported responses: none, reference 200"},
      {[](Observation& o) { o.client.reset(); }, "reported anything: no, reference yes"},
      {[](Observation& o) { o.connections.push_back(On("2", {})); }, "connections: 2, reference 1"},
      {[](Observation& o) { o.connections[0].messages.messages.clear(); },
       "requests: no requests, reference 1 request"},
      {[](Observation& o) { o.connections[0].messages.messages[0].method = "PUT"; },
       R"(request 1 method: "PUT", reference "GET")"},
      {[](Observation& o) { o.connections[0].messages.messages[0].target = "/x"; },
       R"(request 1 target: "/x", reference "/")"},
      {[](Observation& o) { o.connections[0].messages.messages[0].body = "x"; },
       R"(request 1 body: "x", reference "")"},
      {[](Observation& o) {
         o.connections[0].messages.messages[0].framing = script::Framing::kChunked;
       },
       "request 1 framing: chunked, reference none"},
      {[](Observation& o) { o.connections[0].fate = Fate::kReset; },
       "connection: ended, reference kept"},
  };
  const Observation reference = Reported({Response(200, "hi")});
  EXPECT_THAT(Outcome(reference, reference), IsEmpty());
  for (const Row& row : rows) {
    Observation subject = reference;
    row.change(subject);
    EXPECT_THAT(Outcome(subject, reference), ElementsAre(row.difference));
  }
}

TEST(Agree, TheFailuresRequestAndKindCountAndItsWordsDoNot) {
  Observation subject = Failed(FailureKind::kClosed, 0);
  Observation reference = Failed(FailureKind::kClosed, 0);
  reference.client->failure->native = "other.Name";
  reference.client->failure->message = "words";
  EXPECT_THAT(Outcome(subject, reference), IsEmpty());
  EXPECT_THAT(Wire(subject, reference), IsEmpty());
  subject.client->failure->request = 1;
  EXPECT_THAT(Outcome(subject, reference),
              ElementsAre("failure: closed of request 1, reference closed of request 0"));
  EXPECT_THAT(Wire(subject, reference),
              ElementsAre("failure: closed of request 1, reference closed of request 0"));
  subject = reference;
  subject.client->failure->partial = "he";
  EXPECT_THAT(Outcome(subject, reference), IsEmpty());
  EXPECT_THAT(Wire(subject, reference), ElementsAre(R"(failure partial: "he", reference "")"));
}

TEST(Agree, WhatAClientCannotReportIsNotCompared) {
  const Observation subject = Reported({Response(200)});
  const Observation reference = Reported({Response(200, "hi")});
  const Reports none;
  const Reports body{"body"};
  const auto same = [&](const Reports* reports) {
    return Agree(subject, reference, Comparison::kOutcome, false, reports).same;
  };
  EXPECT_TRUE(same(&none));
  EXPECT_FALSE(same(&body));
  EXPECT_FALSE(same(nullptr));
}

TEST(Agree, TheWireIsAllBytesAfterTheNormalisation) {
  Observation subject = Answered({Response(200)});
  Observation reference = subject;
  subject.connections[0].received = "HTTP/1.1 200 OK\r\nServer: a\r\nContent-Length: 0\r\n\r\n";
  reference.connections[0].received = "HTTP/1.1 200 OK\r\nServer: b\r\nContent-Length: 0\r\n\r\n";
  EXPECT_THAT(Wire(subject, reference), IsEmpty());
  reference.connections[0].received = "HTTP/1.0 200 OK\r\nServer: b\r\nContent-Length: 0\r\n\r\n";
  EXPECT_THAT(
      Wire(subject, reference),
      ElementsAre(
          R"(bytes: "HTTP/1.1 200 OK\r\nServer: SERVER\r\nContent-Length: 0\r\n\r\n", reference )"
          R"("HTTP/1.0 200 OK\r\nServer: SERVER\r\nContent-Length: 0\r\n\r\n")"));
  EXPECT_THAT(Outcome(subject, reference), IsEmpty());
  // A late difference is shown from shortly before its place.
  reference.connections[0].received = "HTTP/1.1 200 OK\r\nServer: b\r\nContent-Length: 7\r\n\r\n";
  EXPECT_THAT(Wire(subject, reference),
              ElementsAre(R"(bytes from byte 29: "ER\r\nContent-Length: 0\r\n\r\n", reference )"
                          R"("ER\r\nContent-Length: 7\r\n\r\n")"));
}

TEST(Agree, OnTheWireAClientReportsTheSame) {
  Observation reference = Reported({Response(200, "hi", {{"A", "1"}})});
  Observation subject = reference;
  EXPECT_THAT(Wire(subject, reference), IsEmpty());
  subject.client->responses[0].reason = "OK";
  subject.client->responses[0].fields = {{"a", "1"}};
  EXPECT_THAT(Wire(subject, reference),
              ElementsAre(R"(reported response 1 reason: "OK", reference "")",
                          R"(reported response 1 fields: "a: 1\n", reference "A: 1\n")"));
  EXPECT_THAT(Outcome(subject, reference), IsEmpty());
  subject = reference;
  subject.connections[0].handshake = Handshake::kDone;
  subject.connections[0].fate = Fate::kHung;
  EXPECT_THAT(Wire(subject, reference),
              ElementsAre("handshake: done, reference none", "connection: hung, reference kept"));
}

TEST(SeparatesEnds, WhereOnlyOneOfClosedAndResetIsAllowed) {
  const auto separates = [](Alternative alternative) {
    return SeparatesEnds({.pass = {}, .warn = {std::move(alternative)}});
  };
  EXPECT_FALSE(SeparatesEnds({}));
  EXPECT_FALSE(separates({}));
  EXPECT_FALSE(separates({.fates = {Fate::kKept}}));
  EXPECT_FALSE(separates({.fates = {Fate::kReset, Fate::kClosed}}));
  EXPECT_TRUE(separates({.fates = {Fate::kReset}}));
  EXPECT_TRUE(separates({.fates = {Fate::kClosed, Fate::kKept}}));
  EXPECT_TRUE(separates({.close_notify = false}));
  Alternative joined;
  joined.all = {{}, {.fates = {Fate::kClosed}}};
  EXPECT_TRUE(SeparatesEnds({.pass = {joined}, .warn = {}}));
}

}  // namespace
}  // namespace wireproof::harness
