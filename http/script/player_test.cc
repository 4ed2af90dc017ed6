// Steps, deliveries and connections: both sides of the player against each other on loopback.
#include "http/script/player.h"

#include <gtest/gtest.h>

#include <string>

#include "http/net/listener.h"
#include "http/script/player_fixture.h"

namespace wireproof::script {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using Kind = MessageReader::Kind;

// --- Every delivery, plain and over TLS ---

struct Variant {
  Delivery delivery;
  bool tls;
};

class PlayerDelivery : public PlayerTest, public testing::WithParamInterface<Variant> {};

TEST_P(PlayerDelivery, CarriesAnExchange) {
  PlayOptions client = GetParam().tls ? TlsOptions() : Options();
  PlayOptions server = client;
  client.delivery = server.delivery = GetParam().delivery;
  const Played played = PlayBoth(
      R"([{"send": ["POST /a HTTP/1.1", "Host: h", ""]},
          {"send": ["Content-Length: 5", "", "12345"]},
          {"await": "response"},
          {"send": ["GET /b HTTP/1.1", "Host: h", "", ""]},
          {"await": "response", "count": 2}])",
      client,
      R"([{"await": "request"},
          {"send": ["HTTP/1.1 200 OK", "Content-Length: 3", "", "one"]},
          {"await": "request"},
          {"send": ["HTTP/1.1 200 OK", ""]},
          {"send": ["Transfer-Encoding: chunked", "", "3", "two", "0", "", ""]}])",
      server);
  EXPECT_EQ(played.client.missed, "");
  EXPECT_EQ(played.server.missed, "");
  ASSERT_EQ(played.client.connections.size(), 1u);
  ASSERT_EQ(played.server.connections.size(), 1u);
  const auto& ours = played.client.connections[0];
  const auto& theirs = played.server.connections[0];
  EXPECT_EQ(ours.Sent(), theirs.Received());
  EXPECT_EQ(ours.Received(), theirs.Sent());
  const auto requests = MessagesOf(theirs, Kind::kRequests);
  const auto responses = MessagesOf(ours, Kind::kResponses);
  ASSERT_EQ(requests.messages.size(), 2u);
  EXPECT_EQ(requests.messages[0].body, "12345");
  ASSERT_EQ(responses.messages.size(), 2u);
  EXPECT_EQ(responses.messages[0].body, "one");
  EXPECT_EQ(responses.messages[1].body, "two");
  const std::string tls = GetParam().tls ? ", handshake-done" : "";
  EXPECT_EQ(Kinds(ours), "connected" + tls + ", sent, received, sent, received");
  EXPECT_EQ(Kinds(theirs).substr(0, 9 + tls.size()), "connected" + tls);
  EXPECT_EQ(ours.tls, GetParam().tls);
  EXPECT_EQ(ours.tls_version, GetParam().tls ? "TLSv1.3" : "");
}

INSTANTIATE_TEST_SUITE_P(
    All, PlayerDelivery,
    testing::Values(Variant{Delivery::kWhole, false}, Variant{Delivery::kBytewise, false},
                    Variant{Delivery::kSplit, false}, Variant{Delivery::kCoalesced, false},
                    Variant{Delivery::kWhole, true}, Variant{Delivery::kBytewise, true},
                    Variant{Delivery::kSplit, true}, Variant{Delivery::kCoalesced, true}));

// How many pieces a Send becomes shows on a peer that reads each of them before the next is made:
// a TLS record is never merged with another.
TEST_F(PlayerTest, CutsASendAsTheDeliverySays) {
  const auto pieces = [&](Delivery delivery) {
    PlayOptions client = TlsOptions();
    client.delivery = delivery;
    const Played played =
        PlayBoth(R"([{"send": "0123456789ab"}, {"send": "cd"}, {"half_close": true}])", client,
                 R"([{"await": "close"}])", TlsOptions());
    std::vector<std::string> all;
    for (const Event& event : played.server.connections[0].events) {
      if (event.kind == EventKind::kReceived) all.push_back(event.bytes);
    }
    return fmt::format("{}", fmt::join(all, " "));
  };
  EXPECT_EQ(pieces(Delivery::kWhole), "0123456789ab cd");
  EXPECT_EQ(pieces(Delivery::kBytewise), "0 1 2 3 4 5 6 7 8 9 a b c d");
  EXPECT_EQ(pieces(Delivery::kSplit), "012 3456789 ab cd");
  EXPECT_EQ(pieces(Delivery::kCoalesced), "0123456789abcd");
}

