#include "http/net/tls.h"

#include <fmt/format.h>

#include <utility>

#include "http/net/linger.h"
#include "http/net/tls_connection.h"
#include "http/net/tls_context_state.h"

namespace wireproof::net {
namespace {

// How long a refused peer may take to end its direction after our alert.
constexpr std::chrono::milliseconds kAlertLinger{500};

TlsFailure Explain(TlsConnection& connection, const IoError& error, bool verifies) {
  TlsFailure failure;
  failure.message = error.message;
  if (error.kind == IoErrorKind::kTimeout) {
    failure.blame = TlsBlame::kTimeout;
    return failure;
  }
  if (error.kind != IoErrorKind::kTls) {
    failure.blame = TlsBlame::kCut;
    failure.reset = error.kind == IoErrorKind::kReset;
    return failure;
  }
  const TlsEngine& engine = connection.engine();
  const TlsAlert* alert = engine.LastAlert(/*sent=*/false, /*any=*/true);
  failure.blame = alert != nullptr ? TlsBlame::kByPeer : TlsBlame::kBySelf;
  if (alert == nullptr) alert = engine.LastAlert(/*sent=*/true);
  if (alert != nullptr) {
    failure.alert = alert->number;
    failure.alert_name = alert->name;
  }
  if (failure.blame == TlsBlame::kBySelf && verifies && engine.verify_code() != X509_V_OK) {
    failure.verify_code = static_cast<int>(engine.verify_code());
    failure.verify_reason = X509_verify_cert_error_string(engine.verify_code());
    failure.message += ": " + failure.verify_reason;
  }
  return failure;
}

Task<void> EndFailed(TlsConnection& connection, TlsBlame blame, Deadline deadline) {
  if (blame != TlsBlame::kBySelf) {
    co_await connection.below().Close();
    co_return;
  }
  // An alert was sent. If we closed with unread bytes, a reset could overtake it.
  LingerOptions options;
  options.deadline = Deadline::Earlier(deadline, Deadline::After(kAlertLinger));
  (void)co_await CloseLingering(connection.below(), std::move(options));
}

Task<std::expected<std::unique_ptr<TlsStream>, TlsFailure>> Perform(
    std::unique_ptr<TlsConnection> connection, Deadline deadline, bool verifies) {
  TlsConnection* raw = connection.get();
  Waiting waiting("perform the TLS handshake", raw->peer_name(),
                  [raw] { return fmt::format("{} bytes so far", raw->received_bytes()); });
  auto done = co_await WithDeadline(deadline, std::move(waiting), raw->Handshake());
  if (done) co_return std::unique_ptr<TlsStream>(std::move(connection));
  TlsFailure failure = Explain(*connection, done.error(), verifies);
  co_await EndFailed(*connection, failure.blame, deadline);
  co_return std::unexpected(std::move(failure));
}

}  // namespace

std::string ToString(const TlsFailure& failure) {
  std::string who;
  switch (failure.blame) {
    case TlsBlame::kBySelf:
      who = "refused by this side";
      break;
    case TlsBlame::kByPeer:
      who = "refused by the peer";
      break;
    case TlsBlame::kCut:
      who = failure.reset ? "cut by a reset" : "cut by an end";
      break;
    case TlsBlame::kTimeout:
      who = "timed out";
      break;
  }
  if (!failure.alert_name.empty()) who += ": alert " + failure.alert_name;
  return fmt::format("{} ({})", who, failure.message);
}

IoError ToIoError(const TlsFailure& failure) {
  IoErrorKind kind = IoErrorKind::kTls;
  if (failure.blame == TlsBlame::kTimeout) kind = IoErrorKind::kTimeout;
  if (failure.blame == TlsBlame::kCut && failure.reset) kind = IoErrorKind::kReset;
  return IoError{kind, "TLS handshake " + ToString(failure)};
}

Task<std::expected<std::unique_ptr<TlsStream>, TlsFailure>> HandshakeClient(
    std::unique_ptr<Stream> below, TlsContext context, TlsClientOptions options) {
  const bool verify = context.state().verify;
  auto connection = std::make_unique<TlsConnection>(std::move(below), std::move(context));
  if (!connection->engine().SetServerName(options.server_name, options.send_sni)) {
    TlsFailure failure;
    failure.blame = TlsBlame::kBySelf;
    failure.message = fmt::format("perform the TLS handshake with {}: \"{}\" is no server name",
                                  connection->peer_name(), options.server_name);
    co_return std::unexpected(std::move(failure));
  }
  co_return co_await Perform(std::move(connection), options.deadline, verify);
}

Task<std::expected<std::unique_ptr<TlsStream>, TlsFailure>> HandshakeServer(
    std::unique_ptr<Stream> below, TlsContext context, TlsServerOptions options) {
  auto connection = std::make_unique<TlsConnection>(std::move(below), std::move(context));
  co_return co_await Perform(std::move(connection), options.deadline, true);
}

}  // namespace wireproof::net
