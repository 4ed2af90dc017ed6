// What comes after a script, and scripts that are ended early: both sides of the player.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "http/net/loop.h"
#include "http/script/player.h"
#include "http/script/player_fixture.h"

namespace wireproof::script {
namespace {

net::Task<void> YieldTimes(int times) {
  for (int i = 0; i < times; ++i) co_await net::Yield();
}

net::Task<void> PlayAndProbe(ClientSide& client, Script script, std::vector<bool>& answers) {
  co_await client.Play(std::move(script));
  answers.push_back(co_await client.AwaitQuiet());
  client.MarkSettled();
  co_await client.SendBytes("main", "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
  answers.push_back(co_await client.AwaitMessages("main", 2));
  answers.push_back(client.IsOpen("main"));
  answers.push_back(co_await client.AwaitEnd("main"));
  answers.push_back(client.IsOpen("main"));
  answers.push_back(co_await client.AwaitEnd("nobody"));
}

TEST_F(PlayerTest, ProbesAndAwaitsTheEndAfterTheScript) {
  ServerSide server(loop.executor(), Options());
  ClientSide client(loop.executor(), "127.0.0.1", server.Listen(), Options());
  net::TaskGroup group(loop.executor());
  group.Start(
      "the server's script",
      server.Play(Steps(StepList({R"({"await": "request"})", kOkStep, R"({"await": "request"})",
                                  R"({"send": ["HTTP/1.1 200 OK", "Content-Length: 9", "", ""]})",
                                  R"({"await": "close"})"}))));
  std::vector<bool> answers;
  Script script = Steps(StepList({kAskStep, R"({"await": "response"})"}));
  group.Start("the client", PlayAndProbe(client, std::move(script), answers));
  while (client.messages("main").Complete() < 2) loop.RunTask(YieldTimes(1));
  EXPECT_EQ(server.requests(), 2u);
  EXPECT_EQ(client.messages("main").messages[1].framing, Framing::kNone);
  EXPECT_EQ(client.messages("nobody"), MessageSequence{});
  server.MarkSettled();
  const Transcript served = loop.RunTask(server.Finish());
  loop.RunTask(group.Join());
  EXPECT_THAT(answers, testing::ElementsAre(true, true, true, true, false, false));
  const Transcript transcript = loop.RunTask(client.Finish());
  EXPECT_EQ(Kinds(transcript), "connected, sent, received, settled, sent, received, peer-fin");
  EXPECT_EQ(Kinds(served), "connected, received, sent, received, sent, settled");
  loop.Run();
}

TEST_F(PlayerTest, WhatIsMissedAfterTheScenarioIsNoEvent) {
  ServerSide server(loop.executor(), Options());
  ClientSide client(loop.executor(), "127.0.0.1", server.Listen(), Short(Options()));
  loop.RunTask(client.Play({}));
  client.MarkSettled();
  EXPECT_FALSE(loop.RunTask(client.AwaitMessages("main", 1)));
  const Transcript transcript = loop.RunTask(client.Finish());
  EXPECT_EQ(Kinds(transcript), "connected, settled");
  EXPECT_EQ(transcript.missed, "");
  loop.RunTask(server.Finish());
  loop.Run();
}

TEST_F(PlayerTest, StopsAServersScriptEarly) {
  for (const std::string step : {R"({"await": "request"})", R"({"await": "close"})",
                                 R"({"pause_ms": 60000})", R"({"send": "x"})"}) {
    ServerSide server(loop.executor(), Options());
    ASSERT_NE(server.Listen(), 0);
    net::TaskGroup group(loop.executor());
    group.Start("the server's script", server.Play(Steps("[" + step + ", {\"reset\": true}]")));
    net::Post(loop.executor(), [&] { server.Stop(); });
    loop.RunTask(group.Join());
    EXPECT_EQ(loop.RunTask(server.Finish()), Transcript{}) << step;
    loop.Run();
  }
}

TEST_F(PlayerTest, MayBeDroppedAtAnyMoment) {
  for (int steps = 0; steps < 40; steps += 2) {
    auto server = std::make_unique<ServerSide>(loop.executor(), TlsOptions());
    auto client =
        std::make_unique<ClientSide>(loop.executor(), "127.0.0.1", server->Listen(), TlsOptions());
    net::TaskGroup group(loop.executor());
    group.Start("server", server->Play(Steps(R"([{"await": "request"}, {"await": "close"}])")));
    group.Start("client", client->Play(Steps(StepList({kAskStep, R"({"await": "response"})"}))));
    loop.RunTask(YieldTimes(steps));
    group.CancelAll();
    if (steps % 4 == 0) client.reset();
    server.reset();
    client.reset();
    loop.Run();  // nothing is left
  }
}

TEST_F(PlayerTest, MayOutliveItsLoopsLastRun) {
  net::EventLoop other;
  ServerSide server(other.executor(), Options());
  ClientSide client(other.executor(), "127.0.0.1", server.Listen(), Options());
  other.RunTask(client.Play(Steps(R"([{"send": "x"}])")));
}

}  // namespace
}  // namespace wireproof::script
