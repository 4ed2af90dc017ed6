// The reading half of Exchange: request bodies.

#include <utility>
#include <variant>

#include "http/server/exchange.h"
#include "http/wire/python_text.h"

namespace wireproof::server {
namespace {

constexpr int kContentTooLarge = 413;

}  // namespace

net::Task<std::expected<std::string, BodyFailure>> Exchange::ReadBody() {
  if (profile_.dialect.request_body == wire::RequestBody::kLeftToHandler) {
    co_return co_await ReadAsHandlersDo();
  }
  co_return co_await ReadDecoded();
}

net::Task<std::expected<std::string, BodyFailure>> Exchange::ReadDecoded() {
  std::string body;
  if (!body_read_ && channel_.wire().peer_awaits_continue()) {
    const wire::Event go_on = wire::InterimResponse{{.version = profile_.dialect.server_version,
                                                     .status = 100,
                                                     .reason = "Continue",
                                                     .fields = {}}};
    if (auto octets = channel_.wire().Send(go_on)) {
      if (auto sent = co_await Flush(*octets); !sent) co_return FailBy(sent.error());
    }
  }
  while (!body_read_) {
    auto event = co_await channel_.NextEvent();
    if (!event) co_return FailBy(event.error());
    if (auto* data = std::get_if<wire::Data>(&*event)) {
      received_ += data->bytes.size();
      if (received_ > profile_.body_limit) {
        co_return Fail({.status = kContentTooLarge, .detail = "the body is too large"});
      }
      body += data->bytes;
    } else if (auto* end = std::get_if<wire::EndOfMessage>(&*event)) {
      trailers_ = std::move(end->trailers);
      body_read_ = true;
    } else if (auto* failed = std::get_if<wire::Failed>(&*event)) {
      const wire::Defect& defect = failed->defect;
      co_return Fail(
          {.status = defect.status, .gone = defect.status == 0, .detail = wire::ToString(defect)});
    } else {
      co_return Fail({.gone = true, .detail = "no body follows"});
    }
  }
  co_return body;
}

// Python asks for the memory of the whole body at once, and raises MemoryError where there is none;
// less than this is granted, since pages are made when they are written.
constexpr std::uint64_t kMostPythonOctets = std::uint64_t{1} << 40;

// rfile.read(int(headers.get("Content-Length", 0))): nothing is decoded, nothing is checked, and
// the body is short if the client ends early.
net::Task<std::expected<std::string, BodyFailure>> Exchange::ReadAsHandlersDo() {
  const auto value = wire::FindFirst(head_.fields, "Content-Length");
  wire::PythonInteger wanted;
  if (value) {
    const auto number = wire::PythonInt(*value);
    if (!number) co_return Fail({.gone = true, .detail = "ValueError: invalid literal for int()"});
    wanted = *number;
  }
  const bool negative = wanted.negative && wanted.magnitude > 0;
  const bool to_end = negative && wanted.magnitude == 1;  // read(-1)
  if (negative && !to_end) {
    co_return Fail({.gone = true, .detail = "ValueError: read length must be non-negative or -1"});
  }
  if (!to_end && wanted.magnitude > kMostPythonOctets) {
    co_return Fail({.gone = true, .detail = "MemoryError"});
  }
  wire::Connection& connection = channel_.wire();
  std::string body;
  while (to_end || body.size() < wanted.magnitude) {
    body += connection.TakeRaw(to_end ? SIZE_MAX : wanted.magnitude - body.size());
    if (body.size() > profile_.body_limit) co_return Fail({.gone = true, .detail = "MemoryError"});
    if ((!to_end && body.size() == wanted.magnitude) || connection.end_received()) break;
    if (auto received = co_await channel_.Receive(); !received) {
      co_return FailBy(received.error());
    }
  }
  co_return body;
}

std::unexpected<BodyFailure> Exchange::Fail(BodyFailure failure) {
  body_failure_ = failure;
  return std::unexpected(std::move(failure));
}

std::unexpected<BodyFailure> Exchange::FailBy(const net::IoError& error) {
  const bool late = error.kind == net::IoErrorKind::kTimeout;
  return Fail({.status = late ? kRequestTimeoutStatus : 0, .gone = !late, .detail = error.message});
}

net::Task<bool> Exchange::DrainBody() {
  std::uint64_t drained = 0;
  while (!body_read_) {
    auto event = co_await channel_.NextEvent();
    if (!event) co_return false;
    if (std::holds_alternative<wire::EndOfMessage>(*event)) {
      body_read_ = true;
    } else if (auto* data = std::get_if<wire::Data>(&*event)) {
      drained += data->bytes.size();
      if (drained > profile_.drain_limit) co_return false;
    } else {
      co_return false;
    }
  }
  co_return true;
}

}  // namespace wireproof::server
