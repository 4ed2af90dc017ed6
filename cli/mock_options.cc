// The options of the mock server, from what the command line says.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "cli/mock.h"
#include "http/net/address.h"
#include "http/net/loop.h"
#include "http/net/tcp.h"
#include "mockserver/serve/https_pem.h"

namespace wireproof::cli {
namespace {

using Failure = std::unexpected<std::string>;

constexpr std::uint16_t kWireMockPort = 8080;

// An option with a file of certificates or a key.
struct PemOption {
  std::string_view name;
  const std::string& file;
  mock::HttpsPem what;
  std::string& text;
};

std::expected<void, std::string> ReadPems(const MockArguments& arguments,
                                          mock::HttpsOptions& https) {
  using enum mock::HttpsPem;
  const PemOption options[] = {
      {"--https-cert", arguments.https_cert, kCertificate, https.cert_pem},
      {"--https-key", arguments.https_key, kKey, https.key_pem},
      {"--https-client-ca", arguments.https_client_ca, kClientAuthorities, https.client_ca_pem}};
  for (const PemOption& option : options) {
    if (option.file.empty()) continue;
    std::ifstream in(option.file, std::ios::binary);
    option.text.assign(std::istreambuf_iterator<char>(in), {});
    if (!in || option.text.empty()) {
      return Failure(
          fmt::format("{} {}: it cannot be read, or is empty", option.name, option.file));
    }
  }
  const auto problem = mock::CheckPems(https);
  if (!problem) return {};
  for (const PemOption& option : options) {
    if (option.what != problem->what) continue;
    return Failure(fmt::format("{} {}: {}", option.name, option.file, problem->message));
  }
  return {};
}

std::expected<void, std::string> SetHttps(const MockArguments& arguments,
                                          mock::MockOptions& options) {
  const bool asked = arguments.https_port.has_value();
  const bool details = !arguments.https_cert.empty() || !arguments.https_key.empty() ||
                       !arguments.https_client_ca.empty() || arguments.https_require_client_cert;
  if (!asked && details) return Failure("the options of HTTPS go with --https-port");
  if (!asked) return {};
  if (arguments.https_cert.empty() != arguments.https_key.empty()) {
    return Failure("--https-cert and --https-key go together");
  }
  mock::HttpsOptions https;
  https.port = *arguments.https_port;
  https.require_client_cert = arguments.https_require_client_cert;
  if (auto read = ReadPems(arguments, https); !read) return read;
  if (!https.client_ca_pem.empty()) https.require_client_cert = true;
  options.https = std::move(https);
  return {};
}

void SetJournal(const MockArguments& arguments, mock::JournalOptions& journal) {
  journal.enabled = !arguments.no_journal;
  if (arguments.journal_bytes) journal.bytes = *arguments.journal_bytes;
  if (arguments.journal_entries) journal.max_entries = *arguments.journal_entries;
  if (arguments.journal_message_bytes) {
    journal.max_octets_of_message = *arguments.journal_message_bytes;
  }
}

void SetReplies(const MockArguments& arguments, mock::ReplyHabits& replies) {
  using Chunked = mock::ReplyHabits::Chunked;
  replies.global_templating = arguments.templating_for_all;
  replies.templating = !arguments.no_templating;
  replies.wiremock_wire = arguments.compat_wiremock();
  replies.gzip = !arguments.no_gzip;
  if (arguments.chunked == "never") replies.chunked = Chunked::kNever;
  if (arguments.chunked == "body_file") replies.chunked = Chunked::kBodyFile;
}

// "http://host:port/..." -> "host"
std::string HostOf(std::string url) {
  if (const auto scheme = url.find("://"); scheme != std::string::npos) url.erase(0, scheme + 3);
  url.erase(std::min(url.find_first_of("/?"), url.size()));
  if (url.starts_with('[')) return url.substr(1, url.find(']') - 1);
  url.erase(std::min(url.rfind(':'), url.size()));
  return url;
}

void SetProxy(const MockArguments& arguments, mock::ProxyPolicy& proxy) {
  proxy.allow = arguments.allow_proxy;
  proxy.deny = arguments.deny_proxy;
  // Whoever says where everything goes allows that.
  if (!arguments.proxy_all.empty()) proxy.allow.push_back(HostOf(arguments.proxy_all));
  if (arguments.proxy_timeout_ms) {
    proxy.timeout = std::chrono::milliseconds(*arguments.proxy_timeout_ms);
  }
  proxy.preserve_host = arguments.preserve_host;
  proxy.trust_all_certificates = arguments.trust_all_targets;
  if (arguments.proxy_pass_through) proxy.pass_through = *arguments.proxy_pass_through;
}

// Listening takes a numeric address: the first of a name.
std::expected<std::string, std::string> NumericHost(const std::string& host) {
  if (net::ParseIpAddress(host)) return host;
  net::EventLoop loop;
  auto addresses = loop.RunTask(net::Resolve(loop.executor(), host));
  if (addresses && !addresses->empty()) return addresses->front();
  const std::string why = addresses ? "it has no address" : addresses.error().message;
  return Failure(
      fmt::format("--bind-address {}: expected an address or a host's name: {}", host, why));
}

// WireMock makes the folders that are not there; else a folder that is not there is a mistake.
std::expected<void, std::string> FindRoot(const std::string& root, bool compat) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (root.empty()) return {};
  if (compat) {
    for (const char* folder : {"mappings", "__files"}) {
      fs::create_directories(fs::path(root) / folder, error);
    }
  }
  if (fs::is_directory(root, error)) return {};
  if (compat) return Failure(fmt::format("--root-dir {}: the folder cannot be made", root));
  return Failure(fmt::format("--root-dir {}: there is no such folder", root));
}

// Owns the file that lines go to.
std::expected<std::function<void(std::string_view)>, std::string> OpenAccessLog(
    const std::string& file) {
  std::FILE* out = file == "-" ? stdout : std::fopen(file.c_str(), "ae");
  if (out == nullptr) return Failure(file + " cannot be written");
  std::shared_ptr<std::FILE> owner(out, [](std::FILE* it) {
    if (it != stdout) std::fclose(it);
  });
  return [owner](std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), owner.get());
    std::fputc('\n', owner.get());
    std::fflush(owner.get());
  };
}

}  // namespace

