#include "harness/subject/external_client.h"

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <fstream>
#include <sstream>

#include "harness/subject/command.h"
#include "harness/subject/temporary_folder.h"
#include "http/net/deadline.h"
#include "http/wire/grammar.h"

namespace wireproof::harness {

namespace {

// What the program may take beyond its deadline before it is killed.
constexpr std::chrono::milliseconds kGrace{1000};
// What it prints on standard output at the most that is looked at.
constexpr std::size_t kMaxOutputBytes = 1u << 20;

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

bool HoldsOne(std::string_view condition, const ExternalRequest& request) {
  const ClientRequest& wanted = *request.request;
  if (condition == "tls" || condition == "verify") return request.tls;
  if (condition == "host") return wanted.host.has_value();
  if (condition == "body") return wanted.body.has_value();
  if (condition == "chunks") return wanted.chunks.has_value();
  if (condition == "content") return wanted.body.has_value() || wanted.chunks.has_value();
  constexpr std::string_view kMethod = "method=";
  return condition.starts_with(kMethod) && condition.substr(kMethod.size()) == wanted.method;
}

bool Hold(const std::vector<std::string>& conditions, const ExternalRequest& request) {
  for (std::string_view condition : conditions) {
    const bool contrary = condition.starts_with('!');
    if (contrary) condition.remove_prefix(1);
    if (HoldsOne(condition, request) == contrary) return false;
  }
  return true;
}

void AppendFields(const Argument& argument, const ClientRequest& request, Placeholders values,
                  Argv& arguments) {
  for (const auto& [name, value] : request.fields) {
    values["name"] = name;
    values["value"] = value;
    const Argv& chosen = value.empty() && argument.empty ? *argument.empty : argument.args;
    for (const std::string& text : chosen) arguments.push_back(Fill(text, values));
  }
}

// Lines ended by LF, with or without CR before it.
std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

// The next word of a line, and the whitespace behind it, removed from the line.
std::string_view TakeWord(std::string_view& line) {
  constexpr std::string_view kWhitespace = " \t";
  const std::size_t end = std::min(line.find_first_of(kWhitespace), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(line.find_first_not_of(kWhitespace, end), line.size()));
  return word;
}

script::Message StatusLine(std::string_view line) {
  script::Message message;
  message.version = TakeWord(line);
  const std::string_view status = TakeWord(line);
  std::from_chars(status.data(), status.data() + status.size(), message.status);
  message.reason = line;
  return message;
}

// "<n> <code>" lines: how each request ended.
std::map<int, int> ReadFinished(std::string_view output) {
  std::map<int, int> finished;
  for (const std::string_view line : Lines(output)) {
    int number = 0, code = 0;
    const auto first = std::from_chars(line.data(), line.data() + line.size(), number);
    if (first.ec != std::errc() || first.ptr == line.data() + line.size()) continue;
    const auto second = std::from_chars(first.ptr + 1, line.data() + line.size(), code);
    if (second.ec == std::errc()) finished[number] = code;
  }
  return finished;
}

FailureKind MeaningOf(const ExternalClient& client, int code, std::string_view standard_error) {
  const auto found = client.exit.find(code);
  for (const ExitMeaning& meaning :
       found == client.exit.end() ? client.exit_default : found->second) {
    if (standard_error.find(meaning.stderr_text) != std::string_view::npos) return meaning.kind;
  }
  return FailureKind::kOther;
}

std::string_view Where(FailureKind kind, bool head_came) {
  if (kind == FailureKind::kConnect) return "connect";
  if (kind == FailureKind::kTls) return "handshake";
  return head_came ? "body" : "head";
}

// What one run of the program printed and how it ended.
struct RunOutcome {
  std::string output, standard_error;
  net::ExitStatus status;
  bool timed_out = false;
};

class CommandClient final : public ClientSubject {
 public:
  CommandClient(net::Executor executor, Manifest manifest, Identity identity)
      : executor_(std::move(executor)),
        manifest_(std::move(manifest)),
        identity_(std::move(identity)) {}

  const Identity& identity() const override { return identity_; }
  std::string diagnostics() const override { return last_error_; }
  net::Task<void> Release() override { co_return; }
  net::Task<void> Stop() override { co_return; }

