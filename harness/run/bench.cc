#include "harness/run/bench.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/run/control_requests.h"
#include "harness/subject/start.h"
#include "http/net/loop.h"

namespace wireproof::harness {

namespace {

using std::chrono::milliseconds;

constexpr char kEchoTarget[] = "/echo";
// A calibration exchange is repeated so often; the slowest counts.
constexpr int kCalibrations = 5;
// Before anything is known of a subject.
constexpr milliseconds kFirstDeadline{10000};

// An exchange among others in flight takes its turn; twenty times the slowest is no longer noise.
constexpr int kDeadlineFactor = 20;
constexpr milliseconds kMostDeadline{10000};
constexpr int kQuietFactor = 4;
constexpr milliseconds kLeastQuiet{5};
constexpr milliseconds kMostQuiet{250};

SubjectError Unreachable(std::string message) {
  return {SubjectError::Kind::kUnreachable, std::move(message)};
}

using StartedClient = std::optional<std::expected<std::unique_ptr<ClientSubject>, SubjectError>>;

// `into` outlives it: the caller joins.
net::Task<void> StartInto(net::Executor executor, Manifest manifest, StartedClient& into) {
  into.emplace(co_await StartClient(std::move(executor), std::move(manifest)));
}

}  // namespace

Pace PaceFrom(std::chrono::microseconds slowest_exchange, std::size_t in_flight) {
  const auto slowest = std::chrono::ceil<milliseconds>(slowest_exchange);
  const milliseconds turn = slowest * static_cast<long>(std::max<std::size_t>(in_flight, 1));
  Pace pace;
  pace.slowest_exchange = slowest;
  pace.deadline = std::min(kMostDeadline, std::max(slowest * kDeadlineFactor, turn * 4));
  pace.quiet = std::clamp(slowest * kQuietFactor, kLeastQuiet, kMostQuiet);
  return pace;
}

ServerBench::ServerBench(net::Executor executor, Manifest manifest,
                         std::shared_ptr<const script::Credentials> credentials,
                         BenchOptions options)
    : executor_(std::move(executor)),
      manifest_(std::move(manifest)),
      credentials_(std::move(credentials)),
      options_(options) {}

net::Task<std::expected<std::unique_ptr<ServerBench>, SubjectError>> ServerBench::Start(
    net::Executor executor, Manifest manifest,
    std::shared_ptr<const script::Credentials> credentials, BenchOptions options) {
  std::unique_ptr<ServerBench> bench(
      new ServerBench(std::move(executor), std::move(manifest), std::move(credentials), options));
  auto started = co_await bench->StartSubject();
  if (!started) co_return std::unexpected(std::move(started.error()));
  bench->identity_ = bench->subject_->identity();
  auto calibrated = co_await bench->Calibrate();
  if (!calibrated) co_return std::unexpected(std::move(calibrated.error()));
  co_await bench->MeasureFeatures();
  co_return bench;
}

net::Task<std::expected<void, SubjectError>> ServerBench::StartSubject() {
  Manifest manifest = manifest_;
  auto subject = co_await StartServer(executor_, std::move(manifest), credentials_);
  if (!subject) co_return std::unexpected(std::move(subject.error()));
  subject_ = std::move(*subject);
  auto plain = co_await subject_->Listen(false);
  if (!plain) co_return std::unexpected(std::move(plain.error()));
  plain_ = *plain;
  auto tls = co_await subject_->Listen(true);
  if (!tls && tls.error().kind != SubjectError::Kind::kUnsupported) {
    co_return std::unexpected(std::move(tls.error()));
  }
  tls_.reset();
  if (tls) tls_ = *tls;
  co_return std::expected<void, SubjectError>();
}

net::Task<std::expected<void, SubjectError>> ServerBench::Restart() {
  co_await subject_->Stop();
  co_return co_await StartSubject();
}

net::Task<std::expected<void, SubjectError>> ServerBench::Calibrate() {
  const auto target = identity_.targets.find("get");
  if (target != identity_.targets.end()) {
    get_target_ = target->second;
  } else if (identity_.features.contains("app.echo")) {
    get_target_ = kEchoTarget;
  }
  ControlRequests requests(executor_, plain_, kFirstDeadline);
  std::chrono::microseconds slowest{0};
  for (int i = 0; i < kCalibrations; ++i) {
    auto answer = co_await requests.Ask("GET", get_target_, "1.1");
    if (!answer) {
      co_return std::unexpected(Unreachable(fmt::format(
          "{}: GET {} is not answered: {}", identity_.name, get_target_, answer.error())));
    }
    get_status_ = answer->status;
    slowest = std::max(slowest, answer->took);
  }
  if (get_status_ != 200) {
    co_return std::unexpected(Unreachable(
        fmt::format("{}: GET {} is answered {}, expected 200: name another target (targets.get)",
                    identity_.name, get_target_, get_status_)));
  }
  pace_ = PaceFrom(slowest, options_.jobs);
  pace_.deadline = std::max(pace_.deadline, options_.least_deadline);
  co_return std::expected<void, SubjectError>();
}

net::Task<void> ServerBench::MeasureFeatures() {
  std::set<std::string>& features = identity_.features;
  ControlRequests requests(executor_, plain_, pace_.deadline);
  const bool declared = manifest_.features.has_value() || !manifest_.shim.empty();
  if (!declared) {
    features.insert("get");
    auto head = co_await requests.Ask("HEAD", get_target_, "1.1");
    if (head && head->status == 200) features.insert("head");
    if (co_await requests.KeepsAlive(get_target_)) features.insert("keep-alive");
    auto echo = co_await requests.Ask("POST", kEchoTarget, "1.1");
    if (echo && echo->status == 200 && LooksLikeEcho(echo->body)) {
      features.insert({"app.echo", "post"});
    }
  }
  auto old = co_await requests.Ask("GET", get_target_, "1.0");
  if (old && old->status == 200) features.insert("http10");
  if (has_tls()) features.insert("tls");
  if (!has_tls()) features.erase("tls");
}

std::optional<std::string> ServerBench::Variable(std::string_view name, bool tls) const {
  const Endpoint at = endpoint(tls);
  if (name == "host") return at.host;
  if (name == "port") return std::to_string(at.port);
  if (name == "authority") return ToString(at);
  if (name == "target.get") return get_target_;
  constexpr std::string_view kTarget = "target.";
  if (!name.starts_with(kTarget)) return std::nullopt;
  const auto found = identity_.targets.find(std::string(name.substr(kTarget.size())));
  if (found != identity_.targets.end()) return found->second;
  if (name == "target.post" && identity_.features.contains("app.echo")) return kEchoTarget;
  return std::nullopt;
}

ClientBench::ClientBench(net::Executor executor,
                         std::shared_ptr<const script::Credentials> credentials,
                         std::size_t workers)
    : executor_(executor), credentials_(std::move(credentials)), permits_(executor, workers) {}

net::Task<std::expected<std::unique_ptr<ClientBench>, SubjectError>> ClientBench::Start(
    net::Executor executor, Manifest manifest,
    std::shared_ptr<const script::Credentials> credentials, BenchOptions options) {
  const std::size_t workers = std::max<std::size_t>(options.jobs, 1);
  std::unique_ptr<ClientBench> bench(
      new ClientBench(std::move(executor), std::move(credentials), workers));
  std::vector<StartedClient> started(workers);
  net::TaskGroup starting(bench->executor_);
  for (StartedClient& client : started) {
    starting.Start("start " + manifest.name, StartInto(bench->executor_, manifest, client));
  }
  co_await starting.Join();
  for (StartedClient& client : started) {
    if (!client) co_return std::unexpected(Unreachable(manifest.name + " could not be started"));
    if (!*client) co_return std::unexpected(std::move(client->error()));
    bench->free_.push_back((*client)->get());
    bench->workers_.push_back(std::move(**client));
  }
  bench->identity_ = bench->workers_.front()->identity();
  auto calibrated = co_await bench->Calibrate(options);
  if (!calibrated) co_return std::unexpected(std::move(calibrated.error()));
  co_return bench;
}

net::Task<std::expected<void, SubjectError>> ClientBench::Calibrate(BenchOptions options) {
  std::chrono::microseconds slowest{0};
  for (int i = 0; i < kCalibrations; ++i) {
    auto took = co_await TimeExchange(executor_, *workers_.front(), kFirstDeadline);
    if (!took) {
      co_return std::unexpected(Unreachable(fmt::format(
          "{}: a plain GET that is answered 200 fails: {}", identity_.name, took.error())));
    }
    slowest = std::max(slowest, *took);
  }
  pace_ = PaceFrom(slowest, options.jobs);
  pace_.deadline = std::max(pace_.deadline, options.least_deadline);
  co_return std::expected<void, SubjectError>();
}

ClientBench::Lease::Lease(ClientBench& bench, net::Semaphore::Permit permit)
    : bench_(bench), permit_(std::move(permit)), client_(bench.free_.back()) {
  bench_.free_.pop_back();
}

ClientBench::Lease::~Lease() {
  bench_.free_.push_back(client_);
}

net::Task<std::unique_ptr<ClientBench::Lease>> ClientBench::Acquire() {
  auto permit = co_await permits_.Acquire();
  co_return std::make_unique<Lease>(*this, std::move(permit));
}

net::Task<void> ClientBench::Stop() {
  for (const std::unique_ptr<ClientSubject>& worker : workers_) co_await worker->Stop();
}

}  // namespace wireproof::harness
