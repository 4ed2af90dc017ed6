// The engine: everything a mock server knows, on one loop: stubs, journal, clock, settings.
//
// The connections (server.h) ask it what to do with a request; the admin API (admin/) reads and
// changes it. No locks: all of it runs on the loop's thread; others post to that (mock_server.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "http/net/task.h"
#include "mockserver/journal/journal.h"
#include "mockserver/serve/clock.h"
#include "mockserver/serve/proxy_traffic.h"
#include "mockserver/serve/settings.h"
#include "mockserver/stub/mapping_files.h"
#include "mockserver/stub/stub_store.h"

namespace wireproof::mock {

// What is recorded while /__admin/recordings runs: the answers of proxied exchanges are found in
// the journal; the state says only whether, and with which specification.
struct RecordingState {
  enum class Status : std::uint8_t { kNeverStarted, kRecording, kStopped };
  Status status = Status::kNeverStarted;
  SharedJson spec = {};
  std::string proxy_stub_id = {};    // added by start, removed by stop
  std::uint64_t first_exchange = 0;  // numbers of the journal
};

class Engine {
 public:
  Engine(net::Executor executor, MockOptions options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const MockOptions& options() const { return options_; }
  net::Executor executor() const { return executor_; }
  MockClock& clock() { return clock_; }
  StubStore& stubs() { return *stubs_; }
  Journal& journal() { return *journal_; }
  const MappingFiles& files() const { return files_; }
  LiveSettings& settings() { return settings_; }
  RecordingState& recording() { return recording_; }
  std::mt19937_64& random() { return random_; }
  const std::shared_ptr<ProxyTraffic>& proxy_traffic() { return proxy_traffic_; }

  // Loads mappings/ in addition to what is there; the problems are for the caller to show, remarks
  // on what is loaded are logged.
  std::vector<FileProblem> LoadFiles();
  // Stubs back to the files (those made by the API go), journal, hits and scenarios cleared.
  void Reset();
  void ResetStubsToFiles();

  MatchContext Context(const Request* request) const;
  StubReading Reading() const;
  // Logs remarks on stubs that were taken (StubReading::remarks); `where` they came from.
  void LogRemarks(std::string_view where, const std::vector<JsonProblem>& remarks) const;
  RenderOptions Rendering();

  // Draws from a delay.
  double DrawMs(const Delay& delay);

  // For the text templates of webhooks and proxies.
  CustomMatchers& custom_matchers() { return custom_matchers_; }

  // Asked to stop (POST /__admin/shutdown); the server does so.
  void RequestShutdown();
  void OnShutdown(std::function<void()> listener) { on_shutdown_ = std::move(listener); }

  std::string ca_pem() const { return ca_pem_; }
  void set_ca_pem(std::string pem) { ca_pem_ = std::move(pem); }
  std::int64_t started_us() const { return started_us_; }

  // The number of a connection that is accepted now: from 1, since the start or the last Reset.
  std::uint64_t NextConnection() { return ++connections_; }

 private:
  std::vector<FileProblem> AddAll(LoadedMappings loaded);

  net::Executor executor_;
  MockOptions options_;
  MockClock clock_;
  std::mt19937_64 random_;
  MappingFiles files_;
  std::unique_ptr<StubStore> stubs_;
  std::unique_ptr<Journal> journal_;
  LiveSettings settings_;
  RecordingState recording_;
  CustomMatchers custom_matchers_;
  std::shared_ptr<ProxyTraffic> proxy_traffic_;
  std::function<void()> on_shutdown_;
  std::string ca_pem_;
  std::int64_t started_us_ = 0;
  std::uint64_t connections_ = 0;
};

}  // namespace wireproof::mock
