// What a mock server is told at start, and what can be changed while it runs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/wire/limits.h"
#include "mockserver/journal/journal.h"
#include "mockserver/stub/reply.h"
#include "mockserver/stub/stub.h"

namespace wireproof::mock {

// Who may be proxied to: nobody, unless allowed. Entries are host globs, addresses or ranges
// (proxy_policy.h); loopback, link-local and private ranges count as denied until they are allowed
// by name.
struct ProxyPolicy {
  std::vector<std::string> allow = {};
  std::vector<std::string> deny = {};
  std::chrono::milliseconds timeout{300'000};
  bool preserve_host = false;
  bool trust_all_certificates = false;
  bool pass_through = true;  // settings.proxyPassThrough
};

struct HttpsOptions {
  std::uint16_t port = 0;
  // PEM. Empty: a throw-away authority is made and issues a certificate for localhost and the host.
  std::string cert_pem = {};
  std::string key_pem = {};
  // mTLS: PEM of the authorities that clients' certificates must come from.
  bool require_client_cert = false;
  std::string client_ca_pem = {};  // empty and required: the throw-away authority
};

struct MockOptions {
  std::string host = "127.0.0.1";
  std::optional<std::uint16_t> port = std::uint16_t{0};  // unset: no plain HTTP
  std::optional<HttpsOptions> https = {};
  // The admin API: on every port under /__admin, unless it has a port of its own.
  std::optional<std::uint16_t> admin_port = {};
  std::string admin_token = {};               // Authorization: Bearer ...; empty: none needed
  std::string admin_basic_auth = {};          // "user:password"
  std::vector<std::string> admin_hosts = {};  // besides loopback names: Host values allowed
  std::string root_dir = {};                  // empty: no files
  bool reload = false;                        // watch mappings/ and load what changes
  bool compat_wiremock = false;
  ReplyHabits replies = {};
  JournalOptions journal = {};
  ProxyPolicy proxy = {};
  std::vector<std::string> permitted_system_keys = {"wiremock.*"};
  std::optional<std::uint64_t> seed = {};  // unset: from the system
  wire::Limits limits = {};
  std::size_t max_body_bytes = std::size_t{64} << 20;
  std::size_t max_connections = 10'000;
  // For a whole request, from the answer to the one before; and for the client to take an answer.
  std::chrono::milliseconds idle_timeout{300'000};
  bool defer_accept = false;  // TCP_DEFER_ACCEPT: off, a test may want to see the bare connect
  bool strict = false;        // every stub is strict (findings)
  // One line a request, JSON; empty function: none.
  std::function<void(std::string_view line)> access_log = {};
  std::function<void(std::string_view line)> log = {};
};

// Changed by /__admin/settings.
struct LiveSettings {
  std::optional<double> fixed_delay_ms = {};
  std::optional<Delay> delay = {};
  bool proxy_pass_through = true;
  SharedJson extended = {};
};

}  // namespace wireproof::mock
