// HTTP/1.x messages as plain values: fields, versions and heads (RFC 9112 sections 2 to 5).
//
// Fields keep order, spelling and duplicates, so a head that was parsed and one that will be sent
// are the same type. Everything is octets in std::string; no encoding is assumed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wireproof::wire {

// One field line: the name as it was spelled, the value without the whitespace around it.
struct Field {
  std::string name = {};
  std::string value = {};
  bool operator==(const Field&) const = default;
};

// Field lines in the order in which they came or will be sent (RFC 9110 section 5.3).
using Fields = std::vector<Field>;

// HTTP-version (RFC 9112 section 2.3). 0.9 stands for a request without a version.
// Two words, not "major" and "minor": those are macros in some system headers.
struct Version {
  int major_number = 1;
  int minor_number = 1;
  auto operator<=>(const Version&) const = default;
};

inline constexpr Version kHttp09{0, 9};
inline constexpr Version kHttp10{1, 0};
inline constexpr Version kHttp11{1, 1};

// "HTTP/1.1".
std::string ToString(Version version);

// request-line and fields (RFC 9112 section 3).
struct RequestHead {
  std::string method = {};
  std::string target = {};  // request-target as sent; target.h takes it apart
  Version version = kHttp11;
  Fields fields = {};
  // The version as it was written where it is not ToString(version), or is HTTP/0.9: both are
  // legal in the CPython dialect only. Empty otherwise, and ignored when sending.
  std::string version_text = {};
  bool operator==(const RequestHead&) const = default;
};

// status-line and fields (RFC 9112 section 4).
struct ResponseHead {
  Version version = kHttp11;
  int status = 200;
  std::string reason = {};
  Fields fields = {};
  bool operator==(const ResponseHead&) const = default;
};

// The value of the first field of that name, compared without case; nothing if there is none.
// The view lives as long as `fields` is unchanged.
std::optional<std::string_view> FindFirst(const Fields& fields, std::string_view name);

// The values of all fields of that name, in order.
std::vector<std::string_view> FindAll(const Fields& fields, std::string_view name);

// All values of that name joined by ", " (RFC 9110 section 5.3); nothing if there is none.
std::optional<std::string> Combined(const Fields& fields, std::string_view name);

// The non-empty elements of a list field, over all its lines (RFC 9110 section 5.6.1). Commas in
// quoted strings do not separate, and one that is never closed reaches to the end of its line;
// whitespace around elements is removed.
std::vector<std::string_view> ListElements(const Fields& fields, std::string_view name);

// Whether one element of the list field is that token, without case: Connection, Upgrade...
bool HasToken(const Fields& fields, std::string_view name, std::string_view token);

// Removes every field of that name; says how many there were.
std::size_t Remove(Fields& fields, std::string_view name);

}  // namespace wireproof::wire
