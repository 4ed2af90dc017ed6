// JSON as the mock server handles it: members keep their order, numbers keep their digits.
//
// A Json is nlohmann's ordered value. A number that neither a 64-bit integer nor the shortest text
// of a double gives back (1.10, 1e2, 1e400, 30-digit integers) is kept as its text, in a binary
// value of subtype kExactNumber: ask IsNumber, NumberText and CompareNumbers, never is_number().
// Everything from outside comes in by ReadJson and goes out by WriteJson.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace wireproof::mock {

using Json = nlohmann::ordered_json;

// Why a text or a value was refused. `pointer` is a JSON pointer (RFC 6901) into the document.
struct JsonProblem {
  std::string pointer = {};
  std::string message = {};  // what was found and what was expected; printable ASCII
  bool operator==(const JsonProblem&) const = default;
};

struct JsonReading {
  // Comments and 'single quoted' strings, as WireMock's reader takes them in stubs.
  bool relaxed = false;
  // Refused in stubs; in bodies the last one counts, as in WireMock.
  bool refuse_duplicate_keys = false;
  // Copying and writing nested values recurses: nlohmann crashes at 100,000 levels.
  std::size_t max_depth = 200;
  std::size_t max_bytes = std::size_t{64} << 20;
};

// Reads one JSON text with nothing but whitespace (and comments, if relaxed) around it, in linear
// time. Never throws. Not UTF-8 is refused; an escaped half of a surrogate pair becomes U+FFFD. A
// problem of syntax has the pointer of the value it was noticed in, and the line and column in its
// message.
std::expected<Json, JsonProblem> ReadJson(std::string_view text, const JsonReading& reading = {});

enum class JsonLayout : std::uint8_t {
  kCompact,  // no whitespace
  kPretty,   // two spaces a level, `"a" : 1`: Jackson's default pretty printer
};

// The text of a value; exact numbers as they were read. Bytes that are not UTF-8 become U+FFFD.
std::string WriteJson(const Json& value, JsonLayout layout = JsonLayout::kCompact);

inline constexpr std::uint8_t kExactNumber = 1;

bool IsNumber(const Json& value);
// The digits of a number as they were read, or as nlohmann writes them. Requires IsNumber.
std::string NumberText(const Json& value);
// The nearest double. Requires IsNumber.
double NumberValue(const Json& value);
// A number of that text (which must follow JSON's grammar); exact only where that is needed.
Json MakeNumber(std::string_view text);
// By value, exactly, whatever the spelling: 1 equals 1.0 and 1e0. Requires IsNumber of both.
// Negative, zero or positive. Exponents beyond a named limit are compared as doubles.
int CompareNumbers(const Json& a, const Json& b);

// Equal as JSON: numbers by value, objects whatever the order of their members.
bool EqualJson(const Json& a, const Json& b);

// Jackson's asText for a scalar, else the compact JSON: what JSONPath hands to string operators.
std::string JsonAsText(const Json& value);

// RFC 6901: the parent's pointer with one more step, escaped.
std::string PointerTo(std::string_view parent, std::string_view key);
std::string PointerTo(std::string_view parent, std::size_t index);

}  // namespace wireproof::mock
