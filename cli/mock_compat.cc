// WireMock's own flags (--compat wiremock): what its users' scripts and containers pass.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/mock.h"
#include "cli/mock_values.h"
#include "mockserver/stub/base_url.h"

namespace wireproof::cli {
namespace {

// Flags about threads, buffers, caches and banners of a JVM.
constexpr const char* kIgnoredFlags[] = {"--disable-http2-plain",
                                         "--disable-http2-tls",
                                         "--disable-extensions-scanning",
                                         "--disable-request-logging",
                                         "--disable-strict-http-headers",
                                         "--disable-optimize-xml-factories-loading",
                                         "--verbose",
                                         "--print-all-network-traffic",
                                         "--disable-banner",
                                         "--local-response-templating",
                                         "--no-template-caching",
                                         "--preserve-user-agent-proxy-header",
                                         "--timeout"};
constexpr const char* kIgnoredOptions[] = {"--container-threads",
                                           "--jetty-acceptor-threads",
                                           "--jetty-accept-queue-size",
                                           "--jetty-header-buffer-size",
                                           "--jetty-header-request-size",
                                           "--jetty-header-response-size",
                                           "--jetty-stop-timeout",
                                           "--jetty-idle-timeout",
                                           "--async-response-enabled",
                                           "--async-response-threads",
                                           "--webhook-threadpool-size",
                                           "--max-template-cache-entries",
                                           "--max-http-client-connections",
                                           "--websocket-idle-timeout",
                                           "--websocket-max-text-message-size",
                                           "--websocket-max-binary-message-size",
                                           "--filename-template",
                                           "--disable-connection-reuse",
                                           "--supported-proxy-encodings"};

// What would be missed if it were ignored.
struct RefusedFlag {
  const char* name;
  bool takes_value;
  const char* why;
};
constexpr RefusedFlag kRefusedFlags[] = {
    {"--https-keystore", true, "a Java keystore cannot be read; use --https-cert and --https-key"},
    {"--keystore-password", true, "goes with --https-keystore"},
    {"--keystore-type", true, "goes with --https-keystore"},
    {"--key-manager-password", true, "goes with --https-keystore"},
    {"--https-truststore", true, "a Java keystore cannot be read; use --https-client-ca"},
    {"--truststore-password", true, "goes with --https-truststore"},
    {"--truststore-type", true, "goes with --https-truststore"},
    {"--ca-keystore", true, "there is no browser proxying"},
    {"--ca-keystore-password", true, "there is no browser proxying"},
    {"--ca-keystore-type", true, "there is no browser proxying"},
    {"--enable-browser-proxying", false, "there is no browser proxying"},
    {"--trust-proxy-target", true, "use --trust-all-proxy-targets"},
    {"--proxy-via", true, "there are no chains of proxies"},
    {"--record-mappings", false, "use POST /__admin/recordings/start"},
    {"--match-headers", true, "use captureHeaders of POST /__admin/recordings/start"},
    {"--extensions", true, "Java classes cannot be loaded"},
    {"--load-resources-from-classpath", true, "there is no classpath; use --root-dir"},
    {"--admin-api-require-https", false, "use --admin-token, or --admin-port"},
    {"--enable-stub-cors", false, "write the Access-Control-* fields into the stubs"},
};

void Ignore(CLI::App& verb, MockArguments& arguments, const char* name, bool takes_value) {
  const auto note = [&arguments, name](const CLI::results_t&) {
    arguments.ignored.emplace_back(name);
    arguments.only_compat.emplace_back(name);
    return true;
  };
  CLI::Option* option = verb.add_option(name, note)->group(kHiddenGroup);
  if (!takes_value) option->type_size(0)->expected(0);
}

void Refuse(CLI::App& verb, MockArguments& arguments, const RefusedFlag& flag) {
  const auto note = [&arguments, &flag](const CLI::results_t&) {
    arguments.refused.push_back(fmt::format("{}: {}", flag.name, flag.why));
    arguments.only_compat.emplace_back(flag.name);
    return true;
  };
  CLI::Option* option = verb.add_option(flag.name, note)->group(kHiddenGroup);
  if (!flag.takes_value) option->type_size(0)->expected(0);
}

// Notes that a flag of WireMock was given.
void OnlyCompat(CLI::Option* option, MockArguments& arguments) {
  option->group(kHiddenGroup)->each([&arguments, option](const std::string&) {
    arguments.only_compat.push_back(option->get_name());
  });
}

std::expected<std::string, std::string> ReadChunked(std::string_view text) {
  if (text == "always" || text == "never" || text == "body_file") return std::string(text);
  return std::unexpected("expected always, never or body_file");
}

std::expected<std::string, std::string> ReadProxyUrl(std::string_view text) {
  if (mock::ParseBaseUrl(text)) return std::string(text);
  return std::unexpected("expected an http or https URL");
}

}  // namespace

CLI::Option* AddSwitch(CLI::App& verb, MockArguments& arguments, const std::string& name, bool& out,
                       const std::string& help) {
  const auto given = [&arguments, name, &out](const CLI::results_t& values) {
    out = true;
    for (const std::string& text : values) {
      if (text != "true") arguments.switch_values.push_back({name, text, &out});
    }
    return true;
  };
  return verb.add_option(name, given, help)->type_size(0)->expected(0);
}

std::expected<void, std::string> SettleSwitches(const MockArguments& arguments) {
  for (const MockArguments::SwitchValue& value : arguments.switch_values) {
    if (arguments.compat_wiremock()) {
      fmt::print(stderr, "wireproof mock: {0}={1} is {0}, as in WireMock: flags have no values\n",
                 value.name, value.text);
    } else if (value.text == "false") {
      *value.on = false;
    } else {
      return std::unexpected(fmt::format("{} {}: expected true or false", value.name, value.text));
    }
  }
  return {};
}

void AddWireMockFlags(CLI::App& verb, MockArguments& arguments) {
  for (const char* name : kIgnoredFlags) Ignore(verb, arguments, name, false);
  for (const char* name : kIgnoredOptions) Ignore(verb, arguments, name, true);
  for (const RefusedFlag& flag : kRefusedFlags) Refuse(verb, arguments, flag);
  AddSwitch(verb, arguments, "--disable-http", arguments.no_http, "HTTPS only")->group("HTTPS");
  const auto add_switch = [&](const char* name, bool& out) {
    OnlyCompat(AddSwitch(verb, arguments, name, out, ""), arguments);
  };
  add_switch("--disable-gzip", arguments.no_gzip);
  add_switch("--preserve-host-header", arguments.preserve_host);
  add_switch("--trust-all-proxy-targets", arguments.trust_all_targets);
  OnlyCompat(AddValue(verb, "--use-chunked-encoding", arguments.chunked, ReadChunked), arguments);
  OnlyCompat(AddValue(verb, "--proxy-all", arguments.proxy_all, ReadProxyUrl), arguments);
  OnlyCompat(AddValue(verb, "--proxy-timeout", arguments.proxy_timeout_ms, ReadCount), arguments);
  OnlyCompat(AddValue(verb, "--proxy-pass-through", arguments.proxy_pass_through, ReadBool),
             arguments);
  OnlyCompat(AddValue(verb, "--logged-response-body-size-limit", arguments.journal_message_bytes,
                      ReadCount),
             arguments);
}

}  // namespace wireproof::cli
