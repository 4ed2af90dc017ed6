#include "cli/mock_values.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "http/net/address.h"
#include "mockserver/journal/journal_size.h"
#include "mockserver/match/java_regex.h"
#include "mockserver/serve/proxy_policy.h"

namespace wireproof::cli {
namespace {

using Failure = std::unexpected<std::string>;

template <typename Number>
std::optional<Number> WholeNumber(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// How far a unit shifts a number: "KB", "KiB" and "K" by 10.
std::optional<int> ShiftOf(std::string_view unit) {
  std::string lower(unit);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower.empty() || lower == "b") return 0;
  const std::size_t power = std::string_view("kmgt").find(lower.front());
  const std::string rest = lower.substr(1);
  if (power == std::string_view::npos || (rest != "" && rest != "b" && rest != "i" && rest != "ib"))
    return std::nullopt;
  return static_cast<int>(power + 1) * 10;
}

std::optional<std::uint64_t> Octets(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = WholeNumber<std::uint64_t>(text.substr(0, digits));
  std::string_view unit = text.substr(digits);
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  const auto shift = ShiftOf(unit);
  if (!number || !shift || *number > (UINT64_MAX >> *shift)) return std::nullopt;
  return *number << *shift;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// The name in messages is the first of "--bind-address,--host".
[[noreturn]] void RefuseValue(const std::string& names, const std::string& text,
                              const std::string& expected) {
  const std::string name = names.substr(0, names.find(','));
  throw CLI::ValidationError(fmt::format("{} {}", name, text), expected);
}

}  // namespace

std::expected<std::uint16_t, std::string> ReadPort(std::string_view text) {
  if (const auto port = WholeNumber<std::uint16_t>(text)) return *port;
  return Failure("expected a TCP port, 0 to 65535");
}

std::expected<std::uint64_t, std::string> ReadCount(std::string_view text) {
  if (const auto number = WholeNumber<std::uint64_t>(text)) return *number;
  return Failure("expected a whole number, 0 to 18446744073709551615");
}

std::expected<std::uint64_t, std::string> ReadJournalBytes(std::string_view text) {
  const auto octets = Octets(text);
  if (octets && *octets >= mock::kLeastJournalBytes && *octets <= mock::kMostJournalBytes) {
    return *octets;
  }
  return Failure(fmt::format("expected a size of {}KB to {}GB, such as 512KB or 64MB",
                             mock::kLeastJournalBytes >> 10, mock::kMostJournalBytes >> 30));
}

std::expected<std::string, std::string> ReadText(std::string_view text) {
  if (!IsBlank(text)) return std::string(text);
  return Failure("expected a value, not nothing");
}

std::expected<std::string, std::string> ReadSecret(std::string_view text) {
  if (!IsBlank(text)) return std::string(text);
  return Failure("expected what clients must show, not nothing");
}

std::expected<std::string, std::string> ReadCredentials(std::string_view text) {
  if (text.contains(':')) return std::string(text);
  return Failure("expected a name and a password: user:password");
}

std::expected<std::string, std::string> ReadHostName(std::string_view text) {
  const auto of_a_name = [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '.' || c == '_' || c >= 0x80;
  };
  if (net::ParseIpAddress(text)) return std::string(text);
  if (!text.empty() && std::ranges::all_of(text, of_a_name)) return std::string(text);
  return Failure("expected a host's name or address, without a scheme or a port");
}

std::expected<bool, std::string> ReadBool(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return Failure("expected true or false");
}

std::expected<std::string, std::string> ReadProxyTarget(std::string_view text) {
  if (mock::IsProxyEntry(text)) return std::string(text);
  return Failure(
      "expected a host (api.example.com, *.example.com), an address (192.0.2.1) or a range "
      "(192.0.2.0/24, 192.0.2.1-192.0.2.9), without a scheme or a port");
}

std::expected<std::string, std::string> ReadKeyPattern(std::string_view text) {
  if (text.empty() || text.starts_with("--"))
    return Failure("expected regular expressions between commas");
  const auto regex = mock::JavaRegex::Compile(text);
  if (regex) return std::string(text);
  return Failure("expected regular expressions between commas: " + regex.error());
}

CLI::Option* AddText(CLI::App& verb, const std::string& names,
                     std::function<std::expected<void, std::string>(const std::string&)> take,
                     const std::string& help) {
  return verb.add_option_function<std::string>(
      names,
      [names, take = std::move(take)](const std::string& text) {
        if (auto taken = take(text); !taken) RefuseValue(names, text, taken.error());
      },
      help);
}

CLI::Option* AddList(CLI::App& verb, const std::string& names, std::vector<std::string>& out,
                     ValueReader<std::string> read, const std::string& help) {
  return verb
      .add_option_function<std::vector<std::string>>(
          names,
          [names, &out, read](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) {
              auto value = read(text);
              if (!value) RefuseValue(names, text, value.error());
              out.push_back(std::move(*value));
            }
          },
          help)
      ->delimiter(',')
      ->allow_extra_args(false);
}

}  // namespace wireproof::cli
