#include "http/server/exchange.h"

#include <utility>
#include <variant>

#include "http/server/error_page.h"
#include "http/wire/framing.h"
#include "http/wire/status.h"

namespace wireproof::server {
namespace {

// Head and content up to this size go out in one write.
constexpr std::size_t kOneWriteBytes = std::size_t{64} << 10;

bool HasNoContent(const wire::Framing& framing) {
  return std::holds_alternative<wire::NoBody>(framing) || framing == wire::Framing(wire::Length{0});
}

// 1xx and 204 say nothing about content (RFC 9112 section 6.1, RFC 9110 section 8.6).
bool ForbidsFraming(int status) {
  return status < 200 || status == 204;
}

}  // namespace

Exchange::Exchange(Channel& channel, wire::RequestHead head, const Profile& profile,
                   DateClock& clock)
    : channel_(channel), head_(std::move(head)), profile_(profile), clock_(clock) {
  const auto& framing = channel_.wire().incoming_framing();
  if (framing && HasNoContent(framing->framing)) {
    (void)channel_.wire().NextEvent();  // EndOfMessage
    body_read_ = true;
  }
}

std::string Exchange::version_text() const {
  return head_.version_text.empty() ? wire::ToString(head_.version) : head_.version_text;
}

net::Task<std::expected<void, net::IoError>> Exchange::Send(Reply reply) {
  if (profile_.supervised && !ForbidsFraming(reply.status) && reply.status != 304 &&
      !wire::FindFirst(reply.fields, "Content-Length")) {
    reply.fields.push_back({"Content-Length", std::to_string(reply.content.size())});
  }
  auto octets = MakeHead(reply.status, std::move(reply.reason), std::move(reply.fields));
  if (!octets) {
    co_return std::unexpected(net::IoError{net::IoErrorKind::kOther, "the reply is malformed"});
  }
  const bool with_content = sends_content_ && !reply.content.empty();
  if (with_content && reply.content.size() > kOneWriteBytes) {
    if (auto sent = co_await Flush(*octets); !sent) co_return sent;
    octets->clear();
  }
  if (with_content) {
    const wire::Event data = wire::Data{.bytes = std::move(reply.content)};
    if (auto part = channel_.wire().Send(data)) *octets += *part;
  }
  const wire::Event end = wire::EndOfMessage{};
  if (auto part = channel_.wire().Send(end)) {
    *octets += *part;
    finished_ = true;
  }
  co_return co_await Flush(*octets);
}

net::Task<std::expected<void, net::IoError>> Exchange::SendError(int status, std::string message,
                                                                 std::string explain,
                                                                 wire::Fields more) {
  ErrorPage page = MakeErrorPage(profile_.error_page, status, message, explain);
  Reply reply{.status = status,
              .reason = std::move(page.reason),
              .fields = std::move(more),
              .content = std::move(page.content)};
  for (wire::Field& field : page.fields) reply.fields.push_back(std::move(field));
  co_return co_await Send(std::move(reply));
}

net::Task<std::expected<void, net::IoError>> Exchange::Begin(int status, std::string reason,
                                                             wire::Fields fields) {
  auto octets = MakeHead(status, std::move(reason), std::move(fields));
  if (!octets) {
    co_return std::unexpected(net::IoError{net::IoErrorKind::kOther, "the reply is malformed"});
  }
  co_return co_await Flush(*octets);
}

net::Task<std::expected<void, net::IoError>> Exchange::Write(std::string_view content) {
  if (content.empty() || (profile_.supervised && !sends_content_)) co_return Done();
  const wire::Event data = wire::Data{.bytes = std::string(content)};
  const auto octets = channel_.wire().Send(data);
  if (!octets) {
    // More than Content-Length said: the message cannot be mended.
    write_failed_ = true;
    co_return std::unexpected(
        net::IoError{net::IoErrorKind::kOther, wire::ToString(octets.error())});
  }
  co_return co_await Flush(*octets);
}

net::Task<std::expected<void, net::IoError>> Exchange::End(wire::Fields trailers) {
  const wire::Event end = wire::EndOfMessage{.trailers = std::move(trailers)};
  const auto octets = channel_.wire().Send(end);
  if (!octets) {
    write_failed_ = true;
    co_return std::unexpected(
        net::IoError{net::IoErrorKind::kOther, wire::ToString(octets.error())});
  }
  finished_ = true;
  co_return co_await Flush(*octets);
}

// The octets of a response's head; nothing where it breaks the grammar.
std::optional<std::string> Exchange::MakeHead(int status, std::string reason, wire::Fields fields) {
  if (reason.empty()) reason = wire::ReasonPhrase(status);
  wire::ResponseHead head{.version = profile_.dialect.server_version,
                          .status = status,
                          .reason = std::move(reason),
                          .fields = {}};
  if (!profile_.server_field.empty()) head.fields.push_back({"Server", profile_.server_field});
  head.fields.push_back({"Date", clock_.Now()});
  for (wire::Field& field : fields) head.fields.push_back(std::move(field));
  const bool is_head = head_.method == "HEAD";
  sends_content_ = !is_head && !ForbidsFraming(status) && status != 304;
  if (profile_.supervised) {
    Frame(head);
  } else {
    sends_content_ = !is_head;
  }
  const wire::Event response = wire::Response{std::move(head)};
  auto octets = channel_.wire().Send(response);
  if (!octets) return std::nullopt;
  replied_ = true;
  return std::move(*octets);
}

// What the strict profile adds to a head: how its content is framed (RFC 9112 section 6) and
// whether the connection goes on (section 9.6).
void Exchange::Frame(wire::ResponseHead& head) const {
  bool keeps = MayKeep() && !wire::HasToken(head.fields, "Connection", "close");
  if (ForbidsFraming(head.status)) {
    wire::Remove(head.fields, "Content-Length");
    wire::Remove(head.fields, "Transfer-Encoding");
  } else if (!wire::FindFirst(head.fields, "Content-Length") && sends_content_) {
    wire::Remove(head.fields, "Transfer-Encoding");
    if (head_.version >= wire::kHttp11) {
      head.fields.push_back({"Transfer-Encoding", "chunked"});
    } else {
      keeps = false;
    }
  }
  wire::Remove(head.fields, "Connection");
  if (!keeps) {
    head.fields.push_back({"Connection", "close"});
  } else if (head_.version < wire::kHttp11) {
    head.fields.push_back({"Connection", "keep-alive"});
  }
}

// Whether the connection can go on after this exchange, as far as a server can promise it.
bool Exchange::MayKeep() const {
  wire::Connection& connection = channel_.wire();
  if (!connection.keep_alive()) return false;
  if (body_read_) return true;
  // Whether the client now sends the body that nobody asked for, nobody can tell.
  if (body_failure_ || connection.peer_awaits_continue()) return false;
  const auto& framing = connection.incoming_framing();
  if (!framing) return false;
  const auto* length = std::get_if<wire::Length>(&framing->framing);
  return length == nullptr || length->octets - received_ <= profile_.drain_limit;
}

net::Task<std::expected<void, net::IoError>> Exchange::Flush(std::string_view octets) {
  auto sent = co_await channel_.Write(octets);
  if (!sent) write_failed_ = true;
  co_return sent;
}

}  // namespace wireproof::server
