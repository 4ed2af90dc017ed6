#include "harness/subject/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/subject/members.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {

using nlohmann::json;

namespace {

// Commands and templates are short; what is longer is not a manifest.
constexpr std::size_t kMaxManifestBytes = 1u << 20;
// What a process can end with (waitpid).
constexpr int kMaxExitCode = 255;
// A name is the name of a folder too, and a column of tables.
constexpr std::size_t kMaxName = 64;
// Where the arguments of the requests go in an external client's command.
constexpr std::string_view kRequests = "{requests}";

std::optional<std::set<std::string>> ReadNames(Members& members, const char* name) {
  if (!members.Has(name)) return std::nullopt;
  std::set<std::string> names;
  for (std::string& text : members.Texts(name)) {
    if (text.empty()) members.Wrong(name, "expected names that are not empty");
    if (!names.insert(text).second) members.Wrong(name, fmt::format("\"{}\" is there twice", text));
  }
  return names;
}

std::set<Role> ReadRoles(Members& members) {
  std::set<Role> roles;
  for (const std::string& name : ReadNames(members, "roles").value_or(std::set<std::string>())) {
    if (name == "server") {
      roles.insert(Role::kServer);
    } else if (name == "client") {
      roles.insert(Role::kClient);
    } else if (name != "api") {
      members.Wrong("roles",
                    fmt::format("\"{}\" is no role; expected client, server or api", name));
    }
  }
  if (roles.empty()) members.Wrong("roles", "expected at least one of client and server");
  return roles;
}

// A command: the program and its arguments.
Argv ReadArgv(Members& members, const char* name) {
  members.Any(name);
  Argv argv = members.Texts(name);
  if (argv.empty()) members.Wrong(name, "expected at least one string");
  return argv;
}

bool IsCondition(std::string_view text) {
  constexpr std::array<std::string_view, 6> kConditions{"tls",  "verify", "host",
                                                        "body", "chunks", "content"};
  constexpr std::string_view kMethod = "method=";
  if (text.starts_with('!')) text.remove_prefix(1);
  if (text.starts_with(kMethod)) return text.size() > kMethod.size();
  return std::ranges::find(kConditions, text) != kConditions.end();
}

std::vector<std::string> ReadConditions(Members& members) {
  std::vector<std::string> conditions = members.Texts("when");
  if (conditions.empty()) members.Wrong("when", "expected at least one condition");
  for (const std::string& condition : conditions) {
    if (IsCondition(condition)) continue;
    members.Wrong("when", fmt::format("\"{}\" is no condition; expected tls, verify, host, body, "
                                      "chunks, content or method=NAME, or one of them with a !",
                                      condition));
  }
  return conditions;
}

std::map<std::string, std::string> ReadTextMap(Members& members, const char* name) {
  std::map<std::string, std::string> map;
  const json* value = members.Optional(name);
  if (value == nullptr) return map;
  if (!value->is_object()) members.Wrong(name, "expected an object of strings");
  for (const auto& [key, text] : value->items()) {
    if (text.is_string()) {
      map[key] = text.get<std::string>();
    } else {
      members.Wrong(name, "expected an object of strings");
    }
  }
  return map;
}

FailureKind ReadKind(const std::string& name, const std::string& pointer, MemberProblem& problem) {
  const auto kind = FailureKindFromName(name);
  if (!kind) problem.Set(pointer, fmt::format("\"{}\" is no kind of failure", name));
  return kind.value_or(FailureKind::kOther);
}

std::vector<ExitMeaning> ReadMeanings(const json& value, const std::string& pointer,
                                      MemberProblem& problem) {
  if (value.is_string()) return {{"", ReadKind(value.get<std::string>(), pointer, problem)}};
  if (!value.is_array() || value.empty()) {
    problem.Set(pointer, "expected a kind of failure, or a list of {\"stderr\", \"kind\"}");
    return {};
  }
  std::vector<ExitMeaning> meanings;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string at = script::PointerTo(pointer, i);
    Members members(value[i], at, problem);
    ExitMeaning meaning;
    meaning.stderr_text = members.TextOr("stderr", "");
    meaning.kind = ReadKind(members.Text("kind"), script::PointerTo(at, "kind"), problem);
    members.Done();
    meanings.push_back(std::move(meaning));
  }
  return meanings;
}

