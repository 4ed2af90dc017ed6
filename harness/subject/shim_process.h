// One shim process and the line-JSON protocol that it speaks (docs/shim-protocol.md).
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/subject/manifest.h"
#include "harness/subject/subject.h"
#include "harness/subject/temporary_folder.h"
#include "http/net/line_reader.h"
#include "http/net/process.h"
#include "http/net/task.h"

namespace wireproof::harness {

// How long anything but an exchange may take.
inline constexpr std::chrono::milliseconds kShimDeadline{10000};
// The longest line of the protocol.
inline constexpr std::size_t kMaxShimLine = std::size_t{1} << 26;

class ShimProcess {
 public:
  // Starts the manifest's shim and greets it.
  static net::Task<std::expected<std::unique_ptr<ShimProcess>, SubjectError>> Start(
      net::Executor executor, Manifest manifest);

  const Identity& identity() const { return identity_; }

  // Sends {"id", "op": op, ...members} and gives the reply's "ok". After kHung, kEnded and
  // kProtocol the process is killed, and every further call fails.
  net::Task<std::expected<nlohmann::json, SubjectError>> Call(std::string op,
                                                              nlohmann::json members,
                                                              std::chrono::milliseconds deadline);

  // Sends a line as it is, and gives the reply line: for `shim check`, which tries what is no
  // message. The same failures as Call's.
  net::Task<std::expected<std::string, SubjectError>> CallRaw(std::string line,
                                                              std::chrono::milliseconds deadline);

  bool alive();
  std::string diagnostics() const { return child_->captured_stderr(); }
  // shutdown, then its end; killed where that takes longer than kShimDeadline.
  net::Task<void> Stop();

 private:
  ShimProcess(std::string name, std::unique_ptr<net::ChildProcess> child,
              std::unique_ptr<TemporaryFolder> folder);
  net::Task<std::expected<std::string, net::IoError>> Ask(std::string line);
  std::expected<nlohmann::json, SubjectError> ReadReply(const std::string& line, std::int64_t id);
  SubjectError Broken(SubjectError::Kind kind, std::string message);

  std::string name_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<net::ChildProcess> child_;
  net::LineReader lines_;
  Identity identity_;
  std::int64_t last_id_ = 0;
  bool usable_ = true;
};

}  // namespace wireproof::harness
