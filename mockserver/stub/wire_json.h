// The key "wireproof" from and to JSON (docs/stubs.md). Private to this folder.
#pragma once

#include <string>

#include "mockserver/stub/stub.h"
#include "mockserver/stub/stub_reader.h"

namespace wireproof::mock {

// The members of a stub that "wireproof" leaves no room for.
struct StubMembers {
  bool response = false;
  // The first of those that have no place beside "connect"; empty if there is none.
  std::string beside_connect = {};
};

// Reads the whole key of a stub; what is about its answer goes to `answer`, whose response was read
// before. `pointer` is that of the key.
WireExtension ReadExtension(StubReader& reader, const Json& value, const std::string& pointer,
                            const StubMembers& members, Answer& answer);

// An empty object where there is nothing to say.
Json ExtensionToJson(const WireExtension& extension, const WireReply& reply);

enum class ScriptPlace : std::uint8_t { kReply, kConnection };
StubScript ReadScript(StubReader& reader, const Json& value, const std::string& pointer,
                      ScriptPlace place);
Json ScriptToJson(const StubScript& script);
bool SendsReply(const StubScript& script);

// Refuses what contradicts itself, or would have no effect.
void CheckAnswer(StubReader& reader, const Answer& answer, const std::string& response_pointer,
                 const std::string& wire_pointer);

}  // namespace wireproof::mock