  net::Task<std::expected<ClientReport, SubjectError>> Perform(Exchange exchange) override {
    if (exchange.reuse) co_return co_await RunOnce(exchange, 0, exchange.requests.size());
    ClientReport report;
    for (std::size_t i = 0; i < exchange.requests.size() && !report.failure; ++i) {
      auto one = co_await RunOnce(exchange, i, 1);
      if (!one) co_return std::unexpected(std::move(one.error()));
      for (script::Message& response : one->responses) {
        report.responses.push_back(std::move(response));
      }
      report.failure = std::move(one->failure);
    }
    co_return report;
  }

 private:
  net::Task<std::expected<ClientReport, SubjectError>> RunOnce(const Exchange& exchange,
                                                               std::size_t first,
                                                               std::size_t count) {
    TemporaryFolder folder;
    const Placeholders values = Values(exchange, folder.path());
    auto argv = Arguments(exchange, first, count, values);
    if (!argv) {
      co_return std::unexpected(SubjectError{SubjectError::Kind::kUnsupported, argv.error()});
    }
    net::ProcessOptions options = SubjectProcess(*argv, {}, folder.path());
    options.standard_input = net::StandardStream::kNull;
    auto child = net::ChildProcess::Start(executor_, std::move(options));
    if (!child) {
      co_return std::unexpected(
          SubjectError{SubjectError::Kind::kUnreachable, child.error().message});
    }
    RunOutcome outcome;
    co_await Watch(**child, exchange.deadline + kGrace, outcome);
    last_error_ = outcome.standard_error;
    if (outcome.status.signal != 0 && !outcome.timed_out) {
      co_return std::unexpected(SubjectError{SubjectError::Kind::kEnded, ToString(outcome.status)});
    }
    co_return Report(outcome, values, first, count);
  }

  net::Task<void> Watch(net::ChildProcess& child, std::chrono::milliseconds limit,
                        RunOutcome& outcome) {
    net::Waiting waiting("end", manifest_.name);
    auto read = co_await net::WithDeadline(net::Deadline::After(limit), std::move(waiting),
                                           ReadOutput(child, outcome.output));
    outcome.timed_out = !read;
    if (outcome.timed_out) child.SendSignal(SIGKILL);
    outcome.status = co_await child.Wait();
    co_await child.FinishStderr();
    outcome.standard_error = child.captured_stderr();
  }

  static net::Task<void> ReadOutput(net::ChildProcess& child, std::string& output) {
    std::array<char, 4096> buffer;
    while (output.size() < kMaxOutputBytes) {
      auto got = co_await child.io().Read(buffer);
      if (!got || *got == 0) break;
      output.append(buffer.data(), *got);
    }
    co_await child.Wait();
  }

  Placeholders Values(const Exchange& exchange, const std::filesystem::path& tmp) const {
    const std::string name = exchange.tls ? exchange.tls->server_name : exchange.connect.host;
    const std::string port = std::to_string(exchange.connect.port);
    Placeholders values{
        {"dir", manifest_.directory.string()},
        {"tmp", tmp.string()},
        {"host", exchange.connect.host},
        {"port", port},
        {"server_name", name},
        {"authority", name + ":" + port},
        {"scheme", exchange.tls ? "https" : "http"},
        {"deadline_s",
         fmt::format("{:.3f}", static_cast<double>(exchange.deadline.count()) / 1000)}};
    if (exchange.tls) {
      const std::filesystem::path ca = tmp / "ca.pem";
      std::ofstream(ca, std::ios::binary) << exchange.tls->ca_pem;
      values["ca"] = ca.string();
    }
    return values;
  }

  std::expected<Argv, std::string> Arguments(const Exchange& exchange, std::size_t first,
                                             std::size_t count, const Placeholders& values) const {
    const ExternalClient& client = *manifest_.client;
    Argv argv;
    for (const std::string& element : client.exec) {
      if (element != "{requests}") {
        argv.push_back(Fill(element, values));
        continue;
      }
      for (std::size_t i = 0; i < count; ++i) {
        const ExternalRequest request{&exchange.requests[first + i], i, exchange.tls.has_value()};
        auto arguments = RequestArguments(client, request, values);
        if (!arguments) return std::unexpected(std::move(arguments.error()));
        if (i > 0) argv.insert(argv.end(), client.between.begin(), client.between.end());
        argv.insert(argv.end(), arguments->begin(), arguments->end());
        WriteBody(*request.request, i, values);
      }
    }
    for (const std::string& argument : argv) {
      if (argument.find('\0') != std::string::npos) {
        return std::unexpected("an argument cannot hold a NUL");
      }
    }
    return argv;
  }

