#include "harness/subject/external_server.h"

#include <fmt/format.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "harness/subject/command.h"
#include "harness/subject/temporary_folder.h"
#include "http/net/deadline.h"
#include "http/net/listener.h"
#include "http/net/loop.h"

namespace wireproof::harness {

namespace {

// A port is free when it is chosen and may be taken when the program binds it: so it is tried
// again.
constexpr int kStartAttempts = 3;
// Between two looks whether a program accepts connections yet; bounded by its ready deadline.
constexpr std::chrono::milliseconds kReadyInterval{5};
constexpr char kHost[] = "127.0.0.1";

SubjectError Unreachable(std::string message) {
  return {SubjectError::Kind::kUnreachable, std::move(message)};
}

// Two ports that were free a moment ago; 0 where the system gave none.
std::pair<std::uint16_t, std::uint16_t> FreePorts(const net::Executor& executor) {
  auto first = net::Listener::Bind(executor, {.host = kHost});
  auto second = net::Listener::Bind(executor, {.host = kHost});
  if (!first || !second) return {0, 0};
  return {(*first)->port(), (*second)->port()};
}

bool WriteFile(const std::filesystem::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  return file.good();
}

net::Task<std::expected<void, net::IoError>> TryConnect(net::Executor executor, Endpoint endpoint) {
  auto stream = co_await net::Connect(executor, std::move(endpoint));
  if (!stream) co_return std::unexpected(stream.error());
  co_await (*stream)->Close();
  co_return std::expected<void, net::IoError>();
}

struct Running {
  TemporaryFolder folder;
  std::unique_ptr<net::ChildProcess> child;
  std::uint16_t port = 0;
  std::uint16_t tls_port = 0;
};

class ExternalServerSubject final : public ServerSubject {
 public:
  ExternalServerSubject(Identity identity, ExternalServer settings,
                        std::unique_ptr<Running> running)
      : identity_(std::move(identity)),
        settings_(std::move(settings)),
        running_(std::move(running)) {}

  const Identity& identity() const override { return identity_; }

  net::Task<std::expected<Endpoint, SubjectError>> Listen(bool tls) override {
    if (tls ? !settings_.listens_tls : !settings_.listens_plain) {
      co_return std::unexpected(SubjectError{SubjectError::Kind::kUnsupported,
                                             tls ? "it has no TLS port" : "it has no plain port"});
    }
    co_return Endpoint{kHost, tls ? running_->tls_port : running_->port};
  }

  bool alive() override { return !running_->child->ended(); }
  std::string diagnostics() const override { return running_->child->captured_stderr(); }

  net::Task<void> Stop() override {
    running_->child->SendSignal(settings_.stop_signal);
    net::Waiting waiting("end", identity_.name);
    auto ended = co_await net::WithDeadline(net::Deadline::After(settings_.stop_grace),
                                            std::move(waiting), running_->child->FinishStderr());
    if (!ended) running_->child->SendSignal(SIGKILL);
    co_await running_->child->Wait();
  }

 private:
  Identity identity_;
  ExternalServer settings_;
  std::unique_ptr<Running> running_;
};

class Starter {
 public:
  Starter(net::Executor executor, const Manifest& manifest, const script::Credentials& credentials)
      : executor_(std::move(executor)), manifest_(manifest), credentials_(credentials) {}

  net::Task<std::expected<std::unique_ptr<Running>, SubjectError>> Start() {
    auto running = std::make_unique<Running>();
    std::tie(running->port, running->tls_port) = FreePorts(executor_);
    const Placeholders values = Values(*running);
    if (auto written = WriteFiles(*running, values); !written) {
      co_return std::unexpected(Unreachable(written.error()));
    }
    net::ProcessOptions options =
        SubjectProcess(manifest_.server->exec, values, running->folder.path());
    options.standard_input = net::StandardStream::kNull;
    options.standard_output = net::StandardStream::kNull;
    auto child = net::ChildProcess::Start(executor_, std::move(options));
    if (!child)
      co_return std::unexpected(Unreachable(manifest_.name + ": " + child.error().message));
    running->child = std::move(*child);
    auto ready = co_await AwaitReady(*running);
    if (!ready) co_return std::unexpected(std::move(ready.error()));
    co_return running;
  }

 private:
  Placeholders Values(const Running& running) const {
    const std::filesystem::path& tmp = running.folder.path();
    return {{"dir", manifest_.directory.string()},
            {"tmp", tmp.string()},
            {"port", std::to_string(running.port)},
            {"tls_port", std::to_string(running.tls_port)},
            {"cert", (tmp / "cert.pem").string()},
            {"key", (tmp / "key.pem").string()},
            {"root", (manifest_.directory / manifest_.server->root).string()}};
  }

