#include "wireproof/received_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "mockserver/builder_json.h"
#include "mockserver/json/json_equality.h"

namespace wireproof::mock {
namespace {

// What is shown of a body.
constexpr std::size_t kMostShown = 1'000;

bool EqualName(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string Printable(std::string_view octets) {
  constexpr unsigned char kDelete = 0x7f;
  std::string text;
  for (const char c : octets.substr(0, kMostShown)) {
    const auto octet = static_cast<unsigned char>(c);
    if ((octet >= ' ' && octet != kDelete) || c == '\n' || c == '\t') {
      text += c;
    } else {
      text += fmt::format("\\x{:02x}", octet);
    }
  }
  if (octets.size() > kMostShown) text += fmt::format("... ({} octets)", octets.size());
  return text;
}

}  // namespace

std::optional<std::string> ReceivedRequest::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (EqualName(key, name)) return value;
  }
  return std::nullopt;
}

std::vector<std::string> ReceivedRequest::HeaderValues(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : headers) {
    if (EqualName(key, name)) values.push_back(value);
  }
  return values;
}

std::vector<std::string> ReceivedRequest::QueryValues(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : query) {
    if (key == name) values.push_back(value);
  }
  return values;
}

std::string Describe(const ReceivedRequest& request) {
  std::string text = fmt::format("{} {}", request.method, Printable(request.target));
  for (const auto& [name, value] : request.headers) {
    text += fmt::format("\n  {}: {}", Printable(name), Printable(value));
  }
  if (!request.body.empty()) text += "\n\n  " + Printable(request.body);
  return text;
}

std::ostream& operator<<(std::ostream& out, const ReceivedRequest& request) {
  return out << Describe(request);
}

bool EqualsJson(std::string_view actual, std::string_view expected) {
  const Json wanted = JsonOfUser("EqualsJson", expected);
  if (auto usable = CheckPlaceholders(wanted); !usable) Refuse("EqualsJson", usable.error());
  const auto got = ReadJson(actual);
  return got && JsonDistance(wanted, *got, {}) == 0;
}

}  // namespace wireproof::mock
