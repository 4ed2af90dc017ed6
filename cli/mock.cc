// wireproof mock
#include "cli/mock.h"

#include <fmt/format.h>

#include <memory>

#include "cli/verbs.h"

namespace wireproof::cli {
namespace {

constexpr char kServerGroup[] = "Server";
constexpr char kHttpsGroup[] = "HTTPS";
constexpr char kAdminGroup[] = "Admin API";
constexpr char kStubGroup[] = "Stubs";
constexpr char kJournalGroup[] = "Journal";

int RunMock(const MockArguments& arguments) {
  if (!arguments.check.empty()) return CheckMappings(arguments.check);
  if (!arguments.compat_wiremock() && !arguments.only_compat.empty()) {
    return BadInput(fmt::format("{} is WireMock's: it goes with --compat wiremock",
                                arguments.only_compat.front()));
  }
  if (!arguments.refused.empty()) return BadInput(arguments.refused.front());
  auto options = ToOptions(arguments);
  if (!options) return BadInput(options.error());
  for (const std::string& flag : arguments.ignored) {
    fmt::print(stderr, "wireproof mock: {} means nothing here; ignored\n", flag);
  }
  return ServeMock(arguments, std::move(*options));
}

void AddServerOptions(CLI::App& verb, MockArguments& arguments) {
  verb.add_option("--port", arguments.port, "TCP port; 0: any free one, which is printed")
      ->group(kServerGroup);
  verb.add_option("--bind-address,--host", arguments.host,
                  "Numeric address to listen on (default 127.0.0.1)")
      ->group(kServerGroup);
  verb.add_option("--port-file", arguments.port_file,
                  "Write the port there once it listens; removed at the end")
      ->group(kServerGroup);
  verb.add_option("--access-log", arguments.access_log,
                  "A line of JSON for each request, to that file or - (standard output)")
      ->group(kServerGroup);
  verb.add_flag("--exit-with-parent", arguments.exit_with_parent,
                "Stop when the process that started it is gone")
      ->group(kServerGroup);
  verb.add_option("--seed", arguments.seed, "For everything random: delays, templates, ids")
      ->group(kServerGroup);
  verb.add_option("--compat", arguments.compat,
                  "Stand in for another mock server: its port, binding, flags and habits")
      ->check(CLI::IsMember({"wiremock"}))
      ->group(kServerGroup);
}

void AddHttpsOptions(CLI::App& verb, MockArguments& arguments) {
  verb.add_option("--https-port", arguments.https_port, "HTTPS too; 0: any free port")
      ->group(kHttpsGroup);
  verb.add_option("--https-cert", arguments.https_cert,
                  "Certificate and its chain, PEM (default: made, see /__admin/wireproof/ca.pem)")
      ->check(CLI::ExistingFile)
      ->group(kHttpsGroup);
  verb.add_option("--https-key", arguments.https_key, "Its key, PEM")
      ->check(CLI::ExistingFile)
      ->group(kHttpsGroup);
  verb.add_flag("--https-require-client-cert", arguments.https_require_client_cert,
                "Clients must show a certificate")
      ->group(kHttpsGroup);
  verb.add_option("--https-client-ca", arguments.https_client_ca,
                  "Authorities of clients' certificates, PEM")
      ->check(CLI::ExistingFile)
      ->group(kHttpsGroup);
}

void AddAdminOptions(CLI::App& verb, MockArguments& arguments) {
  verb.add_option("--admin-port", arguments.admin_port, "The admin API on a port of its own only")
      ->group(kAdminGroup);
  verb.add_option("--admin-token", arguments.admin_token,
                  "The admin API asks for Authorization: Bearer TOKEN")
      ->group(kAdminGroup);
  verb.add_option("--admin-api-basic-auth", arguments.admin_basic_auth,
                  "... or for Basic with this user:password")
      ->group(kAdminGroup);
  verb.add_option("--admin-host", arguments.admin_hosts,
                  "Another name that the admin API may be asked by on loopback")
      ->group(kAdminGroup);
}

void AddStubOptions(CLI::App& verb, MockArguments& arguments) {
  verb.add_option("--root-dir", arguments.root_dir, "Folder with mappings/ and __files/")
      ->group(kStubGroup);
  verb.add_flag("--reload", arguments.reload, "Follow changes of the files in mappings/")
      ->group(kStubGroup);
  verb.add_option("--check", arguments.check,
                  "Only validate the stubs of that root folder; exit 2 if one is wrong")
      ->type_name("DIR")
      ->group(kStubGroup);
  verb.add_flag("--strict", arguments.strict,
                "Requests that break the RFCs are answered with 400 and the reasons")
      ->group(kStubGroup);
  verb.add_flag("--global-response-templating", arguments.templating_for_all,
                "All responses are templates")
      ->group(kStubGroup);
  verb.add_flag("--disable-response-templating", arguments.no_templating, "No response is")
      ->group(kStubGroup);
  verb.add_option("--permitted-system-keys", arguments.system_keys,
                  "What the helper systemValue may read (regular expressions)")
      ->delimiter(',')
      ->group(kStubGroup);
  verb.add_option("--allow-proxy-targets", arguments.allow_proxy,
                  "Where stubs may proxy to: names, addresses, ranges (default: nowhere)")
      ->delimiter(',')
      ->group(kStubGroup);
  verb.add_option("--deny-proxy-targets", arguments.deny_proxy, "... and where not")
      ->delimiter(',')
      ->group(kStubGroup);
}

void AddJournalOptions(CLI::App& verb, MockArguments& arguments) {
  verb.add_option("--journal-bytes", arguments.journal_bytes,
                  "What the journal may take; the oldest exchanges go (default 64MB)")
      ->transform(CLI::AsSizeValue(false))
      ->group(kJournalGroup);
  verb.add_option("--max-request-journal-entries,--max-request-journal", arguments.journal_entries,
                  "How many exchanges it keeps")
      ->group(kJournalGroup);
  verb.add_flag("--no-request-journal", arguments.no_journal, "Keep nothing")->group(kJournalGroup);
}

}  // namespace

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
  verb->callback(
      [&context, arguments] { context.action = [arguments] { return RunMock(*arguments); }; });
}

}  // namespace wireproof::cli