TEST_F(PlayerTest, PutsVariablesIntoWhatItSends) {
  PlayOptions client = Options();
  client.variables = [](std::string_view name) -> std::optional<std::string> {
    if (name == "authority") return "h:1";
    return std::nullopt;
  };
  const Played played =
      PlayBoth(R"([{"send": ["GET / HTTP/1.1", "Host: ${authority}", "", ""]}, {"send": "${x}"},
                   {"await": "response"}])",
               client, R"([{"await": "request"}])", Options());
  EXPECT_EQ(played.server.connections[0].Received(), "GET / HTTP/1.1\r\nHost: h:1\r\n\r\n");
  EXPECT_EQ(played.client.missed, "step 2: send: unknown variable x");
}

// --- Awaits ---

TEST_F(PlayerTest, ReadsAllPipelinedRequests) {
  const Played played = PlayBoth(
      R"([{"send": {"repeat": ["GET /a HTTP/1.1", "Host: h", "", ""], "times": 3}},
          {"await": "response", "count": 3}])",
      StepList({R"({"await": "request"})", kOkStep, R"({"await": "request"})", kOkStep,
                R"({"await": "request"})", kOkStep}));
  EXPECT_EQ(MessagesOf(played.server.connections[0], Kind::kRequests).Complete(), 3u);
  EXPECT_EQ(MessagesOf(played.client.connections[0], Kind::kResponses).Complete(), 3u);
}

TEST_F(PlayerTest, AwaitsAHeadBeforeItsBody) {
  const Played played = PlayBoth(
      R"([{"send": ["POST / HTTP/1.1", "Host: h", "Expect: 100-continue", "Content-Length: 2", "",
                    ""]},
          {"await": "head"}, {"send": "hi"}, {"await": "head", "count": 2}])",
      StepList({R"({"await": "head"})", R"({"send": ["HTTP/1.1 100 Continue", "", ""]})",
                R"({"await": "request"})", kOkStep}));
  EXPECT_EQ(played.client.missed + played.server.missed, "");
  const auto responses = MessagesOf(played.client.connections[0], Kind::kResponses);
  ASSERT_EQ(responses.interim.size(), 1u);
  EXPECT_EQ(responses.interim[0].status, 100);
  EXPECT_EQ(responses.messages[0].body, "ok");
  EXPECT_EQ(Kinds(played.client), "connected, sent, received, sent, received");
}

TEST_F(PlayerTest, AwaitsBytesAndQuietAndPauses) {
  const Played played = PlayBoth(
      R"([{"pause_ms": 1}, {"send": "abc"}, {"await": "bytes", "count": 5}, {"await": "quiet"}])",
      R"([{"await": "bytes", "count": 3}, {"pause_ms": 1}, {"send": "de"}, {"send": "fgh"},
          {"await": "quiet"}])");
  EXPECT_EQ(played.client.missed + played.server.missed, "");
  EXPECT_EQ(played.client.connections[0].Received(), "defgh");
}

TEST_F(PlayerTest, NamesTheStepThatWasMissed) {
  const Played played =
      PlayBoth(StepList({kAskStep, R"({"await": "response"})", kAskStep}), Short(Options()),
               R"([{"await": "request"}, {"send": "HTTP/1.1 200 OK\r\n"}])", Options());
  EXPECT_EQ(played.client.missed, "step 2: await response (0 of 1 came, 17 bytes so far)");
  EXPECT_EQ(Kinds(played.client), "connected, sent, received, missed");
  EXPECT_EQ(DetailOf(played.client.connections[0], EventKind::kMissed),
            "await response (0 of 1 came, 17 bytes so far)");
}

