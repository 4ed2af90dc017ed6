// Stubs from and to WireMock's JSON (wiremock-format sections 1 to 3).
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/json/json.h"
#include "mockserver/stub/stub.h"

namespace wireproof::mock {

struct StubReading {
  RequestPatternReading request = {};
  // Takes "200" for 200, 5 for "5", 1.5 for 1, "true" for true, as WireMock does (--compat
  // wiremock); else a value of a wrong type is a problem.
  bool coerce_scalars = false;
  // Webhooks without a URL that can be called are taken too, and fail then (--compat wiremock).
  bool take_any_webhook = false;
  // Where remarks go: what is taken, and surely a mistake. Their pointers are as those of problems.
  // Null: nobody asks.
  std::vector<JsonProblem>* remarks = nullptr;
};

// Unknown members of stub, request, response and "wireproof" are problems, with their pointer.
// Members that WireMock reads and ignores (uuid, $schema, fromConfiguredStub) are taken and
// dropped. A stub without id has an empty one: the store gives it one.
std::expected<Stub, JsonProblem> StubFromJson(const Json& value, const StubReading& reading = {});

// As WireMock writes it: id, name, request, response first, `uuid` too; nothing that is unset.
// StubFromJson(StubToJson(s)) is the same stub.
Json StubToJson(const Stub& stub);

// A response definition alone: for the journal, proxy settings and recordings.
Json ResponseToJson(const ResponseDefinition& response);

// Delay distributions: {"type": "lognormal", ...}; for settings and webhooks too.
std::expected<Delay, JsonProblem> DelayFromJson(const Json& value, std::string_view pointer);
Json DelayToJson(const Delay& delay);

// The text of a mapping file: one stub, or {"mappings": [...]}. Relaxed JSON. `file` is what each
// stub remembers. Problems of the nth stub have the pointer "/mappings/n/...".
std::expected<std::vector<Stub>, JsonProblem> ReadMappings(std::string_view text,
                                                           std::string_view file,
                                                           const StubReading& reading = {});

}  // namespace wireproof::mock
