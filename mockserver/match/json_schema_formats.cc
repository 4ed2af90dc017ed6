#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

#include "mockserver/match/json_schema_program.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {
namespace {

struct Format {
  std::string_view name;
  std::string_view pattern;  // of the whole text
};

// By the grammars that the specifications name, as far as regular expressions can say them.
constexpr std::array kFormats = {
    Format{"uuid", "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"},
    Format{"email", R"([^\s@"(),:;<>\[\\\]]+@[^\s@"(),:;<>\[\\\]]+)"},
    Format{"idn-email", R"([^\s@"(),:;<>\[\\\]]+@[^\s@"(),:;<>\[\\\]]+)"},
    Format{"hostname",
           "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)"
           "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"},
    Format{"time",
           "(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?"
           "(?:[zZ]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"},
    Format{"json-pointer", "(?:/(?:[^/~]|~[01])*)*"},
    Format{"relative-json-pointer", "(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^/~]|~[01])*)*)"},
    Format{"uri", R"([a-zA-Z][a-zA-Z0-9+.-]*:[!-;=?-Z\[\]_a-z~]*)"},
    Format{"iri", R"([a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>"{}|\\^`]*)"},
    Format{"uri-reference", R"([!-;=?-Z\[\]_a-z~]*)"},
    Format{"iri-reference", R"([^\s<>"{}|\\^`]*)"},
    Format{"uri-template", R"((?:[^\s<>"{}|\\^`]|\{[^{}]+\})*)"},
    Format{"duration",
           "P(?:[0-9]+W|(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
           "(?:T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)"},
};

bool IsAddress(int family, std::string_view text) {
  std::array<unsigned char, 16> address{};
  const std::string whole(text);
  return whole.size() == text.size() && !text.contains('\0') &&
         inet_pton(family, whole.c_str(), address.data()) == 1;
}

bool IsDate(std::string_view text) {
  constexpr std::size_t kSize = 10;
  return text.size() == kSize && ParseDateTime(text).has_value();
}

// RFC 3339: a second 60 is a leap second, which dates do not know otherwise.
bool IsDateTime(std::string_view text) {
  constexpr std::size_t kDateSize = 10;
  if (text.size() <= kDateSize || (text[kDateSize] | 0x20) != 't') return false;
  return IsDate(text.substr(0, kDateSize)) && HasFormat("time", text.substr(kDateSize + 1));
}

}  // namespace

bool HasFormat(std::string_view format, std::string_view text) {
  if (format == "date") return IsDate(text);
  if (format == "date-time") return IsDateTime(text);
  if (format == "ipv4") return IsAddress(AF_INET, text);
  if (format == "ipv6") return IsAddress(AF_INET6, text);
  if (format == "regex") return JavaRegex::Compile(text).has_value();
  const auto known = std::ranges::find(kFormats, format, &Format::name);
  if (known == kFormats.end()) return true;
  if (format == "duration" && (text == "P" || text.ends_with('T'))) return false;
  static const std::vector<JavaRegex> compiled = [] {
    std::vector<JavaRegex> regexes;
    for (const Format& each : kFormats) regexes.push_back(JavaRegex::Compile(each.pattern).value());
    return regexes;
  }();
  return compiled[static_cast<std::size_t>(known - kFormats.begin())].Matches(text);
}

}  // namespace wireproof::mock