  std::expected<void, std::string> WriteFiles(const Running& running, const Placeholders& values) {
    const std::filesystem::path& tmp = running.folder.path();
    const script::IssuedCertificate& issued = credentials_.Issue({});
    bool good =
        WriteFile(tmp / "cert.pem", issued.chain_pem) && WriteFile(tmp / "key.pem", issued.key_pem);
    for (const auto& [from, to] : manifest_.server->files) {
      std::ifstream source(manifest_.directory / from, std::ios::binary);
      if (!source) return std::unexpected(manifest_.name + ": cannot read its file " + from);
      std::ostringstream text;
      text << source.rdbuf();
      good = good && WriteFile(tmp / to, Fill(text.view(), values));
    }
    if (!good) return std::unexpected(manifest_.name + ": cannot write into " + tmp.string());
    return {};
  }

  net::Task<std::expected<void, SubjectError>> AwaitReady(Running& running) {
    const net::Deadline deadline = net::Deadline::After(manifest_.server->ready_deadline);
    std::vector<std::uint16_t> ports;
    if (manifest_.server->listens_plain) ports.push_back(running.port);
    if (manifest_.server->listens_tls) ports.push_back(running.tls_port);
    for (const std::uint16_t port : ports) {
      while (true) {
        Endpoint endpoint{kHost, port};
        net::Waiting waiting("accept a connection", manifest_.name);
        auto connected = co_await net::WithDeadline(deadline, std::move(waiting),
                                                    TryConnect(executor_, std::move(endpoint)));
        if (connected) break;
        if (running.child->ended()) {
          co_await running.child->FinishStderr();
          co_return std::unexpected(
              SubjectError{SubjectError::Kind::kEnded,
                           fmt::format("{} ended before it was ready: {}", manifest_.name,
                                       running.child->captured_stderr())});
        }
        if (deadline.passed()) co_return std::unexpected(Unreachable(connected.error().message));
        co_await net::SleepFor(kReadyInterval);
      }
    }
    co_return std::expected<void, SubjectError>();
  }

  net::Executor executor_;
  const Manifest& manifest_;
  const script::Credentials& credentials_;
};

class RunningServer final : public ServerSubject {
 public:
  RunningServer(Identity identity, Endpoint endpoint)
      : identity_(std::move(identity)), endpoint_(std::move(endpoint)) {}

  const Identity& identity() const override { return identity_; }
  net::Task<std::expected<Endpoint, SubjectError>> Listen(bool tls) override {
    if (!tls) co_return endpoint_;
    co_return std::unexpected(
        SubjectError{SubjectError::Kind::kUnsupported, "only its plain address is known"});
  }
  bool alive() override { return true; }
  std::string diagnostics() const override { return {}; }
  net::Task<void> Stop() override { co_return; }

 private:
  Identity identity_;
  Endpoint endpoint_;
};

Identity IdentityOf(const Manifest& manifest) {
  Identity identity;
  identity.name = manifest.name;
  identity.roles = manifest.roles;
  identity.features = manifest.features.value_or(std::set<std::string>());
  identity.targets = manifest.targets;
  return identity;
}

}  // namespace

net::Task<std::expected<std::unique_ptr<ServerSubject>, SubjectError>> StartExternalServer(
    net::Executor executor, Manifest manifest,
    std::shared_ptr<const script::Credentials> credentials) {
  Identity identity = IdentityOf(manifest);
  identity.version = co_await AskVersion(executor, manifest);
  for (int attempt = 1;; ++attempt) {
    Starter starter(executor, manifest, *credentials);
    auto running = co_await starter.Start();
    if (running) {
      co_return std::make_unique<ExternalServerSubject>(std::move(identity), *manifest.server,
                                                        std::move(*running));
    }
    if (running.error().kind != SubjectError::Kind::kEnded || attempt == kStartAttempts) {
      co_return std::unexpected(Unreachable(std::move(running.error().message)));
    }
  }
}

net::Task<std::expected<std::unique_ptr<ServerSubject>, SubjectError>> ReachRunningServer(
    net::Executor executor, Manifest manifest) {
  Endpoint endpoint = *manifest.url;
  net::Waiting waiting("connect", ToString(endpoint));
  auto connected = co_await net::WithDeadline(net::Deadline::After(std::chrono::seconds(10)),
                                              std::move(waiting), TryConnect(executor, endpoint));
  if (!connected) co_return std::unexpected(Unreachable(connected.error().message));
  co_return std::make_unique<RunningServer>(IdentityOf(manifest), *manifest.url);
}

}  // namespace wireproof::harness
