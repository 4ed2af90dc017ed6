#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/verdict/observation.h"
#include "harness/verdict/test_values.h"
#include "tests/schema_file.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;

std::string AllBytes() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

// Every member away from its default.
Observation Everything() {
  Observation observation;
  ObservedConnection connection = On("main", {Response(200, AllBytes(), {{"X", AllBytes()}})});
  connection.handshake = Handshake::kDone;
  connection.tls_version = "TLSv1.3";
  connection.alpn = "http/1.1";
  connection.received = AllBytes();
  connection.fate = Fate::kHalfClosed;
  connection.close_notify = true;
  connection.residue = Residue::kLeftOver;
  script::Message& message = connection.messages.messages[0];
  message.reason = AllBytes();
  message.trailers = {{"T", "1"}, {"T", "2"}};
  message.framing = script::Framing::kChunked;
  message.complete = false;
  message.announces_close = true;
  connection.messages.interim = {Response(100)};
  connection.messages.heads = 2;
  connection.messages.surplus = AllBytes();
  connection.messages.malformed = script::Malformed{"bad-line", 17, AllBytes()};
  observation.connections = {connection, On("second", {Request("GET", AllBytes())})};
  observation.client.emplace();
  observation.client->responses = {Response(404)};
  observation.client->failure = Failure(FailureKind::kIncomplete, 3, AllBytes());
  observation.client->failure->at = "body";
  observation.client->failure->message = AllBytes();
  observation.crashed = true;
  observation.missed = "step 2, \xff";
  return observation;
}

std::vector<Observation> Samples() {
  std::vector<Observation> samples{Observation{}, Answered({}), Everything(),
                                   Reported({Response(200)})};
  for (const Fate fate : {Fate::kKept, Fate::kClosed, Fate::kReset, Fate::kHalfClosed, Fate::kHung})
    samples.push_back(Answered({Response(200)}, fate));
  for (const Residue residue :
       {Residue::kNotProbed, Residue::kClean, Residue::kLeftOver, Residue::kPoisoned}) {
    samples.push_back(Answered({}));
    samples.back().connections[0].residue = residue;
  }
  for (const Handshake handshake : {Handshake::kNone, Handshake::kDone, Handshake::kRefusedByPeer,
                                    Handshake::kRefusedByUs, Handshake::kCut, Handshake::kHung}) {
    samples.push_back(Answered({}));
    samples.back().connections[0].handshake = handshake;
  }
  using enum FailureKind;
  for (const FailureKind kind :
       {kConnect, kTls, kTimeout, kClosed, kIncomplete, kProtocol, kRefused, kOther})
    samples.push_back(Failed(kind));
  for (const script::Framing framing : {script::Framing::kNone, script::Framing::kContentLength,
                                        script::Framing::kChunked, script::Framing::kClose}) {
    samples.push_back(Answered({Response(200)}));
    samples.back().connections[0].messages.messages[0].framing = framing;
  }
  return samples;
}

TEST(ObservationJson, ComesBackAsItWent) {
  for (const Observation& sample : Samples()) {
    const json value = json::parse(ObservationToJson(sample).dump());
    const auto back = ObservationFromJson(value);
    ASSERT_TRUE(back) << back.error();
    EXPECT_EQ(*back, sample) << value.dump(1);
  }
}

TEST(ObservationJson, FollowsItsSchema) {
  const SchemaFile schema(WIREPROOF_OBSERVATION_SCHEMA);
  for (const Observation& sample : Samples()) {
    const json value = ObservationToJson(sample);
    EXPECT_TRUE(schema.Accepts(value)) << value.dump(1);
  }
}

// Codec and schema refuse the same values.
TEST(ObservationJson, RefusesWhatIsNoObservation) {
  struct Row {
    std::string pointer;  // "" and a patch that is no object: the whole value
    json patch;
    std::string error;
  };
  const Row rows[] = {
      {"", json::array(), "/: expected an object"},
      {"", json::object(), "/: member connections is missing"},
      {"/connections", 1, "/connections: expected an array"},
      {"/x", 1, "/: unknown member x"},
      {"/missed", 1, "/missed: expected octets: a string of characters up to U+00FF"},
      {"/crashed", "no", "/crashed: expected true or false"},
      {"/client", 1, "/client: expected an object"},
      {"/client/x", 1, "/client: unknown member x"},
      {"/client/failure/kind", "odd",
       "/client/failure/kind: expected one of connect, tls, timeout, closed, incomplete, protocol, "
       "refused, other"},
      {"/client/failure/request", -1, "/client/failure/request: expected a number from 0 up"},
      {"/client/failure/request", 1.5, "/client/failure/request: expected a number from 0 up"},
      {"/connections/0/fate", "gone",
       "/connections/0/fate: expected one of kept, closed, reset, half-closed, hung"},
      {"/connections/0/residue", nullptr,
       "/connections/0/residue: expected one of not probed, clean, left over, poisoned"},
      {"/connections/0/messages/heads", "2",
       "/connections/0/messages/heads: expected a number from 0 up"},
      {"/connections/0/messages/messages/0/framing", "odd",
       "/connections/0/messages/messages/0/framing: expected one of none, content-length, chunked, "
       "close"},
      {"/connections/0/messages/messages/0/fields/0", json::array({"a"}),
       "/connections/0/messages/messages/0/fields/0: expected a pair: name and value"},
      {"/connections/0/messages/malformed/offset", json::array(),
       "/connections/0/messages/malformed/offset: expected a number from 0 up"},
      {"/connections/0/x~y", 1, "/connections/0: unknown member x~y"},
  };
  const SchemaFile schema(WIREPROOF_OBSERVATION_SCHEMA);
  for (const Row& row : rows) {
    json value = ObservationToJson(Everything());
    if (row.pointer == "/connections/0/x~y")
      value["connections"][0]["x~y"] = row.patch;
    else
      value[json::json_pointer(row.pointer)] = row.patch;
    const auto back = ObservationFromJson(value);
    ASSERT_FALSE(back) << row.pointer;
    EXPECT_EQ(back.error(), row.error);
    EXPECT_FALSE(schema.Accepts(value)) << row.pointer;
  }
}

TEST(ObservationJson, RefusesCharactersThatAreNoOctets) {
  json value = ObservationToJson(Observation{});
  value["missed"] = "\u0100";
  EXPECT_FALSE(ObservationFromJson(value));
}

}  // namespace
}  // namespace wireproof::harness
