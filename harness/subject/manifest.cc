#include "harness/subject/manifest.h"

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <fstream>
#include <sstream>

#include "harness/subject/members.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {

using nlohmann::json;

namespace {

// Commands and templates are short; what is longer is not a manifest.
constexpr std::size_t kMaxManifestBytes = 1u << 20;

std::set<Role> ReadRoles(Members& members) {
  std::set<Role> roles;
  for (const std::string& name : members.Texts("roles")) {
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

std::optional<std::set<std::string>> ReadNames(Members& members, const char* name) {
  if (!members.Has(name)) return std::nullopt;
  const std::vector<std::string> names = members.Texts(name);
  return std::set<std::string>(names.begin(), names.end());
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
  if (exit == nullptr || !exit->is_object()) return;
  for (const auto& [code, meaning] : exit->items()) {
    const std::string pointer = script::PointerTo("/exit", std::string_view(code));
    auto meanings = ReadMeanings(meaning, pointer, problem);
    if (code == "default") {
      client.exit_default = std::move(meanings);
      continue;
    }
    int number = 0;
    const auto parsed = std::from_chars(code.data(), code.data() + code.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != code.data() + code.size()) {
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
  argument.args = members.Texts("args");
  if (members.Has("each")) {
    argument.each_field = members.Text("each") == "fields";
    if (!argument.each_field) members.Wrong("each", "expected \"fields\"");
    if (members.Has("empty")) argument.empty = members.Texts("empty");
  } else {
    argument.when = members.Texts("when");
    if (argument.when.empty()) members.Wrong("when", "expected at least one condition");
  }
  members.Done();
  return argument;
}

ExternalClient ReadClient(Members& members, MemberProblem& problem) {
  ExternalClient client;
  client.exec = members.Texts("exec");
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
      item.when = inner.Texts("when");
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
  server.exec = members.Texts("exec");
  server.files = ReadTextMap(members, "files");
  server.root = members.TextOr("root", "");
  if (const json* ready = members.Any("ready")) {
    Members inner(*ready, "/ready", problem);
    server.listens_plain = server.listens_tls = false;
    for (const std::string& what : inner.Texts("listens")) {
      (what == "tls_port" ? server.listens_tls : server.listens_plain) = true;
      if (what != "port" && what != "tls_port") inner.Wrong("listens", "expected port, tls_port");
    }
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
  if (ways != 1) {
    problem.Set("", fmt::format("expected exactly one of shim, exec and url, found {}", ways));
  } else if (members.Has("shim")) {
    manifest.shim = members.Texts("shim");
  } else if (members.Has("url")) {
    auto endpoint = ParseServerUrl(members.Text("url"));
    if (!endpoint) members.Wrong("url", endpoint.error());
    manifest.url = endpoint.value_or(Endpoint{});
  } else if (manifest.roles == std::set{Role::kClient}) {
    manifest.client = ReadClient(members, problem);
  } else if (manifest.roles == std::set{Role::kServer}) {
    manifest.server = ReadServer(members, problem);
  } else {
    problem.Set("/roles", "an external subject has one role");
  }
}

Manifest ReadManifest(const json& value, MemberProblem& problem) {
  Members members(value, "", problem);
  Manifest manifest;
  members.Optional("$schema");
  manifest.name = members.Text("name");
  manifest.title = members.TextOr("title", "");
  members.Any("roles");
  manifest.roles = ReadRoles(members);
  manifest.features = ReadNames(members, "features");
  manifest.reports = ReadNames(members, "reports");
  manifest.targets = ReadTextMap(members, "targets");
  if (const json* version = members.Optional("version")) {
    Members inner(*version, "/version", problem);
    manifest.version_run = inner.Texts("run");
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
  if (authority.empty() || authority.find_first_of("/?#@ ") != std::string_view::npos)
    return wrong();
  Endpoint endpoint{"", 80};
  const std::size_t after_host = authority.starts_with('[') ? authority.find(']') : 0;
  if (after_host == std::string_view::npos) return wrong();
  const std::size_t colon = authority.find(':', after_host);
  std::string_view host = authority.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
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
