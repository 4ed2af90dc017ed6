#include "mockserver/serve/effects.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "http/wire/grammar.h"
#include "mockserver/json/json.h"
#include "mockserver/serve/octets.h"
#include "mockserver/serve/proxy.h"

namespace wireproof::mock {
namespace {

// What WireMock sends for its faults, to the octet: users compare.
constexpr std::string_view kFaultOctets = "lskdu018973t09sylgasjkfg1][]'./.sdlv";
constexpr std::string_view kChunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

std::int64_t Nanos(double ms) {
  return static_cast<std::int64_t>(ms * 1e6);
}

// Where the pieces of a dribble begin: as even as can be, none empty.
std::vector<std::string_view> Pieces(std::string_view content, int wanted) {
  const std::size_t count = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(wanted, 1)),
                                                    1, std::max<std::size_t>(content.size(), 1));
  std::vector<std::string_view> pieces;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t begin = content.size() * i / count;
    const std::size_t end = content.size() * (i + 1) / count;
    pieces.push_back(content.substr(begin, end - begin));
  }
  return pieces;
}

// What Jetty says of a connection that ends: to HTTP/1.0 only what that asked for.
std::string_view ConnectionLine(const Incoming& incoming) {
  if (incoming.keep_alive) return {};
  const Request& request = incoming.request();
  if (request.version() != "HTTP/1.0") return "Connection: close\r\n";
  const bool asked = wire::EqualsIgnoreCase(request.Field("Connection").value_or(""), "keep-alive");
  return asked ? "Connection: keep-alive\r\n" : "";
}

}  // namespace

bool HasContent(std::string_view method, int status) {
  return method != "HEAD" && status != 204 && status != 304;
}

bool HasDelay(const LiveSettings& settings, const Reply& reply) {
  return reply.fixed_delay_ms || reply.delay || settings.fixed_delay_ms || settings.delay;
}

double DelayMs(Engine& engine, const Reply& reply) {
  const LiveSettings& settings = engine.settings();
  const auto& fixed = reply.fixed_delay_ms ? reply.fixed_delay_ms : settings.fixed_delay_ms;
  const auto& drawn = reply.delay ? reply.delay : settings.delay;
  double ms = fixed.value_or(0);
  if (drawn) ms += engine.DrawMs(*drawn);
  return std::clamp(ms, 0.0, kMaxDelayMs);
}

net::Task<After> EffectPlayer::Play(std::shared_ptr<const Reply> reply,
                                    wire::Fields proxied_fields) {
  reply_ = std::move(reply);
  proxied_fields_ = std::move(proxied_fields);
  if (reply_->script) co_return co_await PlaySteps(*reply_->script);
  co_await Wait(DelayMs(engine_, *reply_));
  if (reply_->fault) co_return co_await PlayFault(*reply_->fault);
  const After after = co_await SendReply();
  outlet_.End(ExchangeEnd::kSent);
  co_return after;
}

net::Task<void> EffectPlayer::Wait(double ms) {
  if (ms <= 0) co_return;
  const std::int64_t ns = Nanos(ms);
  outlet_.AddDelay(ns);
  co_await engine_.clock().SleepFor(std::chrono::microseconds(ns / 1000));
}

// The end comes without a word of TLS, as a program that breaks would end.
net::Task<After> EffectPlayer::PlayFault(Fault fault) {
  if (fault == Fault::kConnectionResetByPeer) {
    outlet_.End(ExchangeEnd::kReset);
    outlet_.link().Reset();
    co_return After::kGone;
  }
  std::string octets;
  if (fault == Fault::kMalformedResponseChunk) octets = std::string(kChunkedHead);
  if (fault != Fault::kEmptyResponse) octets += kFaultOctets;
  if (!octets.empty()) {
    const bool sent = co_await outlet_.Send(octets);
    if (!sent) co_return co_await Failed();
  }
  outlet_.End(ExchangeEnd::kClosed);
  co_await outlet_.link().CloseBelow();
  co_return After::kGone;
}

net::Task<After> EffectPlayer::Failed() {
  outlet_.End(ExchangeEnd::kFailed);
  co_return After::kGone;
}

// The stub's response: fetched, rendered or prepared.
net::Task<After> EffectPlayer::SendReply() {
  const Request& request = incoming_->request();
  if (reply_->proxy) {
    auto asked = RenderProxy(*reply_, proxied_fields_, request,
                             engine_.journal().IdOf(outlet_.number()), engine_.Rendering());
    if (!asked) co_return co_await SendFailure(asked.error());
    ProxyCall call{.target = std::move(asked->target),
                   .added_fields = std::move(asked->added_fields),
                   .client = &outlet_.link().stream()};
    const Forwarded answer = co_await Forward(engine_, request, std::move(call));
    if (answer.status == 0) co_return co_await Failed();
    co_return co_await SendOctets(answer.octets, answer.status);
  }
  const MappingFiles& files = engine_.files();
  const ReadBodyFile read = [&files](std::string_view name) { return files.ReadBody(name); };
  auto rendered = RenderReply(*reply_, request, engine_.journal().IdOf(outlet_.number()), read,
                              engine_.Rendering());
  if (!rendered) co_return co_await SendFailure(rendered.error());
  co_return co_await SendOctets(*rendered, reply_->status);
}

net::Task<After> EffectPlayer::SendFailure(std::string text) {
  outlet_.Note(kTemplateError, WriteJson(Json{{"message", text}}));
  const ResponseOctets page = RenderFailure(*reply_, incoming_->request(), text);
  co_return co_await SendOctets(page, 500);
}

net::Task<After> EffectPlayer::SendOctets(const ResponseOctets& octets, int status) {
  status_ = status;
  const Request& request = incoming_->request();
  std::string head = octets.head;
  if (engine_.options().compat_wiremock) head = WithFirstField(head, ConnectionLine(*incoming_));
  if (octets.ends_connection) close_after_ = true;
  std::string_view content = octets.content;
  if (!HasContent(request.method(), status)) content = {};
  if (!octets.interim.empty()) {
    const bool sent = co_await outlet_.Send(octets.interim);
    if (!sent) co_return co_await Failed();
  }
  bool sent = false;
  if (reply_->dribble && !content.empty()) {
    sent = co_await Dribble(std::move(head), content);
  } else {
    head += content;
    sent = co_await outlet_.Send(head);
  }
  if (!sent) co_return co_await Failed();
  co_return close_after_ ? After::kClose : After::kKeep;
}

// The pause comes before each piece, and the head goes with the first (as in WireMock).
net::Task<bool> EffectPlayer::Dribble(std::string head, std::string_view content) {
  const std::vector<std::string_view> pieces = Pieces(content, reply_->dribble->pieces);
  const double pause_ms = reply_->dribble->total_ms / static_cast<double>(pieces.size());
  for (const std::string_view piece : pieces) {
    co_await Wait(pause_ms);
    head += piece;
    const bool sent = co_await outlet_.Send(head);
    if (!sent) co_return false;
    head.clear();
  }
  co_return true;
}

}  // namespace wireproof::mock
