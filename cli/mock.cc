// wireproof mock
#include "cli/mock.h"

#include <fmt/format.h>

#include <memory>

#include "cli/mock_values.h"
#include "cli/verbs.h"

namespace wireproof::cli {
namespace {

constexpr char kServerGroup[] = "Server";
constexpr char kHttpsGroup[] = "HTTPS";
constexpr char kAdminGroup[] = "Admin API";
constexpr char kStubGroup[] = "Stubs";
constexpr char kJournalGroup[] = "Journal";

// The parser's formatter, without the group that is hidden.
class Help : public CLI::Formatter {
  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override {
    if (group == kHiddenGroup) return {};
    return CLI::Formatter::make_group(std::move(group), is_positional, std::move(options));
  }
};

// What belongs to no option: WireMock's parser leaves words alone, "true" behind a flag.
std::optional<std::string> RefuseStrays(const MockArguments& arguments) {
  for (const std::string& stray : arguments.strays) {
    if (arguments.compat_wiremock() && !stray.starts_with('-')) continue;
    return fmt::format("{}: unexpected; see wireproof mock --help", stray);
  }
  return std::nullopt;
}

std::optional<std::string> RefusePortFiles(const MockArguments& arguments) {
  const auto alone = [](std::string_view what) {
    return fmt::format("{0}-file goes with {0}", what);
  };
  if (!arguments.https_port_file.empty() && !arguments.https_port) return alone("--https-port");
  if (!arguments.admin_port_file.empty() && !arguments.admin_port) return alone("--admin-port");
  return std::nullopt;
}

int RunMock(const MockArguments& arguments) {
  if (auto refusal = RefuseStrays(arguments)) return BadMockInput(*refusal);
  if (!arguments.compat_wiremock() && !arguments.only_compat.empty()) {
    return BadMockInput(fmt::format("{} is WireMock's: it goes with --compat wiremock",
                                    arguments.only_compat.front()));
  }
  if (!arguments.refused.empty()) return BadMockInput(arguments.refused.front());
  if (auto settled = SettleSwitches(arguments); !settled) return BadMockInput(settled.error());
  if (!arguments.check.empty()) {
    return CheckMappings(arguments.check, arguments.compat_wiremock());
  }
  if (auto refusal = RefusePortFiles(arguments)) return BadMockInput(*refusal);
  auto options = ToOptions(arguments);
  if (!options) return BadMockInput(options.error());
  for (const auto* given : {&arguments.ignored, &arguments.strays}) {
    for (const std::string& word : *given) {
      fmt::print(stderr, "wireproof mock: {} means nothing here; ignored\n", word);
    }
  }
  return ServeMock(arguments, std::move(*options));
}

void AddServerOptions(CLI::App& verb, MockArguments& arguments) {
  AddValue(verb, "--port", arguments.port, ReadPort, "TCP port; 0: any free one, which is printed")
      ->type_name("UINT")
      ->group(kServerGroup);
  AddValue(verb, "--bind-address,--host", arguments.host, ReadText,
           "Address or name to listen on (default 127.0.0.1)")
      ->type_name("TEXT")
      ->group(kServerGroup);
  AddValue(verb, "--port-file", arguments.port_file, ReadText,
           "Write the port there once all listen; removed at the end")
      ->type_name("TEXT")
      ->group(kServerGroup);
  AddValue(verb, "--access-log", arguments.access_log, ReadText,
           "A line of JSON for each request, to that file or - (standard output)")
      ->type_name("TEXT")
      ->group(kServerGroup);
  AddSwitch(verb, arguments, "--exit-with-parent", arguments.exit_with_parent,
            "Stop when the process that started it is gone")
      ->group(kServerGroup);
  AddValue(verb, "--seed", arguments.seed, ReadCount,
           "For everything random: delays, templates, ids")
      ->type_name("UINT")
      ->group(kServerGroup);
  verb.add_option("--compat", arguments.compat,
                  "Stand in for another mock server: its port, binding, flags and habits")
      ->check(CLI::IsMember({"wiremock"}))
      ->group(kServerGroup);
}

void AddHttpsOptions(CLI::App& verb, MockArguments& arguments) {
  AddValue(verb, "--https-port", arguments.https_port, ReadPort, "HTTPS too; 0: any free port")
      ->type_name("UINT")
      ->group(kHttpsGroup);
  AddValue(verb, "--https-port-file", arguments.https_port_file, ReadText,
           "Write that port there, as --port-file does")
      ->type_name("TEXT")
      ->group(kHttpsGroup);
  verb.add_option("--https-cert", arguments.https_cert,
                  "Certificate and its chain, PEM (default: made, see /__admin/wireproof/ca.pem)")
      ->check(CLI::ExistingFile)
      ->group(kHttpsGroup);
  verb.add_option("--https-key", arguments.https_key, "Its key, PEM")
      ->check(CLI::ExistingFile)
      ->group(kHttpsGroup);
  AddSwitch(verb, arguments, "--https-require-client-cert", arguments.https_require_client_cert,
            "Clients must show a certificate")
      ->group(kHttpsGroup);
  verb.add_option("--https-client-ca", arguments.https_client_ca,
                  "Authorities of clients' certificates, PEM")
      ->check(CLI::ExistingFile)
      ->group(kHttpsGroup);
}

void AddAdminOptions(CLI::App& verb, MockArguments& arguments) {
  AddValue(verb, "--admin-port", arguments.admin_port, ReadPort,
           "The admin API on a port of its own only")
      ->type_name("UINT")
      ->group(kAdminGroup);
  AddValue(verb, "--admin-port-file", arguments.admin_port_file, ReadText,
           "Write that port there, as --port-file does")
      ->type_name("TEXT")
      ->group(kAdminGroup);
  AddValue(verb, "--admin-token", arguments.admin_token, ReadSecret,
           "The admin API asks for Authorization: Bearer TOKEN")
      ->type_name("TEXT")
      ->group(kAdminGroup);
  AddValue(verb, "--admin-api-basic-auth", arguments.admin_basic_auth, ReadCredentials,
           "... or for Basic with this user:password")
      ->type_name("TEXT")
      ->group(kAdminGroup);
  AddList(verb, "--admin-host", arguments.admin_hosts, ReadHostName,
          "Other names that the admin API may be asked by on loopback")
      ->group(kAdminGroup);
}

void AddStubOptions(CLI::App& verb, MockArguments& arguments) {
  verb.add_option("--root-dir", arguments.root_dir, "Folder with mappings/ and __files/")
      ->each([&arguments](const std::string& text) { arguments.root_dir_empty = text.empty(); })
      ->group(kStubGroup);
  AddSwitch(verb, arguments, "--reload", arguments.reload,
            "Follow changes of the files in mappings/")
      ->group(kStubGroup);
  AddValue(verb, "--check", arguments.check, ReadText,
           "Only validate the stubs of that root folder; exit 2 if one is wrong")
      ->type_name("DIR")
      ->group(kStubGroup);
  AddSwitch(
      verb, arguments, "--strict", arguments.strict,
      "A request that breaks RFC 9110 or 9112 gets 400 and the reasons, not its stub's answer")
      ->group(kStubGroup);
  AddSwitch(verb, arguments, "--global-response-templating", arguments.templating_for_all,
            "All responses are templates")
      ->group(kStubGroup);
  AddSwitch(verb, arguments, "--disable-response-templating", arguments.no_templating,
            "No response is")
      ->group(kStubGroup);
  AddList(verb, "--permitted-system-keys", arguments.system_keys, ReadKeyPattern,
          "What the helper systemValue may read (regular expressions)")
      ->group(kStubGroup);
  AddList(verb, "--allow-proxy-targets", arguments.allow_proxy, ReadProxyTarget,
          "Where stubs may proxy to: names, addresses, ranges (default: nowhere)")
      ->group(kStubGroup);
  AddList(verb, "--deny-proxy-targets", arguments.deny_proxy, ReadProxyTarget, "... and where not")
      ->group(kStubGroup);
}

void AddJournalOptions(CLI::App& verb, MockArguments& arguments) {
  AddValue(verb, "--journal-bytes", arguments.journal_bytes, ReadJournalBytes,
           "What the journal may take; the oldest exchanges go (default 64MB)")
      ->type_name("SIZE")
      ->group(kJournalGroup);
  AddValue(verb, "--max-request-journal-entries,--max-request-journal", arguments.journal_entries,
           ReadCount, "How many exchanges it keeps")
      ->type_name("UINT")
      ->group(kJournalGroup);
  AddSwitch(verb, arguments, "--no-request-journal", arguments.no_journal, "Keep nothing")
      ->group(kJournalGroup);
}

}  // namespace

int BadMockInput(const std::string& words) {
  fmt::print(stderr, "wireproof mock: {}\n", words);
  return Exit(harness::ExitCode::kBadInput);
}

void AddMock(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("mock", "A mock server: WireMock's stubs and API, and more");
  auto arguments = std::make_shared<MockArguments>();
  AddServerOptions(*verb, *arguments);
  AddHttpsOptions(*verb, *arguments);
  AddAdminOptions(*verb, *arguments);
  AddStubOptions(*verb, *arguments);
  AddJournalOptions(*verb, *arguments);
  AddWireMockFlags(*verb, *arguments);
  verb->footer(
      "Examples:\n"
      "  wireproof mock --port 8080 --root-dir stubs --reload\n"
      "  wireproof mock --port-file port.txt --exit-with-parent   from a test\n"
      "  wireproof mock --https-port 0 --admin-token secret\n"
      "  wireproof mock --check stubs\n"
      "  wireproof mock --compat wiremock                         in place of the jar\n"
      "\n"
      "  curl localhost:8080/__admin/mappings -d '{\"request\": {\"urlPath\": \"/hello\"},\n"
      "                                            \"response\": {\"body\": \"Hello\"}}'");
  verb->formatter(std::make_shared<Help>());
  verb->allow_extras();
  verb->callback([&context, arguments, verb] {
    arguments->strays = verb->remaining();
    context.action = [arguments] { return RunMock(*arguments); };
  });
}

}  // namespace wireproof::cli
