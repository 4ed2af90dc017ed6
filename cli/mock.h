// wireproof mock, in its parts.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/serve/settings.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace wireproof::cli {

// What the command line says.
struct MockArguments {
  std::optional<std::uint16_t> port;
  bool no_http = false;
  std::string host;
  std::string port_file, https_port_file, admin_port_file;
  std::string root_dir;
  bool root_dir_empty = false;  // it was given, as nothing
  bool reload = false;
  std::optional<std::uint16_t> https_port;
  std::string https_cert, https_key, https_client_ca;  // files
  bool https_require_client_cert = false;
  std::optional<std::uint16_t> admin_port;
  std::string admin_token, admin_basic_auth;
  std::vector<std::string> admin_hosts;
  std::optional<std::uint64_t> journal_bytes, journal_entries, journal_message_bytes;
  bool no_journal = false;
  bool templating_for_all = false, no_templating = false;
  std::vector<std::string> system_keys, allow_proxy, deny_proxy;
  std::optional<std::uint64_t> seed;
  bool strict = false;
  std::string access_log;
  bool exit_with_parent = false;
  std::string check;  // --check DIR

  // WireMock's, with --compat wiremock only.
  std::string compat;
  std::string chunked;
  std::string proxy_all;
  std::optional<std::uint64_t> proxy_timeout_ms;
  bool no_gzip = false, preserve_host = false, trust_all_targets = false;
  std::optional<bool> proxy_pass_through;
  std::vector<std::string> ignored;      // flags that were given and mean nothing here
  std::vector<std::string> refused;      // "--flag: why not"
  std::vector<std::string> only_compat;  // flags given of those above

  // "--flag=text": WireMock's parser takes that and heeds only the flag.
  struct SwitchValue {
    std::string name, text;
    bool* on = nullptr;
  };
  std::vector<SwitchValue> switch_values;
  std::vector<std::string> strays;  // what belongs to no option

  bool compat_wiremock() const { return compat == "wiremock"; }
};

// A flag, which may have "=true" or "=false" behind it. Settled by SettleSwitches.
CLI::Option* AddSwitch(CLI::App& verb, MockArguments& arguments, const std::string& name, bool& out,
                       const std::string& help);
// What was said behind flags, by our rules or WireMock's. The error is in words.
std::expected<void, std::string> SettleSwitches(const MockArguments& arguments);

// Flags that the help does not show are in this group: they are for scripts that have them already.
inline constexpr char kHiddenGroup[] = "WireMock";

// WireMock's own flags: those that mean something, nothing, or cannot be had here.
void AddWireMockFlags(CLI::App& verb, MockArguments& arguments);

// The options of the server. The error is in words.
std::expected<mock::MockOptions, std::string> ToOptions(const MockArguments& arguments);

// Prints "wireproof mock: words" to standard error and gives the exit code for bad input.
int BadMockInput(const std::string& words);

// --check DIR: validates a folder of stubs; gives the exit code.
int CheckMappings(const std::string& directory, bool compat_wiremock);

// Runs until it is told to stop; gives the exit code.
int ServeMock(const MockArguments& arguments, mock::MockOptions options);

}  // namespace wireproof::cli
