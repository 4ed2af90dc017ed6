// One connection of a script's player: the stream, its one reader, and its transcript.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/net/io_error.h"
#include "http/net/stream.h"
#include "http/net/sync.h"
#include "http/net/task.h"
#include "http/net/tls.h"
#include "http/script/messages.h"
#include "http/script/player.h"
#include "http/script/script.h"
#include "http/script/transcript.h"

namespace wireproof::script {

// What the connections of one side share.
struct Stage {
  Stage(net::Executor on, PlayOptions play)
      : executor(on),
        options(std::move(play)),
        changed(on),
        tasks(std::make_unique<net::TaskGroup>(on)) {}

  // Starts a reader, or what accepts; nothing once the side is gone.
  void Start(std::string_view what, net::Task<void> task) {
    if (tasks) tasks->Start(what, std::move(task));
  }

  const net::Executor executor;
  const PlayOptions options;
  const std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
  net::Signal changed;  // a connection came, read something, or ended
  // Ended by the side itself, and not by the last of the tasks, which share this.
  std::unique_ptr<net::TaskGroup> tasks;
  bool settled = false;   // the scenario is over: what is missed is no event
  bool finished = false;  // nothing is recorded any more
  // Connections by index, in the order in which heads and whole messages came on them. A peer's
  // awaits take from the front.
  std::deque<std::size_t> heads;
  std::deque<std::size_t> wholes;
};

// The most bytes received on a connection before it is reset: a subject that sends without end
// must not fill the memory of the judge.
inline constexpr std::size_t kMaxReceived = 8u << 20;

enum class HandshakeEnd { kDone, kFailed, kMissed };

// Always owned by shared_ptr: the reader shares it. The step functions are for one caller at a
// time, who keeps it alive.
class PlayerConnection {
 public:
  PlayerConnection(std::shared_ptr<Stage> stage, std::string name, std::size_t index,
                   MessageReader::Kind reads);

  const std::string& name() const { return transcript_.name; }
  const MessageSequence& messages() const { return reader_.sequence(); }
  std::size_t received() const { return received_; }
  // Grows with all that comes, the end included.
  std::size_t activity() const { return activity_; }
  // Whether there is a stream to write to: connected, the handshake over.
  bool ready() const { return stream_ != nullptr && !closed_; }
  // Nothing more comes: the peer ended or failed, or we closed.
  bool ended() const { return ended_ || closed_; }
  bool open() const { return ready() && !ended_ && !half_closed_; }

  void Record(EventKind kind, std::string bytes = {}, std::string detail = {});
  ConnectionTranscript TakeTranscript();

  // The connection was made; `stream` is plain.
  void Adopt(std::unique_ptr<net::Stream> stream);
  // It could not be made.
  void Fail(EventKind kind, std::string detail);

  // The handshake takes the stream; where it fails the connection has ended. Not while a reader
  // runs.
  net::Task<HandshakeEnd> HandshakeAsClient(const TlsSettings& settings, std::string host);
  net::Task<HandshakeEnd> HandshakeAsServer(const TlsSettings& settings);

  // The one reader, from connect to end; started in the stage's tasks.
  static net::Task<void> ReadToEnd(std::shared_ptr<PlayerConnection> self);
  // Ends the reader without ending the stream: for a handshake in the middle.
  net::Task<void> StopReading();

  // Each gives nothing, or what was missed: "send (3 of 5 bytes went)".
  net::Task<std::optional<std::string>> Send(std::string bytes, Delivery delivery);
  net::Task<std::optional<std::string>> HalfClose();
  net::Task<std::optional<std::string>> Close(bool close_notify);
  void Reset();

 private:
  HandshakeEnd TakeHandshake(std::expected<std::unique_ptr<net::TlsStream>, net::TlsFailure> made);
  net::Task<std::expected<void, net::IoError>> WritePieces(std::string_view bytes,
                                                           Delivery delivery);
  void TakeBytes(std::string_view bytes);
  void TakePeerEnd();
  void TakeReadError(const net::IoError& error);
  void NoteLateRefusal();
  void RecordSent(std::string_view piece, bool goes_on);

  const std::shared_ptr<Stage> stage_;
  const std::size_t index_;
  const MessageReader::Kind reads_;
  ConnectionTranscript transcript_;
  MessageReader reader_;
  MethodReader sent_methods_;
  std::unique_ptr<net::Stream> stream_;
  net::TlsStream* tls_ = nullptr;  // stream_, where it is one
  std::size_t received_ = 0;
  std::size_t activity_ = 0;
  std::size_t written_ = 0;  // of the Send under way
  bool reading_ = false;
  bool stop_reading_ = false;
  bool writing_ = false;  // also: a write was cancelled in its middle
  bool ended_ = false;
  bool half_closed_ = false;
  bool closed_ = false;
};

}  // namespace wireproof::script
