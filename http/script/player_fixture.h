// What the tests of the player share: both sides on one loop, scripts as JSON text, and the facts
// of a transcript on one line.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/net/loop.h"
#include "http/net/sync.h"
#include "http/script/credentials.h"
#include "http/script/messages.h"
#include "http/script/player.h"
#include "http/script/script.h"
#include "http/script/transcript.h"

namespace wireproof::script {

// Long enough for a loaded machine; where a deadline is to be missed, kShort.
inline constexpr std::chrono::milliseconds kPatience{20000};
inline constexpr std::chrono::milliseconds kShort{60};

// Two steps, and a script of some.
inline constexpr std::string_view kAskStep = R"({"send": ["GET /a HTTP/1.1", "Host: h", "", ""]})";
inline constexpr std::string_view kOkStep =
    R"({"send": ["HTTP/1.1 200 OK", "Content-Length: 2", "", "ok"]})";
std::string StepList(std::initializer_list<std::string_view> steps);

// The script that this JSON text spells.
Script Steps(const std::string& json);
TlsSettings TlsOf(const std::string& json);

// "connected, sent, received, peer-fin": kinds in order, repetitions once; a bar between
// connections.
std::string Kinds(const ConnectionTranscript& connection);
std::string Kinds(const Transcript& transcript);

// The detail of the first event of the kind.
std::string DetailOf(const ConnectionTranscript& connection, EventKind kind);

MessageSequence MessagesOf(const ConnectionTranscript& connection, MessageReader::Kind kind);

struct Played {
  Transcript client = {};
  Transcript server = {};
};

class PlayerTest : public testing::Test {
 protected:
  PlayerTest() : loop([this](std::string_view line) { log += std::string(line) + "\n"; }) {}
  ~PlayerTest() override { EXPECT_EQ(log, ""); }

  PlayOptions Options() const { return {.deadline = kPatience}; }
  PlayOptions TlsOptions(const std::string& settings = "{}") const {
    PlayOptions options = Options();
    options.tls = TlsOf(settings);
    options.credentials = credentials();
    return options;
  }
  PlayOptions Short(PlayOptions options) const {
    options.deadline = kShort;
    return options;
  }

  // Made once for all tests.
  static std::shared_ptr<const Credentials> credentials() {
    static const auto made = std::make_shared<const Credentials>();
    return made;
  }

  // Plays both sides against each other, the server's script to its end too.
  Played PlayBoth(const std::string& client_steps, const std::string& server_steps) {
    return PlayBoth(client_steps, Options(), server_steps, Options());
  }
  Played PlayBoth(const std::string& client_steps, PlayOptions client_options,
                  const std::string& server_steps, PlayOptions server_options) {
    ServerSide server(loop.executor(), std::move(server_options));
    const std::uint16_t port = server.Listen();
    ClientSide client(loop.executor(), "127.0.0.1", port, std::move(client_options));
    Played played =
        loop.RunTask(Exchange(client, server, Steps(client_steps), Steps(server_steps)));
    loop.Run();  // nothing may be left: this would hang
    return played;
  }

  net::EventLoop loop;
  std::string log;

 private:
  net::Task<Played> Exchange(ClientSide& client, ServerSide& server, Script client_script,
                             Script server_script) {
    net::TaskGroup group(loop.executor());
    group.Start("the server's script", server.Play(std::move(server_script)));
    co_await client.Play(std::move(client_script));
    co_await group.Join();
    Played played;
    played.client = co_await client.Finish();
    played.server = co_await server.Finish();
    co_return played;
  }
};

}  // namespace wireproof::script
