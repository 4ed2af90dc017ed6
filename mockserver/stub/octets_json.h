// Octets in the key "wireproof", by the codec of http/script, which has JSON without an order.
// Private to this folder.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/script/octets.h"
#include "http/wire/message.h"
#include "mockserver/stub/stub_reader.h"

namespace wireproof::mock {

// The same value as nlohmann's plain type; nothing where it is nested deeper than octets may be.
std::optional<nlohmann::json> PlainJson(const Json& value);
Json OrderedJson(const nlohmann::json& value);

// Composed octets with the variables named, and no others.
script::OctetsTemplate ReadOctets(StubReader& reader, const Json& value, const std::string& pointer,
                                  const std::vector<std::string_view>& variables);

// Octets of a line each: no CR, LF, NUL.
std::vector<std::string> ReadLines(StubReader& reader, const Json& value,
                                   const std::string& pointer);
Json LinesToJson(const std::vector<std::string>& lines);

// [["Name", "value"], ...]. A name need not be a token, but it is there.
wire::Fields ReadFieldList(StubReader& reader, const Json& value, const std::string& pointer);
Json FieldListToJson(const wire::Fields& fields);

}  // namespace wireproof::mock
