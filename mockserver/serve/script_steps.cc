#include <algorithm>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "mockserver/serve/effects.h"
#include "mockserver/serve/octets.h"
#include "mockserver/serve/receiver.h"

namespace wireproof::mock {
namespace {

// A step that waits for octets looks at no more than this many.
constexpr std::size_t kMostAwaited = std::size_t{8} << 20;

}  // namespace

net::Task<After> EffectPlayer::PlaySteps(const StubScript& script) {
  for (const ScriptStep& step : script) {
    const After after = co_await Do(step);
    if (after == After::kGone) co_return after;
  }
  outlet_.End(ExchangeEnd::kSent);
  co_return close_after_ || half_closed_ ? After::kClose : After::kKeep;
}

// Not std::visit: it would have to return tasks of temporaries' members.
net::Task<After> EffectPlayer::Do(const ScriptStep& step) {
  using Step = ScriptStep;
  const auto& action = step.action;
  if (const auto* send = std::get_if<script::Send>(&action)) co_return co_await Do(*send);
  if (const auto* reply = std::get_if<Step::SendReply>(&action)) co_return co_await Do(*reply);
  if (const auto* raw = std::get_if<Step::SendRaw>(&action)) co_return co_await Do(*raw);
  if (const auto* pause = std::get_if<Step::PauseFor>(&action)) co_return co_await Do(*pause);
  if (const auto* body = std::get_if<Step::AwaitBody>(&action)) co_return co_await Do(*body);
  if (const auto* bytes = std::get_if<Step::AwaitBytes>(&action)) co_return co_await Do(*bytes);
  if (const auto* end = std::get_if<Step::AwaitEnd>(&action)) co_return co_await Do(*end);
  if (const auto* half = std::get_if<script::HalfClose>(&action)) co_return co_await Do(*half);
  if (const auto* close = std::get_if<script::Close>(&action)) co_return co_await Do(*close);
  if (const auto* reset = std::get_if<script::Reset>(&action)) co_return co_await Do(*reset);
  co_return co_await Do(std::get<Step::Stall>(action));
}

net::Task<After> EffectPlayer::Do(const script::Send& step) {
  const auto octets = Expand(step.octets);
  if (!octets) outlet_.Note("ERROR", octets.error());
  if (!octets) co_return After::kKeep;
  const bool sent = co_await outlet_.Send(*octets);
  if (!sent) co_return co_await Failed();
  co_return After::kKeep;
}

net::Task<After> EffectPlayer::Do(const ScriptStep::SendReply& /*step*/) {
  if (incoming_ == nullptr || !reply_) co_return After::kKeep;
  co_await Wait(DelayMs(engine_, *reply_));
  const After after = co_await SendReply();
  if (after == After::kClose) close_after_ = true;
  co_return after == After::kGone ? After::kGone : After::kKeep;
}

net::Task<After> EffectPlayer::Do(const ScriptStep::SendRaw& step) {
  const auto octets = Expand(step.octets);
  if (!octets) outlet_.Note("ERROR", octets.error());
  if (!octets) co_return After::kKeep;
  const bool sent = co_await outlet_.SendRaw(*octets);
  if (!sent) co_return co_await Failed();
  co_return After::kKeep;
}

net::Task<After> EffectPlayer::Do(const ScriptStep::PauseFor& step) {
  co_await Wait(engine_.DrawMs(step.delay));
  co_return After::kKeep;
}

// The rest of a request that was chosen by its head.
net::Task<After> EffectPlayer::Do(const ScriptStep::AwaitBody& /*step*/) {
  if (incoming_ == nullptr || incoming_->receiver == nullptr) co_return After::kKeep;
  Receiver& receiver = *incoming_->receiver;
  const bool asks = receiver.awaits_continue() && outlet_.octets_sent() == 0 && reply_ &&
                    reply_->on_continue == ContinuePolicy::kSend;
  if (asks) {
    const bool sent = co_await outlet_.Send(kContinue);
    if (!sent) co_return co_await Failed();
  }
  const Receiver::Got got = co_await receiver.ReceiveBody();
  if (got != Receiver::Got::kWhole) {
    outlet_.link().Reset();
    co_return co_await Failed();
  }
  incoming_->SetOctets(outlet_.link().unread().substr(0, receiver.octets()));
  outlet_.EnterJournal();
  co_return After::kKeep;
}

net::Task<After> EffectPlayer::Do(const ScriptStep::AwaitBytes& step) {
  Link& link = outlet_.link();
  const bool by_head = incoming_ != nullptr && incoming_->receiver != nullptr;
  const std::size_t own = by_head ? incoming_->receiver->octets() : 0;
  const std::size_t wanted = own + std::min(step.count, kMostAwaited);
  while (link.unread().size() < wanted) {
    const bool more = co_await link.Read();
    if (!more) break;
  }
  if (link.failed()) co_return co_await Failed();
  co_return After::kKeep;
}

// What the client still says is thrown away: it follows nothing any more.
net::Task<After> EffectPlayer::Do(const ScriptStep::AwaitEnd& /*step*/) {
  Link& link = outlet_.link();
  while (true) {
    link.Consume(link.unread().size());
    const bool more = co_await link.Read();
    if (!more) break;
  }
  close_after_ = true;
  if (link.failed()) co_return co_await Failed();
  co_return After::kKeep;
}

net::Task<After> EffectPlayer::Do(const script::HalfClose& /*step*/) {
  half_closed_ = true;
  outlet_.End(ExchangeEnd::kClosed);
  co_await outlet_.link().HalfClose();
  co_return After::kKeep;
}

net::Task<After> EffectPlayer::Do(const script::Close& step) {
  outlet_.End(ExchangeEnd::kClosed);
  if (step.close_notify) {
    co_await outlet_.link().Close();
  } else {
    co_await outlet_.link().CloseBelow();
  }
  co_return After::kGone;
}

net::Task<After> EffectPlayer::Do(const script::Reset& /*step*/) {
  outlet_.End(ExchangeEnd::kReset);
  outlet_.link().Reset();
  co_return After::kGone;
}

net::Task<After> EffectPlayer::Do(const ScriptStep::Stall& /*step*/) {
  co_await AwaitHangUp(outlet_.link().stream());
  outlet_.End(ExchangeEnd::kClosed);
  outlet_.link().Reset();
  co_return After::kGone;
}

std::expected<std::string, std::string> EffectPlayer::Expand(
    const script::OctetsTemplate& octets) const {
  auto expanded = octets.Expand([this](std::string_view name) { return Variable(name); });
  if (expanded) return expanded;
  return std::unexpected("{\"message\":\"an unknown variable in a script\"}");
}

std::optional<std::string> EffectPlayer::Variable(std::string_view name) const {
  if (name == "connection") return std::to_string(origin_.connection);
  if (name == "request.index") return std::to_string(origin_.request_of_connection);
  const bool known = name == "request.method" || name == "request.target" || name == "request.body";
  if (!known) return std::nullopt;
  if (incoming_ == nullptr) return std::string();
  const Request& request = incoming_->request();
  if (name == "request.method") return std::string(request.method());
  if (name == "request.target") return std::string(request.target());
  return std::string(request.body());
}

}  // namespace wireproof::mock
