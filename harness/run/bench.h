// A subject on the bench: running, calibrated, and its features known, so that scenarios can be
// played against it. Deadlines follow from the calibration: no fixed sleeps.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/subject/manifest.h"
#include "harness/subject/subject.h"
#include "http/net/sync.h"
#include "http/net/task.h"
#include "http/script/credentials.h"

namespace wireproof::harness {

// What a calibration exchange measured, and what follows from it.
struct Pace {
  std::chrono::milliseconds slowest_exchange{0};
  std::chrono::milliseconds deadline{2000};  // of each awaited thing
  std::chrono::milliseconds quiet{10};       // how long nothing must come
};

// From the slowest of the calibration exchanges; `in_flight` others may compete with each.
Pace PaceFrom(std::chrono::microseconds slowest_exchange, std::size_t in_flight);

struct BenchOptions {
  std::size_t jobs = 32;  // scenarios in flight against a server; processes of a client subject
  // The shortest deadline. It may be short, because what misses it unexpectedly is played again
  // alone, with three times the deadline, before it counts.
  std::chrono::milliseconds least_deadline{400};
};

// A server subject.
class ServerBench {
 public:
  static net::Task<std::expected<std::unique_ptr<ServerBench>, SubjectError>> Start(
      net::Executor executor, Manifest manifest,
      std::shared_ptr<const script::Credentials> credentials, BenchOptions options);

  const Identity& identity() const { return identity_; }  // with the features measured
  const Pace& pace() const { return pace_; }
  bool has_tls() const { return tls_.has_value(); }
  Endpoint endpoint(bool tls) const { return tls ? *tls_ : plain_; }
  const std::shared_ptr<const script::Credentials>& credentials() const { return credentials_; }
  net::Executor executor() const { return executor_; }

  // The status that `target.get` is answered with, and its target.
  int get_status() const { return get_status_; }
  const std::string& get_target() const { return get_target_; }

  // For OctetsTemplates; nullopt where the subject has no such target.
  std::optional<std::string> Variable(std::string_view name, bool tls) const;

  bool alive() { return subject_->alive(); }
  std::string diagnostics() const { return subject_->diagnostics(); }
  // Another instance, after this one died. Keeps what was measured.
  net::Task<std::expected<void, SubjectError>> Restart();
  net::Task<void> Stop() { return subject_->Stop(); }

 private:
  ServerBench(net::Executor executor, Manifest manifest,
              std::shared_ptr<const script::Credentials> credentials, BenchOptions options);
  net::Task<std::expected<void, SubjectError>> StartSubject();
  net::Task<std::expected<void, SubjectError>> Calibrate();
  net::Task<void> MeasureFeatures();

  net::Executor executor_;
  Manifest manifest_;
  std::shared_ptr<const script::Credentials> credentials_;
  BenchOptions options_;
  std::unique_ptr<ServerSubject> subject_;
  Identity identity_;
  Endpoint plain_;
  std::optional<Endpoint> tls_;
  Pace pace_;
  int get_status_ = 200;
  std::string get_target_ = "/";
};

// A client subject: several processes, each serial.
class ClientBench {
 public:
  static net::Task<std::expected<std::unique_ptr<ClientBench>, SubjectError>> Start(
      net::Executor executor, Manifest manifest,
      std::shared_ptr<const script::Credentials> credentials, BenchOptions options);

  const Identity& identity() const { return identity_; }
  const Pace& pace() const { return pace_; }
  bool has_tls() const { return identity_.features.contains("tls"); }
  const std::shared_ptr<const script::Credentials>& credentials() const { return credentials_; }
  net::Executor executor() const { return executor_; }
  std::size_t workers() const { return workers_.size(); }

  // A process that nobody else uses until the lease ends.
  class Lease {
   public:
    Lease(ClientBench& bench, net::Semaphore::Permit permit);
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();
    ClientSubject& operator*() const { return *client_; }
    ClientSubject* operator->() const { return client_; }

   private:
    ClientBench& bench_;
    net::Semaphore::Permit permit_;
    ClientSubject* client_;
  };
  net::Task<std::unique_ptr<Lease>> Acquire();

  net::Task<void> Stop();

 private:
  ClientBench(net::Executor executor, std::shared_ptr<const script::Credentials> credentials,
              std::size_t workers);
  net::Task<std::expected<void, SubjectError>> Calibrate(BenchOptions options);

  net::Executor executor_;
  std::shared_ptr<const script::Credentials> credentials_;
  net::Semaphore permits_;
  std::vector<std::unique_ptr<ClientSubject>> workers_;
  std::vector<ClientSubject*> free_;
  Identity identity_;
  Pace pace_;
};

}  // namespace wireproof::harness
