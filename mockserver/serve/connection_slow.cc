#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

#include "mockserver/journal/findings.h"
#include "mockserver/serve/access_log.h"
#include "mockserver/serve/connection.h"
#include "mockserver/serve/octets.h"

namespace wireproof::mock {
namespace {

bool AwaitsBody(const StubScript& script) {
  return std::ranges::any_of(script, [](const ScriptStep& step) {
    return std::holds_alternative<ScriptStep::AwaitBody>(step.action);
  });
}

// Whether the stub answers such a request before its body has come.
bool AnswersByHead(const Reply& reply) {
  return reply.on_continue == ContinuePolicy::kRefuse ||
         (reply.script && AwaitsBody(*reply.script));
}

// The fields of the answer that a reply was compiled from: of a stub that proxies, they are added
// to what comes back.
wire::Fields FieldsOf(const StoredStub& stored, const std::shared_ptr<const Reply>& reply) {
  const std::vector<Answer>& sequence = stored.stub->wireproof.sequence;
  if (sequence.empty()) return stored.stub->answer.response.fields;
  const auto at = std::ranges::find(stored.replies, reply) - stored.replies.begin();
  return sequence[static_cast<std::size_t>(at) % sequence.size()].response.fields;
}

After AfterRequest(After after, const Incoming& incoming) {
  const bool ends = !incoming.keep_alive || incoming.request().method() == "CONNECT";
  return after == After::kKeep && ends ? After::kClose : after;
}

std::string DefectJson(const wire::Defect& defect) {
  const wire::DefectInfo& info = wire::Describe(defect.kind);
  std::string json = "{\"id\":" + Quoted(info.id) + ",\"rule\":" + Quoted(info.rule);
  json += ",\"message\":" + Quoted(info.meaning) + ",\"detail\":" + Quoted(defect.detail);
  return json + ",\"offset\":" + std::to_string(defect.offset) + "}";
}

}  // namespace

net::Task<After> Connection::ServeScanned() {
  Incoming incoming(link_.unread().substr(0, scanned_.octets), OriginOfNext(), arrival_);
  incoming.keep_alive = scanned_.keep_alive && scanned_.version != "HTTP/1.0";
  link_.Consume(scanned_.octets);
  ++requests_;
  StoredStubPtr stub = std::exchange(slow_stub_, nullptr);
  std::shared_ptr<const Reply> reply = std::exchange(slow_reply_, nullptr);
  After after = After::kKeep;
  if (stub) {
    after = co_await ServeStub(incoming, std::move(stub), std::move(reply));
  } else {
    after = co_await ServeAdmin(incoming);
  }
  co_return AfterRequest(after, incoming);
}

net::Task<After> Connection::ServeUnusual() {
  needed_ = 1;
  Receiver receiver(link_, engine_.options().limits, engine_.options().max_body_bytes);
  Receiver::Got got = co_await receiver.ReceiveHead();
  if (got != Receiver::Got::kHead) co_return co_await RefuseUnread(receiver, got);
  Incoming incoming(link_.unread().substr(0, receiver.octets()), OriginOfNext(), Now());
  if (receiver.awaits_continue()) {
    auto done = co_await ServeByHead(incoming, receiver);
    if (done) co_return *done;
  }
  got = co_await receiver.ReceiveBody();
  if (got != Receiver::Got::kWhole) co_return co_await RefuseUnread(receiver, got);
  incoming.SetOctets(link_.unread().substr(0, receiver.octets()));
  const MockOptions& options = engine_.options();
  if (options.compat_wiremock && !incoming.DecodeContent(options.max_body_bytes)) {
    co_return co_await RefuseUnread(receiver, Receiver::Got::kTooLarge);
  }
  ++requests_;
  incoming.keep_alive = receiver.keep_alive() && receiver.http11();
  link_.Consume(receiver.octets());
  const After after = co_await ServeWhole(incoming);
  co_return AfterRequest(after, incoming);
}

net::Task<After> Connection::ServeWhole(Incoming& incoming) {
  if (IsAdmin(incoming.request().target())) co_return co_await ServeAdmin(incoming);
  StoredStubPtr stub = TakeStub(incoming.request());
  if (!stub) co_return co_await ServeUnmatched(incoming);
  std::shared_ptr<const Reply> reply = stub->TakenReply();
  co_return co_await ServeStub(incoming, std::move(stub), std::move(reply));
}

StoredStubPtr Connection::TakeStub(const Request& request) {
  remarks_.TakeBack(0);
  MatchContext context = engine_.Context(&request);
  context.remarks = context_.remarks;
  return engine_.stubs().Take(request, context);
}

// What went wrong while the stub was looked for.
void Connection::NoteRemarks(Outlet& outlet) {
  for (const Remark& remark : remarks_.Take()) outlet.Note(remark.type, remark.json);
}

// --- Expect: 100-continue ---

net::Task<std::optional<After>> Connection::ServeByHead(Incoming& incoming, Receiver& receiver) {
  const Request& request = incoming.request();
  const StoredStubPtr found = IsAdmin(request.target())
                                  ? nullptr
                                  : engine_.stubs().Find(request, engine_.Context(&request));
  const bool by_head = found && AnswersByHead(*found->NextReply());
  if (!by_head) {
    const bool silent = found ? found->NextReply()->on_continue == ContinuePolicy::kNever
                              : !IsAdmin(request.target()) && MustNotContinue(request);
    if (silent) co_return std::nullopt;
    const bool sent = co_await link_.Write(kContinue);
    if (!sent) co_return After::kGone;
    co_return std::nullopt;
  }
  StoredStubPtr stub = TakeStub(request);
  if (!stub) co_return std::nullopt;  // a matter of chance, and it came out otherwise
  std::shared_ptr<const Reply> reply = stub->TakenReply();
  ++requests_;
  incoming.receiver = &receiver;
  const After after = co_await ServeStub(incoming, std::move(stub), std::move(reply));
  if (after == After::kGone) co_return after;
  // Whether the body still comes cannot be told (RFC 9110 section 10.1.1): only a whole request
  // leaves a connection that can go on.
  if (!receiver.whole()) co_return After::kClose;
  link_.Consume(receiver.octets());
  incoming.keep_alive = receiver.keep_alive();
  co_return AfterRequest(after, incoming);
}

// A stub that would match with the body at hand may forbid the 100.
bool Connection::MustNotContinue(const Request& request) const {
  const std::vector<StoredStubPtr> stubs = engine_.stubs().NewestFirst();
  return std::ranges::any_of(stubs, [&](const StoredStubPtr& stored) {
    const RequestPattern& pattern = stored->stub->request;
    return stored->stub->answer.wire.on_continue == ContinuePolicy::kNever &&
           pattern.MatchesMethod(request.method()) && pattern.url().Matches(request);
  });
}

// --- Answers ---

net::Task<After> Connection::ServeAdmin(Incoming& incoming) {
  AdminReply reply;
  try {
    reply = co_await site_->admin.Handle(incoming.request());
  } catch (const std::exception& error) {
    if (site_->stopping) throw;
    site_->Log(std::string("the admin API: ") + error.what());
    reply.status = 500;
  }
  const std::string octets = PageOctets(reply, {.head_only = incoming.request().method() == "HEAD",
                                                .close = !incoming.keep_alive,
                                                .date_s = engine_.clock().now().unix_seconds});
  const bool sent = co_await link_.Write(octets);
  co_return sent ? After::kKeep : After::kGone;
}

net::Task<After> Connection::ServeUnmatched(Incoming& incoming) {
  const Request& request = incoming.request();
  const AdminReply page = site_->admin.Unmatched(request);
  Outlet outlet(link_, engine_.journal(), AppendOpen(incoming, {}), incoming.arrival().steady_ns);
  NoteRemarks(outlet);
  const std::string octets = PageOctets(page, {.head_only = request.method() == "HEAD"});
  const bool sent = co_await outlet.Send(octets);
  outlet.End(sent ? ExchangeEnd::kSent : ExchangeEnd::kFailed);
  LogAccess(incoming, page.status, {}, outlet.octets_sent());
  co_return sent ? After::kKeep : After::kGone;
}

net::Task<After> Connection::ServeStub(Incoming& incoming, StoredStubPtr stub,
                                       std::shared_ptr<const Reply> reply) {
  const std::string& id = stub->stub->id;
  const bool late = incoming.receiver != nullptr;
  if (IsStrict(*reply) && !late) {
    std::string text = FindingsText(FindingsOfRequest(incoming.octets()));
    if (!text.empty()) co_return co_await RefuseFindings(incoming, id, std::move(text));
  }
  Outlet outlet(link_, engine_.journal(), late ? 0 : AppendOpen(incoming, id),
                incoming.arrival().steady_ns);
  if (late) outlet.AppendLate([this, &incoming, id] { return AppendOpen(incoming, id); });
  NoteRemarks(outlet);
  EffectPlayer player(engine_, outlet, &incoming, incoming.origin());
  wire::Fields proxied_fields;
  if (reply->proxy) proxied_fields = FieldsOf(*stub, reply);
  const After after = co_await player.Play(std::move(reply), std::move(proxied_fields));
  if (!stub->stub->listeners.empty()) site_->admin.AfterComplete(outlet.number(), stub);
  LogAccess(incoming, player.status(), id, outlet.octets_sent());
  co_return after;
}

// A strict stub: what the client got wrong is its answer.
net::Task<After> Connection::RefuseFindings(Incoming& incoming, std::string_view stub_id,
                                            std::string text) {
  Outlet outlet(link_, engine_.journal(), AppendOpen(incoming, stub_id),
                incoming.arrival().steady_ns);
  NoteRemarks(outlet);
  const bool sent = co_await outlet.Send(RefusalOctets(400, text));
  outlet.End(sent ? ExchangeEnd::kClosed : ExchangeEnd::kFailed);
  LogAccess(incoming, 400, stub_id, outlet.octets_sent());
  co_return sent ? After::kClose : After::kGone;
}

net::Task<After> Connection::RefuseUnread(const Receiver& receiver, Receiver::Got got) {
  if (got == Receiver::Got::kNothing) co_return After::kClose;
  if (got == Receiver::Got::kGone) co_return After::kGone;
  const bool too_large = got == Receiver::Got::kTooLarge;
  const Incoming incoming(link_.unread(), OriginOfNext(), Now());
  ++requests_;
  Outlet outlet(link_, engine_.journal(), AppendOpen(incoming, {}), incoming.arrival().steady_ns);
  std::string octets;
  if (too_large) {
    octets = RefusalOctets(413,
                           "The body exceeds the limit of this server (RFC 9110 section "
                           "15.5.14)\n");
  } else {
    outlet.Note("WIREPROOF_DEFECT", DefectJson(receiver.defect()));
    octets = RefusalOctets(receiver.defect());
  }
  const bool sent = co_await outlet.Send(octets);
  outlet.End(sent ? ExchangeEnd::kClosed : ExchangeEnd::kFailed);
  LogAccess(incoming, too_large ? 413 : receiver.defect().status, {}, outlet.octets_sent());
  co_return sent ? After::kClose : After::kGone;
}

std::uint64_t Connection::AppendOpen(const Incoming& incoming, std::string_view stub_id) {
  const Served served{.request_octets = incoming.octets(),
                      .body = incoming.decoded_content(),
                      .origin = incoming.origin(),
                      .stub_id = stub_id,
                      .received_at_us = incoming.arrival().at_us,
                      .received_ns = incoming.arrival().steady_ns};
  return engine_.journal().Append(served);
}

void Connection::LogAccess(const Incoming& incoming, int status, std::string_view stub_id,
                           std::size_t sent) const {
  const auto& log = engine_.options().access_log;
  if (!log) return;
  const Request& request = incoming.request();
  log(AccessLine({.at_us = incoming.arrival().at_us,
                  .client_ip = client_ip_,
                  .method = request.method(),
                  .target = request.target(),
                  .status = status,
                  .stub_id = stub_id,
                  .sent = sent,
                  .duration_ns = SteadyNs() - incoming.arrival().steady_ns}));
}

net::Task<After> Connection::PlayRule(StubScript script) {
  serving_ = true;
  Outlet outlet(link_, engine_.journal(), 0, SteadyNs());
  EffectPlayer player(engine_, outlet, nullptr, OriginOfNext());
  const After after = co_await player.PlaySteps(script);
  co_return after;
}

}  // namespace wireproof::mock
