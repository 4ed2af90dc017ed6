#include "harness/run/playground.h"

#include "harness/run/client_run.h"

namespace wireproof::harness {

namespace {

class ServerPlayground final : public Playground {
 public:
  ServerPlayground(std::unique_ptr<ServerBench> bench, std::size_t jobs)
      : bench_(std::move(bench)), jobs_(jobs) {}

  Role role() const override { return Role::kServer; }
  const Identity& identity() const override { return bench_->identity(); }
  bool has_tls() const override { return bench_->has_tls(); }
  bool HasVariable(std::string_view name) const override {
    return bench_->Variable(name, false).has_value();
  }
  std::size_t jobs() const override { return jobs_; }

  net::Task<std::expected<Run, SubjectError>> Play(const Scenario& scenario, Variant variant,
                                                   int patience) override {
    co_return co_await RunAgainstServer(*bench_, scenario, variant, patience);
  }

  bool died() override { return !bench_->alive(); }
  net::Task<std::expected<void, SubjectError>> Revive() override { return bench_->Restart(); }
  net::Task<void> Stop() override { return bench_->Stop(); }

 private:
  std::unique_ptr<ServerBench> bench_;
  std::size_t jobs_;
};

class ClientPlayground final : public Playground {
 public:
  explicit ClientPlayground(std::unique_ptr<ClientBench> bench) : bench_(std::move(bench)) {}

  Role role() const override { return Role::kClient; }
  const Identity& identity() const override { return bench_->identity(); }
  bool has_tls() const override { return bench_->has_tls(); }
  bool HasVariable(std::string_view) const override { return false; }
  std::size_t jobs() const override { return bench_->workers(); }

  net::Task<std::expected<Run, SubjectError>> Play(const Scenario& scenario, Variant variant,
                                                   int patience) override {
    auto lease = co_await bench_->Acquire();
    co_return co_await RunAgainstClient(*bench_, **lease, scenario, variant, patience);
  }

  // A client's process that ended is replaced at its next exchange; its end is Play's error.
  bool died() override { return false; }
  net::Task<std::expected<void, SubjectError>> Revive() override {
    co_return std::expected<void, SubjectError>();
  }
  net::Task<void> Stop() override { return bench_->Stop(); }

 private:
  std::unique_ptr<ClientBench> bench_;
};

}  // namespace

net::Task<std::expected<std::unique_ptr<Playground>, SubjectError>> OpenPlayground(
    net::Executor executor, Role role, Manifest manifest,
    std::shared_ptr<const script::Credentials> credentials, BenchOptions options) {
  if (role == Role::kServer) {
    auto bench =
        co_await ServerBench::Start(executor, std::move(manifest), std::move(credentials), options);
    if (!bench) co_return std::unexpected(std::move(bench.error()));
    co_return std::make_unique<ServerPlayground>(std::move(*bench), options.jobs);
  }
  auto bench =
      co_await ClientBench::Start(executor, std::move(manifest), std::move(credentials), options);
  if (!bench) co_return std::unexpected(std::move(bench.error()));
  co_return std::make_unique<ClientPlayground>(std::move(*bench));
}

}  // namespace wireproof::harness
