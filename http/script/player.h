// Plays a script on real streams and keeps the transcript.
//
//   ClientSide client(loop.executor(), "127.0.0.1", port, options);
//   co_await client.Play(script);
//   Transcript transcript = co_await client.Finish();
//
// One reader a connection runs from connect to end, whatever the script does; awaits are
// predicates on what it has read; a failed send is an event and never stops the reading.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/net/task.h"
#include "http/script/messages.h"
#include "http/script/script.h"
#include "http/script/transcript.h"

namespace wireproof::script {

// What our side trusts and shows over TLS: PEM texts made once a run (net/certificates.h).
class Credentials;  // shared, immutable; credentials.h

struct PlayOptions {
  Delivery delivery = Delivery::kWhole;
  std::chrono::milliseconds deadline{2000};  // of each await, each connect, each handshake
  std::chrono::milliseconds quiet{20};       // how long nothing must come for `await quiet`
  VariableLookup variables = {};             // for the octets of Send
  std::optional<TlsSettings> tls = {};       // set: connections start with a handshake
  std::shared_ptr<const Credentials> credentials = {};  // needed where TLS is
};

// We are the client. Connects `main` at Play, before the first step.
class ClientSide {
 public:
  ClientSide(net::Executor executor, std::string host, std::uint16_t port, PlayOptions options);
  ~ClientSide();

  // Plays the steps; stops at the first missed deadline (transcript().missed). May be called again:
  // the connections stay. A failed connect or handshake ends the script, and is in the transcript.
  net::Task<void> Play(Script script);

  // Used after the script: await the close that was announced, or the answer to a probe. False
  // where the options' deadline passed, or there is no such connection. What is awaited counts as
  // come where it can no longer come: the connection ended, or (messages) cannot be read further.
  net::Task<bool> AwaitQuiet();
  net::Task<bool> AwaitEnd(std::string connection);
  net::Task<bool> AwaitMessages(std::string connection, std::size_t count);
  // Sent whole, whatever the options' delivery; a failure is an event.
  net::Task<void> SendBytes(std::string connection, std::string bytes);

  // The scenario is over: puts kSettled into every connection's transcript. What follows is the
  // residue probe's, and a deadline missed from here on is no event.
  void MarkSettled();

  // Whether a deadline was missed, or the connection could not be made: nothing more is played.
  bool missed() const;

  // Whether the connection stands: connected, and neither side ended it.
  bool IsOpen(std::string_view connection) const;
  const MessageSequence& messages(std::string_view connection) const;

  // Ends what is still open (FIN, close_notify over TLS) and gives up the transcript, in which that
  // end does not stand. No coroutine of this is left afterwards. To be called once, or not at all.
  net::Task<Transcript> Finish();

 private:
  class State;
  std::shared_ptr<State> state_;
};

// We are the server: listens on a port of its own, so the port is the correlation.
class ServerSide {
 public:
  ServerSide(net::Executor executor, PlayOptions options);
  ~ServerSide();

  // Binds 127.0.0.1, port 0, and accepts from now on. Throws nothing; 0 where binding failed.
  std::uint16_t Listen();

  // Plays the steps, until the last or the first missed deadline. `await request` and `await head`
  // take what came first on any connection (or on the one that is named) and make it current; a
  // request that does not parse is taken too, so that the script answers it. Other steps wait until
  // their connection is there. `Stop` ends it early: the client has reported, nothing more will
  // come.
  net::Task<void> Play(Script script);
  void Stop();

  // The scenario is over, the client has reported: puts kSettled into every connection's
  // transcript, so that the fates up to here can be told from what its release does.
  void MarkSettled();

  // How many requests have come whole, on all connections.
  std::size_t requests() const;

  // Waits (bounded by the quiet time) for what the client still does at its release: ends. Then
  // closes what is open, which does not stand in the transcript. Not while Play runs (Stop ends
  // it); to be called once, or not at all. No coroutine of this is left afterwards.
  net::Task<Transcript> Finish();

 private:
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace wireproof::script
