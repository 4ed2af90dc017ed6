#include "http/client/connection.h"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <variant>

#include "http/client/body_reader.h"
#include "http/client/link.h"
#include "http/net/stream.h"
#include "http/net/tls.h"
#include "http/wire/framing.h"

namespace wireproof::client {
namespace {

using Done = std::expected<void, Error>;

Error StateError(std::string native, RequestState state, Step at) {
  return {ErrorKind::kRefused, at, std::move(native), std::string(Name(state))};
}

}  // namespace

std::string_view Name(RequestState state) {
  static constexpr std::array<std::string_view, 3> kNames = {"Idle", "Request-started",
                                                             "Request-sent"};
  return kNames[static_cast<std::size_t>(state)];
}

Connection::Connection(net::Executor executor, ConnectionOptions options)
    : executor_(std::move(executor)), options_(std::move(options)) {}

Connection::~Connection() = default;

void Connection::SetDeadline(net::Deadline deadline) {
  deadline_ = deadline;
  if (link_) link_->Arm(deadline);
}

Origin Connection::origin() const {
  return {.host = options_.host, .port = options_.port, .https = options_.tls.has_value()};
}

net::Task<Done> Connection::SendRequest(Request request) {
  if (auto error = BeginRequest()) co_return std::unexpected(std::move(*error));
  const Profile& profile = options_.profile;
  auto prepared = Prepare(std::move(request), origin(), profile, peer_version_);
  if (!prepared) {
    if (profile.state_rules == StateRules::kSane) state_ = RequestState::kIdle;
    co_return std::unexpected(std::move(prepared.error()));
  }
  state_ = RequestState::kRequestSent;
  head_ = prepared->head;
  auto ready = co_await ReadyLink();
  if (ready) ready = co_await link_->SendRequest(*prepared);
  if (!ready && profile.state_rules == StateRules::kSane) co_await Close();
  co_return ready;
}

// putrequest()'s part: a response that was read is forgotten; then the state decides.
std::optional<Error> Connection::BeginRequest() {
  if (options_.profile.state_rules == StateRules::kHttpClient) {
    if (reading_ && reading_->released()) reading_ = nullptr;
    if (state_ != RequestState::kIdle) {
      return StateError("http.client.CannotSendRequest", state_, Step::kSend);
    }
  }
  state_ = RequestState::kRequestStarted;
  return std::nullopt;
}

// The link of the last exchange where it can be used again, else a new one.
net::Task<Done> Connection::ReadyLink() {
  if (link_ && options_.profile.state_rules == StateRules::kSane) {
    const bool free = reading_ && reading_->complete() && link_->StartNextCycle();
    const bool quiet = free && (!options_.profile.checks_idle || co_await link_->IsQuiet());
    if (!quiet) {
      co_await Close();
      state_ = RequestState::kRequestSent;
    }
    reading_ = nullptr;
  }
  if (link_) co_return Done();
  co_return co_await Open();
}

// connect()
net::Task<Done> Connection::Open() {
  const Profile& profile = options_.profile;
  const net::Endpoint endpoint =
      options_.connect_to.value_or(net::Endpoint{.host = options_.host, .port = options_.port});
  net::Waiting waiting("connect", net::ToString(endpoint));
  auto stream =
      co_await net::WithDeadline(deadline_, std::move(waiting), net::Connect(executor_, endpoint));
  if (!stream) {
    if (stream.error().kind == net::IoErrorKind::kTimeout && deadline_.passed()) {
      co_return std::unexpected(TimeoutError(Step::kConnect, profile.error_names));
    }
    co_return std::unexpected(ConnectError(stream.error(), profile.error_names));
  }
  if (options_.on_connect) options_.on_connect(**stream);
  if (options_.tls) {
    auto secure = co_await Secure(std::move(*stream));
    if (!secure) co_return std::unexpected(std::move(secure.error()));
    *stream = std::move(*secure);
  }
  link_ = std::make_shared<Link>(std::move(*stream), profile);
  link_->Arm(deadline_);
  ++links_opened_;
  co_return Done();
}

net::Task<std::expected<std::unique_ptr<net::Stream>, Error>> Connection::Secure(
    std::unique_ptr<net::Stream> stream) {
  net::TlsClientOptions tls_options{.server_name = options_.host, .deadline = deadline_};
  auto tls =
      co_await net::HandshakeClient(std::move(stream), *options_.tls, std::move(tls_options));
  if (!tls) co_return std::unexpected(HandshakeError(tls.error(), options_.profile.error_names));
  co_return std::unique_ptr<net::Stream>(std::move(*tls));
}

net::Task<std::expected<Response, Error>> Connection::GetResponse() {
  if (auto error = ResponseNotReady()) co_return std::unexpected(std::move(*error));
  auto head = co_await ReadHead();
  if (!head) {
    const bool sane = options_.profile.state_rules == StateRules::kSane;
    // http.client closes for a ConnectionError only (CSM-010, CSM-011).
    if (sane || head.error().kind == ErrorKind::kClosed) co_await Close();
    co_return std::unexpected(std::move(head.error()));
  }
  state_ = RequestState::kIdle;
  peer_version_ = head->version;
  co_return co_await MakeResponse(std::move(*head));
}

std::optional<Error> Connection::ResponseNotReady() {
  if (reading_ && reading_->released()) reading_ = nullptr;
  if (state_ == RequestState::kRequestSent && !reading_ && link_) {
    if (options_.profile.state_rules == StateRules::kHttpClient) link_->StartResponse(head_);
    return std::nullopt;
  }
  if (options_.profile.state_rules == StateRules::kHttpClient) {
    return StateError("http.client.ResponseNotReady", state_, Step::kHead);
  }
  return Error{ErrorKind::kRefused, Step::kHead, "response-not-ready",
               "no request was sent that waits for its response"};
}

net::Task<std::expected<wire::ResponseHead, Error>> Connection::ReadHead() {
  const ErrorNames names = options_.profile.error_names;
  while (true) {
    auto event = co_await link_->NextEvent(Step::kHead);
    if (!event) co_return std::unexpected(std::move(event.error()));
    if (auto* response = std::get_if<wire::Response>(&*event)) co_return std::move(response->head);
    if (std::holds_alternative<wire::InterimResponse>(*event)) continue;
    if (auto* failed = std::get_if<wire::Failed>(&*event)) {
      co_return std::unexpected(HeadError(failed->defect, names));
    }
    const wire::Defect ended = wire::MakeDefect(wire::DefectKind::kEndsBeforeResponse);
    co_return std::unexpected(HeadError(ended, names));
  }
}

net::Task<Response> Connection::MakeResponse(wire::ResponseHead head) {
  // A copy: the link may be closed below.
  const auto decision = link_->wire().incoming_framing();
  const bool switches = decision && decision->switches;
  const bool will_close = switches || !link_->wire().keep_alive();
  auto body = std::make_shared<BodyReader>(link_, will_close, options_.profile);
  if (will_close) {
    link_ = nullptr;  // the response has it to itself, and closes it
  } else {
    reading_ = body;
  }
  // What has no content is read whole now, so that a caller need not; http.client insists on a
  // read() (CSM-007).
  const bool empty = decision && (std::holds_alternative<wire::NoBody>(decision->framing) ||
                                  decision->framing == wire::Framing(wire::Length{0}));
  if (empty && options_.profile.state_rules == StateRules::kSane) (void)co_await body->Read();
  co_return Response(std::move(head), will_close, std::move(body));
}

net::Task<void> Connection::Close() {
  state_ = RequestState::kIdle;
  const std::shared_ptr<Link> link = std::exchange(link_, nullptr);
  if (const auto reading = std::exchange(reading_, nullptr)) reading->GiveUp();
  if (link) co_await link->Close();
}

}  // namespace wireproof::client