TEST_F(PlayerTest, MissesEachKindOfAwait) {
  const auto missed = [&](const std::string& steps) {
    return PlayBoth(steps, Short(Options()), "[]", Options()).client.missed;
  };
  EXPECT_EQ(missed(R"([{"await": "head"}])"), "step 1: await head (0 of 1 came, 0 bytes so far)");
  EXPECT_EQ(missed(R"([{"await": "close"}])"), "step 1: await close (0 bytes so far)");
  EXPECT_EQ(missed(R"([{"await": "bytes", "count": 3}])"), "step 1: await bytes (0 of 3 came)");
  EXPECT_THAT(missed(R"([{"await": "request"}])"), StartsWith("step 1: await request: a client"));
  EXPECT_EQ(missed(R"([{"await": "quiet"}])"), "");
}

TEST_F(PlayerTest, AServerMissesARequest) {
  const Played played = PlayBoth("[]", Options(), R"([{"await": "request"}])", Short(Options()));
  EXPECT_EQ(played.server.missed, "step 1: await request");
  const Played head = PlayBoth(R"([{"send": "G"}, {"await": "close"}])", Short(Options()),
                               R"([{"await": "bytes"}, {"await": "head"}])", Short(Options()));
  EXPECT_EQ(head.server.missed, "step 2: await head");
  EXPECT_EQ(Kinds(head.server), "connected, received, missed, peer-fin");
}

TEST_F(PlayerTest, QuietNeverComesWhileBytesDo) {
  PlayOptions client = Short(Options());
  client.quiet = kShort * 2;
  const Played played = PlayBoth(R"([{"await": "quiet"}])", client, "[]", Options());
  EXPECT_EQ(played.client.missed, "step 1: await quiet (0 bytes so far)");
}

TEST_F(PlayerTest, AnAwaitEndsWhereNothingMoreCanBeRead) {
  const Played malformed = PlayBoth(StepList({kAskStep, R"({"await": "response"})"}),
                                    R"([{"await": "request"}, {"send": "hello\r\n"}])");
  EXPECT_EQ(malformed.client.missed, "");
  const Played ended =
      PlayBoth(StepList({kAskStep, R"({"await": "response", "count": 2})"}),
               StepList({R"({"await": "request"})", kOkStep, R"({"close": true})"}));
  EXPECT_EQ(ended.client.missed, "");
  EXPECT_EQ(Kinds(ended.client), "connected, sent, received, peer-fin");
}

TEST_F(PlayerTest, AServerTakesARequestThatDoesNotParse) {
  for (const std::string what : {"head", "request"}) {
    const Played played = PlayBoth(R"([{"send": "what\r\n\r\n"}, {"await": "response"}])",
                                   fmt::format(R"([{{"await": "{}"}},
                        {{"send": ["HTTP/1.1 400 No", "Content-Length: 0", "", ""]}}])",
                                               what));
    EXPECT_EQ(played.client.missed + played.server.missed, "");
    EXPECT_TRUE(MessagesOf(played.server.connections[0], Kind::kRequests).malformed);
  }
}

// --- Several connections ---