void ReadExit(Members& members, MemberProblem& problem, ExternalClient& client) {
  const json* exit = members.Any("exit");
  if (exit == nullptr) return;
  if (!exit->is_object()) members.Wrong("exit", "expected an object: exit code to kind of failure");
  for (const auto& [code, meaning] : exit->items()) {
    const std::string pointer = script::PointerTo("/exit", std::string_view(code));
    auto meanings = ReadMeanings(meaning, pointer, problem);
    if (code == "default") {
      client.exit_default = std::move(meanings);
      continue;
    }
    int number = 0;
    const auto parsed = std::from_chars(code.data(), code.data() + code.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != code.data() + code.size() || number < 0 ||
        number > kMaxExitCode) {
      problem.Set(pointer, "expected an exit code or \"default\"");
    }
    client.exit[number] = std::move(meanings);
  }
  if (client.exit_default.empty()) problem.Set("/exit", "the member \"default\" is missing");
}

Argument ReadArgument(const json& value, const std::string& pointer, MemberProblem& problem) {
  Argument argument;
  if (value.is_string()) {
    argument.args = {value.get<std::string>()};
    return argument;
  }
  Members members(value, pointer, problem);
  argument.args = ReadArgv(members, "args");
  if (members.Has("each")) {
    argument.each_field = members.Text("each") == "fields";
    if (!argument.each_field) members.Wrong("each", "expected \"fields\"");
    if (members.Has("empty")) argument.empty = ReadArgv(members, "empty");
  } else {
    argument.when = ReadConditions(members);
  }
  members.Done();
  return argument;
}

ExternalClient ReadClient(Members& members, MemberProblem& problem) {
  ExternalClient client;
  client.exec = ReadArgv(members, "exec");
  if (std::ranges::count(client.exec, kRequests) != 1) {
    members.Wrong("exec", fmt::format("expected one element \"{}\"", kRequests));
  }
  if (const json* request = members.Any("request")) {
    Members inner(*request, "/request", problem);
    client.between = inner.Texts("between");
    if (const json* args = inner.Any("args"); args != nullptr && args->is_array()) {
      for (std::size_t i = 0; i < args->size(); ++i) {
        client.args.push_back(
            ReadArgument((*args)[i], script::PointerTo("/request/args", i), problem));
      }
    } else if (args != nullptr) {
      inner.Wrong("args", "expected an array");
    }
    inner.Done();
  }
  if (const json* sends = members.Optional("sends")) {
    Members inner(*sends, "/sends", problem);
    client.body_file = inner.Text("body");
    inner.Done();
  }
  if (const json* receives = members.Any("receives")) {
    Members inner(*receives, "/receives", problem);
    client.received_head = inner.Text("head");
    client.received_body = inner.Text("body");
    const std::string finished = inner.TextOr("finished", "");
    if (!finished.empty() && finished != "stdout") inner.Wrong("finished", "expected \"stdout\"");
    client.finished_on_stdout = !finished.empty();
    inner.Done();
  }
  ReadExit(members, problem, client);
  if (const json* cannot = members.Optional("cannot"); cannot != nullptr && cannot->is_array()) {
    for (std::size_t i = 0; i < cannot->size(); ++i) {
      Members inner((*cannot)[i], script::PointerTo("/cannot", i), problem);
      ExternalClient::Cannot item;
      item.when = ReadConditions(inner);
      item.reason = inner.Text("reason");
      inner.Done();
      client.cannot.push_back(std::move(item));
    }
  } else if (cannot != nullptr) {
    members.Wrong("cannot", "expected an array");
  }
  return client;
}

ExternalServer ReadServer(Members& members, MemberProblem& problem) {
  ExternalServer server;
  server.exec = ReadArgv(members, "exec");
  server.files = ReadTextMap(members, "files");
  server.root = members.TextOr("root", "");
  if (const json* ready = members.Any("ready")) {
    Members inner(*ready, "/ready", problem);
    const auto listens = ReadNames(inner, "listens").value_or(std::set<std::string>());
    server.listens_plain = listens.contains("port");
    server.listens_tls = listens.contains("tls_port");
    const bool only_these =
        listens.size() == std::size_t{server.listens_plain} + server.listens_tls;
    if (!only_these || listens.empty()) inner.Wrong("listens", "expected port, tls_port or both");
    server.ready_deadline = std::chrono::milliseconds(
        inner.IntegerOr("deadline_ms", 1, 600000, server.ready_deadline.count()));
    inner.Done();
  }
  if (const json* stop = members.Optional("stop")) {
    Members inner(*stop, "/stop", problem);
    const std::map<std::string, int> signals{
        {"TERM", SIGTERM}, {"INT", SIGINT}, {"QUIT", SIGQUIT}, {"KILL", SIGKILL}};
    const auto found = signals.find(inner.TextOr("signal", "TERM"));
    if (found == signals.end()) {
      inner.Wrong("signal", "expected TERM, INT, QUIT or KILL");
    } else {
      server.stop_signal = found->second;
    }
    server.stop_grace = std::chrono::milliseconds(
        inner.IntegerOr("grace_ms", 0, 600000, server.stop_grace.count()));
    inner.Done();
  }
  return server;
}