std::expected<mock::MockOptions, std::string> ToOptions(const MockArguments& arguments) {
  const bool compat = arguments.compat_wiremock();
  mock::MockOptions options;
  options.compat_wiremock = compat;
  options.host = compat ? "0.0.0.0" : "127.0.0.1";
  if (!arguments.host.empty()) {
    auto host = NumericHost(arguments.host);
    if (!host) return Failure(host.error());
    options.host = *std::move(host);
  }
  options.port = arguments.port.value_or(compat ? kWireMockPort : std::uint16_t{0});
  if (arguments.no_http) options.port.reset();
  if (auto set = SetHttps(arguments, options); !set) return Failure(set.error());
  if (!options.port && !options.https) return Failure("--disable-http goes with --https-port");
  options.admin_port = arguments.admin_port;
  options.admin_token = arguments.admin_token;
  options.admin_basic_auth = arguments.admin_basic_auth;
  options.admin_hosts = arguments.admin_hosts;
  if (arguments.root_dir_empty) {
    if (!compat) return Failure("--root-dir : expected a folder, not nothing");
    fmt::print(stderr, "wireproof mock: --root-dir is empty: the current folder, as in WireMock\n");
  }
  options.root_dir = !arguments.root_dir.empty() ? arguments.root_dir : compat ? "." : "";
  if (auto found = FindRoot(options.root_dir, compat); !found) return Failure(found.error());
  options.reload = arguments.reload;
  if (options.reload && options.root_dir.empty()) return Failure("--reload goes with --root-dir");
  SetReplies(arguments, options.replies);
  SetJournal(arguments, options.journal);
  SetProxy(arguments, options.proxy);
  if (!arguments.system_keys.empty()) options.permitted_system_keys = arguments.system_keys;
  options.seed = arguments.seed;
  options.strict = arguments.strict;
  if (!arguments.access_log.empty()) {
    auto log = OpenAccessLog(arguments.access_log);
    if (!log) return Failure(log.error());
    options.access_log = std::move(*log);
  }
  options.log = [](std::string_view line) { fmt::print(stderr, "wireproof mock: {}\n", line); };
  return options;
}

}  // namespace wireproof::cli