TEST_F(PlayerTest, PlaysOnNamedConnections) {
  const Played played = PlayBoth(
      R"([{"connect": "two"}, {"send": ["GET /2 HTTP/1.1", "Host: h", "", ""]},
          {"await": "response"}, {"send": ["GET /1 HTTP/1.1", "Host: h", "", ""], "on": "main"},
          {"await": "response", "on": "main"}, {"await": "close", "on": "two"}])",
      R"([{"await": "request"}, {"send": ["HTTP/1.1 202 Two", "Content-Length: 0", "", ""]},
          {"await": "request"}, {"send": ["HTTP/1.1 201 One", "Content-Length: 0", "", ""]},
          {"close": true, "on": "2"}])");
  EXPECT_EQ(played.client.missed + played.server.missed, "");
  ASSERT_EQ(played.client.connections.size(), 2u);
  EXPECT_EQ(played.client.connections[1].name, "two");
  EXPECT_THAT(played.client.connections[0].Received(), StartsWith("HTTP/1.1 201"));
  EXPECT_THAT(played.client.connections[1].Received(), StartsWith("HTTP/1.1 202"));
  EXPECT_EQ(played.server.connections[0].name, "1");
  EXPECT_THAT(played.server.connections[0].Received(), StartsWith("GET /1"));
  EXPECT_EQ(Kinds(played.client.connections[1]), "connected, sent, received, peer-fin");
}

TEST_F(PlayerTest, LeavesANamedConnectionPlainUnderTls) {
  const Played played =
      PlayBoth(R"([{"connect": "plain", "tls": null}, {"send": "no handshake"}, {"await": "close"},
                   {"connect": "old", "tls": {"versions": ["1.2"]}}])",
               TlsOptions(), R"([{"await": "close", "on": "2"}])", TlsOptions());
  ASSERT_EQ(played.client.connections.size(), 3u);
  EXPECT_EQ(played.client.connections[0].tls_version, "TLSv1.3");
  EXPECT_FALSE(played.client.connections[1].tls);
  EXPECT_EQ(played.client.connections[2].tls_version, "TLSv1.2");
}

TEST_F(PlayerTest, RefusesStepsThatHaveNoConnection) {
  EXPECT_EQ(PlayBoth(R"([{"reset": true, "on": "x"}])", "[]").client.missed,
            "step 1: a step on an unknown connection: x");
  EXPECT_EQ(PlayBoth(R"([{"send": "a", "on": "x"}])", "[]").client.missed,
            "step 1: send on an unknown connection: x");
  EXPECT_EQ(PlayBoth(R"([{"connect": "main"}])", "[]").client.missed,
            "step 1: a second connection of the name main");
  EXPECT_EQ(
      PlayBoth("[]", Options(), R"([{"send": "a", "on": "2"}])", Short(Options())).server.missed,
      "step 1: send: no connection came");
  EXPECT_EQ(PlayBoth("[]", Options(), R"([{"connect": "a"}])", Options()).server.missed,
            "step 1: a step that only a client's side can play");
}

// --- Ends ---

TEST_F(PlayerTest, HalfClosesAndReadsOn) {
  const Played played =
      PlayBoth(StepList({kAskStep, R"({"half_close": true})", R"({"await": "close"})"}),
               StepList({R"({"await": "close"})", kOkStep, R"({"close": true})"}));
  EXPECT_EQ(played.client.missed + played.server.missed, "");
  EXPECT_EQ(Kinds(played.client), "connected, sent, half-closed, received, peer-fin");
  EXPECT_EQ(Kinds(played.server), "connected, received, peer-fin, sent, closed");
}

TEST_F(PlayerTest, TellsAResetFromAnEnd) {
  const Played by_server = PlayBoth(StepList({kAskStep, R"({"await": "close"})"}),
                                    R"([{"await": "request"}, {"reset": true}])");
  EXPECT_EQ(Kinds(by_server.client), "connected, sent, peer-reset");
  EXPECT_EQ(Kinds(by_server.server), "connected, received, reset");
  const Played by_client =
      PlayBoth(R"([{"send": "x"}, {"await": "bytes", "count": 1}, {"reset": true}])",
               R"([{"await": "bytes", "count": 1}, {"send": "y"}, {"await": "close"}])");
  EXPECT_EQ(Kinds(by_client.client), "connected, sent, received, reset");
  EXPECT_EQ(Kinds(by_client.server), "connected, received, sent, peer-reset");
}

