#include "mockserver/serve/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace wireproof::mock {
namespace {

std::mt19937_64 MakeRandom(const std::optional<std::uint64_t>& seed) {
  if (seed) return std::mt19937_64(*seed);
  std::random_device device;
  return std::mt19937_64((std::uint64_t{device()} << 32) | device());
}

double Draw(const FixedDelay& delay, std::mt19937_64&) {
  return delay.ms;
}

double Draw(const UniformDelay& delay, std::mt19937_64& random) {
  if (delay.upper_ms <= delay.lower_ms) return delay.lower_ms;
  return std::uniform_real_distribution<double>(delay.lower_ms, delay.upper_ms)(random);
}

// What is beyond the maximum is drawn again, as WireMock does; a maximum that is hardly ever met
// must not hold the loop.
double Draw(const LogNormalDelay& delay, std::mt19937_64& random) {
  constexpr int kMostDraws = 100;
  std::normal_distribution<double> normal;
  for (int draw = 0; draw < kMostDraws; ++draw) {
    const double ms = delay.median_ms * std::exp(delay.sigma * normal(random));
    if (!delay.max_ms || ms <= *delay.max_ms) return ms;
  }
  return *delay.max_ms;
}

}  // namespace

Engine::Engine(net::Executor executor, MockOptions options)
    : executor_(executor),
      options_(std::move(options)),
      clock_(std::move(executor)),
      random_(MakeRandom(options_.seed)),
      files_(options_.root_dir),
      journal_(std::make_unique<Journal>(options_.journal)),
      proxy_traffic_(std::make_shared<ProxyTraffic>()),
      started_us_(clock_.now_us()) {
  settings_.proxy_pass_through = options_.proxy.pass_through;
  auto compile = [this](const Stub& stub, const Answer& answer) {
    return CompileReply(stub, answer, options_.replies);
  };
  stubs_ = std::make_unique<StubStore>(std::move(compile), random_);
}

Engine::~Engine() = default;

std::vector<FileProblem> Engine::LoadFiles() {
  if (options_.root_dir.empty()) return {};
  LoadedMappings loaded = files_.Load(Reading());
  for (const FileProblem& remark : loaded.remarks) LogRemarks(remark.file, {remark.problem});
  return AddAll(std::move(loaded));
}

std::vector<FileProblem> Engine::AddAll(LoadedMappings loaded) {
  for (Stub& stub : loaded.stubs) {
    const std::string file = stub.file;
    auto added = stubs_->Add(std::move(stub));
    if (added) continue;
    JsonProblem problem = std::move(added.error().problem);
    if (!added.error().compile_failed) {
      problem = {.pointer = "/id", .message = "another stub has this id already"};
    }
    loaded.problems.push_back({.file = "mappings/" + file, .problem = std::move(problem)});
  }
  return std::move(loaded.problems);
}

void Engine::ResetStubsToFiles() {
  stubs_->Clear();
  if (!options_.root_dir.empty()) (void)AddAll(files_.Load(Reading()));
}

void Engine::Reset() {
  ResetStubsToFiles();
  stubs_->ResetScenarios();
  stubs_->ResetHits();
  journal_->Clear();
  connections_ = 0;
}

MatchContext Engine::Context(const Request* request) const {
  MatchContext context;
  context.now = clock_.now();
  context.request = request;
  return context;
}

StubReading Engine::Reading() const {
  StubReading reading;
  reading.coerce_scalars = options_.compat_wiremock;
  reading.take_any_webhook = options_.compat_wiremock;
  reading.request.values.drop_unknown_keys = options_.compat_wiremock;
  reading.request.custom = &custom_matchers_;
  return reading;
}

void Engine::LogRemarks(std::string_view where, const std::vector<JsonProblem>& remarks) const {
  if (!options_.log) return;
  for (const JsonProblem& remark : remarks) {
    options_.log(fmt::format("warning: {}: {}: {}", where, remark.pointer, remark.message));
  }
}

RenderOptions Engine::Rendering() {
  RenderOptions options;
  options.now = clock_.now();
  options.random = &random_;
  options.permitted_system_keys = options_.permitted_system_keys;
  return options;
}

double Engine::DrawMs(const Delay& delay) {
  const double ms = std::visit([this](const auto& one) { return Draw(one, random_); }, delay);
  return std::isfinite(ms) ? std::clamp(ms, 0.0, kMaxDelayMs) : 0;
}

void Engine::RequestShutdown() {
  if (on_shutdown_) on_shutdown_();
}

}  // namespace wireproof::mock
