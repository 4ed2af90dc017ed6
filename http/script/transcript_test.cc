#include "http/script/transcript.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "http/script/json_reader.h"

namespace wireproof::script {
namespace {

Event Sent(std::int64_t at_us, std::string bytes) {
  return {.at_us = at_us, .kind = EventKind::kSent, .bytes = std::move(bytes), .detail = {}};
}
Event Received(std::int64_t at_us, std::string bytes) {
  return {.at_us = at_us, .kind = EventKind::kReceived, .bytes = std::move(bytes), .detail = {}};
}
Event Other(std::int64_t at_us, EventKind kind, std::string detail = {}) {
  return {.at_us = at_us, .kind = kind, .bytes = {}, .detail = std::move(detail)};
}

ConnectionTranscript Exchange() {
  return {
      .name = "main",
      .tls = true,
      .tls_version = "TLSv1.3",
      .alpn = "http/1.1",
      .events = {Other(0, EventKind::kConnected), Other(1250, EventKind::kHandshakeDone, "TLSv1.3"),
                 Sent(1300, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
                 Received(12345, "HTTP/1.1 200 OK\r\n\r\n\x01\xff\\\t"), Received(12400, "x"),
                 Other(2000000, EventKind::kMissed, "await close")}};
}

TEST(EventKind, HasANameThatLeadsBack) {
  for (int kind = 0; kind <= static_cast<int>(EventKind::kMissed); ++kind) {
    const auto each = static_cast<EventKind>(kind);
    EXPECT_EQ(EventKindFromName(Name(each)), each);
  }
  EXPECT_EQ(EventKindFromName("no such"), std::nullopt);
}

TEST(ConnectionTranscript, JoinsWhatCrossed) {
  EXPECT_EQ(Exchange().Received(), "HTTP/1.1 200 OK\r\n\r\n\x01\xff\\\tx");
  EXPECT_EQ(Exchange().Sent(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(Exchange().Has(EventKind::kMissed));
  EXPECT_FALSE(Exchange().Has(EventKind::kPeerFin));
}

TEST(Transcript, SurvivesTheRoundTrip) {
  std::string all_bytes;
  for (int byte = 0; byte < 256; ++byte) all_bytes += static_cast<char>(byte);
  ConnectionTranscript second{
      .name = "2", .tls = false, .tls_version = {}, .alpn = all_bytes, .events = {}};
  for (int kind = 0; kind <= static_cast<int>(EventKind::kMissed); ++kind) {
    second.events.push_back({.at_us = -kind,
                             .kind = static_cast<EventKind>(kind),
                             .bytes = all_bytes,
                             .detail = all_bytes});
  }
  const Transcript transcript{.connections = {Exchange(), second}, .missed = "step 3: await close"};
  const std::string text = JsonText(TranscriptToJson(transcript));
  EXPECT_EQ(TranscriptFromJson(*ParseJson(text)), transcript);
  EXPECT_EQ(TranscriptFromJson(TranscriptToJson(Transcript{})), Transcript{});
}

TEST(Transcript, RefusesWhatIsNone) {
  const auto error = [](const std::string& text) {
    const auto transcript = TranscriptFromJson(*ParseJson(text));
    return transcript ? std::string("no error") : transcript.error();
  };
  EXPECT_EQ(error("[]"), ": expected a transcript: an object");
  EXPECT_EQ(error("{}"), "/connections: expected an array of connections");
  EXPECT_EQ(error(R"({"connections": [], "x": 1})"),
            "/x: unknown key; expected connections, missed");
  EXPECT_EQ(error(R"({"connections": [{"events": [{"at_us": 1, "kind": "sneezed"}]}]})"),
            "/connections/0/events/0/kind: expected the name of a kind of event");
  EXPECT_EQ(error(R"({"connections": [{"events": [{"at_us": "1"}]}]})"),
            "/connections/0/events/0/at_us: expected microseconds: a whole number");
  EXPECT_EQ(error(R"({"connections": [{"name": "€", "events": []}]})"),
            "/connections/0/name: expected octets: a string");
}

TEST(TranscriptText, ReadsAsAnExchange) {
  const Transcript transcript{.connections = {Exchange()},
                              .missed = "step 3: await close (19 bytes so far)"};
  EXPECT_EQ(TranscriptToText(transcript), R"(connection main, TLSv1.3, ALPN http/1.1
      0.0 ms * connected
      1.2 ms * handshake-done: TLSv1.3
      1.3 ms > GET / HTTP/1.1\r\n
             > Host: h\r\n
             > \r\n
     12.3 ms < HTTP/1.1 200 OK\r\n
             < \r\n
             < \x01\xff\\\t
     12.4 ms < x
   2000.0 ms * missed: await close
missed: step 3: await close (19 bytes so far)
)");
}

TEST(TranscriptText, ShortensLongRunsInTheMiddle) {
  ConnectionTranscript connection{.name = "1",
                                  .tls = false,
                                  .tls_version = {},
                                  .alpn = {},
                                  .events = {Received(0, std::string(50, 'a') + "bcd")}};
  EXPECT_EQ(TranscriptToText({.connections = {connection}, .missed = {}}, 7),
            "connection 1\n"
            "      0.0 ms < aaaa\n"
            "             < ... 46 bytes left out ...\n"
            "             < bcd\n");
}

}  // namespace
}  // namespace wireproof::script