TEST_F(PlayerTest, RecordsAFailedSendAndGoesOn) {
  const Played played = PlayBoth(
      R"([{"send": "x"}, {"await": "close"}, {"send": "y"}, {"half_close": true}, {"close": true},
          {"send": "z"}, {"half_close": true}, {"close": true}, {"reset": true}])",
      R"([{"await": "bytes", "count": 1}, {"send": "last"}, {"reset": true}])");
  EXPECT_EQ(played.client.missed, "");
  EXPECT_THAT(Kinds(played.client), StartsWith("connected, sent, "));
  EXPECT_THAT(Kinds(played.client), HasSubstr("peer-reset, sent, send-failed, half-closed"));
  EXPECT_THAT(Kinds(played.client), HasSubstr("closed, send-failed"));
}

TEST_F(PlayerTest, GivesUpASendThatNobodyReads) {
  net::ListenOptions options{.receive_buffer_bytes = 4096};
  auto listener = net::Listener::Bind(loop.executor(), options).value();
  ClientSide client(loop.executor(), "127.0.0.1", listener->port(), Short(Options()));
  loop.RunTask(
      client.Play(Steps(R"([{"send": {"repeat": "x", "times": 33554432}}, {"send": "y"}])")));
  EXPECT_TRUE(client.missed());
  const Transcript transcript = loop.RunTask(client.Finish());
  EXPECT_THAT(transcript.missed,
              StartsWith("step 1: send (the peer stopped reading: 0 of 33554432"));
  EXPECT_EQ(Kinds(transcript), "connected, sent, missed");
  loop.Run();
}

TEST_F(PlayerTest, ReadsTheAnswerThatComesWhileItSends) {
  const Played played = PlayBoth(
      R"([{"send": {"join": [["POST / HTTP/1.1", "Host: h", "Content-Length: 6000000", "", ""],
                             {"repeat": "x", "times": 6000000}]}},
          {"await": "response"}])",
      R"([{"await": "head"}, {"send": ["HTTP/1.1 413 No", "Content-Length: 0", "", ""]},
          {"await": "request"}])");
  EXPECT_EQ(played.client.missed + played.server.missed, "");
  EXPECT_EQ(MessagesOf(played.client.connections[0], Kind::kResponses).messages[0].status, 413);
}

TEST_F(PlayerTest, ResetsAPeerThatSendsWithoutEnd) {
  const Played played = PlayBoth(R"([{"await": "close"}])", Options(),
                                 R"([{"send": {"repeat": "x", "times": 8388608}},
                   {"send": {"repeat": "x", "times": 8388608}}])",
                                 Options());
  EXPECT_EQ(Kinds(played.client), "connected, received, reset");
  EXPECT_EQ(DetailOf(played.client.connections[0], EventKind::kReset),
            "more than 8388608 bytes received");
}

TEST_F(PlayerTest, KeepsBytesBehindAnAnnouncedClose) {
  const Played played = PlayBoth(StepList({kAskStep, R"({"await": "close"})"}),
                                 R"([{"await": "request"},
          {"send": ["HTTP/1.1 200 OK", "Connection: close", "Content-Length: 0", "", "more"]},
          {"close": true}])");
  const auto responses = MessagesOf(played.client.connections[0], Kind::kResponses);
  EXPECT_EQ(responses.surplus, "more");
  EXPECT_TRUE(responses.messages.at(0).announces_close);
}

TEST_F(PlayerTest, RecordsAConnectionThatNobodyTakes) {
  auto listener = net::Listener::Bind(loop.executor(), {}).value();
  const std::uint16_t port = listener->port();
  listener->Close();
  ClientSide client(loop.executor(), "127.0.0.1", port, Options());
  loop.RunTask(client.Play(Steps(R"([{"send": "x"}])")));
  EXPECT_TRUE(client.missed());
  EXPECT_FALSE(client.IsOpen("main"));
  const Transcript transcript = loop.RunTask(client.Finish());
  EXPECT_EQ(Kinds(transcript), "connect-failed");
  EXPECT_EQ(transcript.missed, "");
}

}  // namespace
}  // namespace wireproof::script