  void WriteBody(const ClientRequest& request, std::size_t number, Placeholders values) const {
    if (!request.body && !request.chunks) return;
    values["n"] = std::to_string(number);
    std::ofstream file(Fill(manifest_.client->body_file, values), std::ios::binary);
    if (request.body) file << *request.body;
    for (const std::string& chunk : request.chunks.value_or(std::vector<std::string>())) {
      file << chunk;
    }
  }

  ClientReport Report(const RunOutcome& outcome, Placeholders values, std::size_t first,
                      std::size_t count) const {
    const ExternalClient& client = *manifest_.client;
    const std::map<int, int> finished = ReadFinished(outcome.output);
    ClientReport report;
    for (std::size_t i = 0; i < count; ++i) {
      values["n"] = std::to_string(i);
      const auto line = finished.find(static_cast<int>(i));
      const bool told = client.finished_on_stdout && line != finished.end();
      const int code = told ? line->second : outcome.status.code;
      auto head = ReadHeadFile(ReadFile(Fill(client.received_head, values)));
      std::string body = ReadFile(Fill(client.received_body, values));
      if (code == 0 && (told || !outcome.timed_out) && head) {
        head->body = std::move(body);
        report.responses.push_back(std::move(*head));
        continue;
      }
      ClientFailure failure;
      failure.request = static_cast<int>(first + i);
      failure.kind = outcome.timed_out ? FailureKind::kTimeout
                                       : MeaningOf(client, code, outcome.standard_error);
      failure.at = Where(failure.kind, head.has_value());
      failure.native = outcome.timed_out ? "killed" : fmt::format("exit {}", code);
      failure.message = outcome.standard_error;
      failure.partial = std::move(body);
      report.failure = std::move(failure);
      break;
    }
    return report;
  }

  net::Executor executor_;
  Manifest manifest_;
  Identity identity_;
  std::string last_error_;
};

}  // namespace

std::expected<Argv, std::string> RequestArguments(const ExternalClient& client,
                                                  const ExternalRequest& request,
                                                  const Placeholders& exchange_values) {
  for (const ExternalClient::Cannot& cannot : client.cannot) {
    if (Hold(cannot.when, request)) return std::unexpected(cannot.reason);
  }
  Placeholders values = exchange_values;
  values["n"] = std::to_string(request.number);
  values["method"] = request.request->method;
  values["target"] = request.request->target;
  values["host_field"] = request.request->host.value_or("");
  values["url"] = Fill("{scheme}://{authority}", values) + request.request->target;
  Argv arguments;
  for (const Argument& argument : client.args) {
    if (!Hold(argument.when, request)) continue;
    if (argument.each_field) {
      AppendFields(argument, *request.request, values, arguments);
      continue;
    }
    for (const std::string& text : argument.args) arguments.push_back(Fill(text, values));
  }
  return arguments;
}

std::optional<script::Message> ReadHeadFile(std::string_view text) {
  std::optional<script::Message> message;
  bool in_trailers = false;
  for (const std::string_view line : Lines(text)) {
    if (line.starts_with("HTTP/")) {
      message = StatusLine(line);
      in_trailers = false;
    } else if (line.empty()) {
      in_trailers = true;
    } else if (message && (line[0] == ' ' || line[0] == '\t')) {
      // A folded line, as the program wrote it down: one SP, as RFC 9112 section 5.2 reads it.
      wire::Fields& fields = in_trailers ? message->trailers : message->fields;
      if (!fields.empty()) fields.back().value += ' ' + std::string(wire::TrimOws(line));
    } else if (const std::size_t colon = line.find(':'); message && colon != line.npos) {
      wire::Field field{std::string(line.substr(0, colon)),
                        std::string(wire::TrimOws(line.substr(colon + 1)))};
      (in_trailers ? message->trailers : message->fields).push_back(std::move(field));
    }
  }
  return message;
}

net::Task<std::expected<std::unique_ptr<ClientSubject>, SubjectError>> StartExternalClient(
    net::Executor executor, Manifest manifest) {
  Identity identity;
  identity.name = manifest.name;
  identity.roles = manifest.roles;
  identity.features = manifest.features.value_or(std::set<std::string>());
  identity.reports = manifest.reports.value_or(std::set<std::string>());
  identity.version = co_await AskVersion(executor, manifest);
  if (identity.version.empty() && !manifest.version_run.empty()) {
    co_return std::unexpected(SubjectError{
        SubjectError::Kind::kUnreachable,
        fmt::format("{}: {} does not tell its version", manifest.name, manifest.version_run[0])});
  }
  co_return std::make_unique<CommandClient>(executor, std::move(manifest), std::move(identity));
}

}  // namespace wireproof::harness
