// Rules for connections, {"wireproof": {"connect": {...}}}, from and to JSON. Private to this
// folder.
#pragma once

#include <string>

#include "mockserver/stub/stub.h"
#include "mockserver/stub/stub_reader.h"
#include "mockserver/stub/wire_json.h"

namespace wireproof::mock {

ConnectRule ReadConnectRule(StubReader& reader, const Json& value, const std::string& pointer);
Json ConnectRuleToJson(const ConnectRule& rule);

// Refuses what a rule for connections has no place for: requests, responses, their conditions.
void CheckConnectStub(StubReader& reader, const WireExtension& extension, const Answer& answer,
                      const StubMembers& members, const std::string& pointer);

}  // namespace wireproof::mock
