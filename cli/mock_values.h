// Options of wireproof mock whose values are read with words for what is wrong with them:
// "--port abc: expected a TCP port, 0 to 65535".
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace wireproof::cli {

// Reads a value. The error is what was expected, in words.
template <typename Value>
using ValueReader = std::expected<Value, std::string> (*)(std::string_view text);

std::expected<std::uint16_t, std::string> ReadPort(std::string_view text);
std::expected<std::uint64_t, std::string> ReadCount(std::string_view text);
// "65536", "64KB", "64 MiB": a kilobyte is 1024 octets; at least what a journal takes.
std::expected<std::uint64_t, std::string> ReadJournalBytes(std::string_view text);
// What must not be empty or blank, as an unset variable of a shell is.
std::expected<std::string, std::string> ReadText(std::string_view text);
// The same for what clients must show.
std::expected<std::string, std::string> ReadSecret(std::string_view text);
// "user:password"
std::expected<std::string, std::string> ReadCredentials(std::string_view text);
// A name or an address, as it is in Host without the port.
std::expected<std::string, std::string> ReadHostName(std::string_view text);
std::expected<bool, std::string> ReadBool(std::string_view text);
// A host, perhaps with "*", an address, or a range.
std::expected<std::string, std::string> ReadProxyTarget(std::string_view text);
// A regular expression that systemValue can use.
std::expected<std::string, std::string> ReadKeyPattern(std::string_view text);

// An option with one value, which `take` is given; it says what was expected instead.
CLI::Option* AddText(CLI::App& verb, const std::string& names,
                     std::function<std::expected<void, std::string>(const std::string&)> take,
                     const std::string& help);

// The same, read. `out`: a Value, or an optional one; it must outlive the parser.
template <typename Value, typename Out>
CLI::Option* AddValue(CLI::App& verb, const std::string& names, Out& out, ValueReader<Value> read,
                      const std::string& help = {}) {
  const auto take = [&out, read](const std::string& text) -> std::expected<void, std::string> {
    auto value = read(text);
    if (!value) return std::unexpected(std::move(value.error()));
    out = std::move(*value);
    return {};
  };
  return AddText(verb, names, take, help);
}

// An option with several values, one for each time it is given or between commas; none is empty.
CLI::Option* AddList(CLI::App& verb, const std::string& names, std::vector<std::string>& out,
                     ValueReader<std::string> read, const std::string& help);

}  // namespace wireproof::cli