void ReadWay(Members& members, MemberProblem& problem, Manifest& manifest) {
  const int ways = members.Has("shim") + members.Has("exec") + members.Has("url");
  const bool external = ways == 1 && !members.Has("shim");
  if (ways != 1) {
    problem.Set("", fmt::format("expected exactly one of shim, exec and url, found {}", ways));
  } else if (members.Has("shim")) {
    manifest.shim = ReadArgv(members, "shim");
  } else if (external && members.Texts("roles").size() != 1) {
    problem.Set("/roles", "an external subject has one role");
  } else if (members.Has("url")) {
    if (!manifest.roles.contains(Role::kServer)) problem.Set("/roles", "a url is a server's");
    auto endpoint = ParseServerUrl(members.Text("url"));
    if (!endpoint) members.Wrong("url", endpoint.error());
    manifest.url = endpoint.value_or(Endpoint{});
  } else if (manifest.roles == std::set{Role::kClient}) {
    manifest.client = ReadClient(members, problem);
  } else if (manifest.roles == std::set{Role::kServer}) {
    manifest.server = ReadServer(members, problem);
  }
}

Manifest ReadManifest(const json& value, MemberProblem& problem) {
  Members members(value, "", problem);
  Manifest manifest;
  members.Optional("$schema");
  manifest.name = members.Text("name");
  if (manifest.name.size() > kMaxName) {
    members.Wrong("name", fmt::format("expected at most {} characters", kMaxName));
  }
  manifest.title = members.TextOr("title", "");
  members.Any("roles");
  manifest.roles = ReadRoles(members);
  manifest.features = ReadNames(members, "features");
  manifest.reports = ReadNames(members, "reports");
  manifest.targets = ReadTextMap(members, "targets");
  if (const json* version = members.Optional("version")) {
    Members inner(*version, "/version", problem);
    manifest.version_run = ReadArgv(inner, "run");
    manifest.version_after = inner.TextOr("after", "");
    inner.Done();
  }
  ReadWay(members, problem, manifest);
  members.Done();
  return manifest;
}

}  // namespace

std::string ToString(const ManifestError& error) {
  return fmt::format("{}#{}: {}", error.file, error.pointer, error.message);
}

std::expected<Manifest, ManifestError> LoadManifest(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::unexpected(ManifestError{file.string(), "", "cannot be read"});
  std::ostringstream text;
  text << stream.rdbuf();
  auto value = script::ParseJson(text.view(), {.max_bytes = kMaxManifestBytes});
  if (!value) {
    return std::unexpected(ManifestError{file.string(), "", script::Describe(value.error())});
  }
  MemberProblem problem;
  Manifest manifest = ReadManifest(*value, problem);
  if (problem)
    return std::unexpected(ManifestError{file.string(), problem.pointer, problem.message});
  manifest.directory = std::filesystem::absolute(file).parent_path();
  return manifest;
}

std::expected<Endpoint, std::string> ParseServerUrl(const std::string& url) {
  constexpr std::string_view kScheme = "http://";
  const auto wrong = [&] {
    return std::unexpected(fmt::format("\"{}\" is no http://host[:port] of a server", url));
  };
  if (!url.starts_with(kScheme)) return wrong();
  std::string_view authority = std::string_view(url).substr(kScheme.size());
  if (authority.ends_with('/')) authority.remove_suffix(1);
  const auto illegal = [](char c) { return c <= ' ' || c > '~' || c == '@'; };
  if (std::ranges::any_of(authority, illegal) || authority.find_first_of("/?#") != authority.npos) {
    return wrong();
  }
  Endpoint endpoint{"", 80};
  const bool bracketed = authority.starts_with('[');
  const std::size_t colon = authority.find(':', bracketed ? authority.find(']') : 0);
  std::string_view host = authority.substr(0, colon);
  if (bracketed != host.ends_with(']')) return wrong();
  if (bracketed) host = host.substr(1, host.size() - 2);
  endpoint.host = host;
  if (colon != std::string_view::npos) {
    const std::string_view port = authority.substr(colon + 1);
    const auto parsed = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
    if (parsed.ec != std::errc() || parsed.ptr != port.data() + port.size() || endpoint.port == 0) {
      return wrong();
    }
  }
  if (endpoint.host.empty()) return wrong();
  return endpoint;
}

}  // namespace wireproof::harness
