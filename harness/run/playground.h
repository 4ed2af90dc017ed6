// One subject in one role, as the runner sees it: plays a scenario once, and says whether the
// subject is still alive. The two kinds hide how a server and a client differ.
#pragma once

#include <expected>
#include <memory>

#include "harness/run/bench.h"
#include "harness/run/server_run.h"
#include "harness/run/variant.h"

namespace wireproof::harness {

class Playground {
 public:
  virtual ~Playground() = default;
  virtual Role role() const = 0;
  virtual const Identity& identity() const = 0;
  virtual bool has_tls() const = 0;
  virtual bool HasVariable(std::string_view name) const = 0;
  // How many scenarios may be in flight.
  virtual std::size_t jobs() const = 0;

  // `patience` multiplies all deadlines.
  virtual net::Task<std::expected<Run, SubjectError>> Play(const Scenario& scenario,
                                                           Variant variant, int patience) = 0;

  // Whether the subject's process died since the last Revive; Revive starts another.
  virtual bool died() = 0;
  virtual net::Task<std::expected<void, SubjectError>> Revive() = 0;
  virtual net::Task<void> Stop() = 0;
};

// `jobs`: of options for servers; clients have `options.jobs` processes.
net::Task<std::expected<std::unique_ptr<Playground>, SubjectError>> OpenPlayground(
    net::Executor executor, Role role, Manifest manifest,
    std::shared_ptr<const script::Credentials> credentials, BenchOptions options);

}  // namespace wireproof::harness
