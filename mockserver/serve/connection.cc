#include "mockserver/serve/connection.h"

#include <algorithm>
#include <utility>

#include "http/wire/grammar.h"
#include "mockserver/serve/access_log.h"
#include "mockserver/serve/octets.h"

namespace wireproof::mock {
namespace {

// Answers of pipelined requests are gathered up to this size, then sent.
constexpr std::size_t kMostGathered = std::size_t{256} << 10;

constexpr std::string_view kHttp10 = "HTTP/1.0";

// What a buffer for answers keeps of its memory when a large one has been sent.
constexpr std::size_t kMostKept = std::size_t{64} << 10;

// "127.0.0.1:80" and "[::1]:80" without brackets and port.
std::string HostOf(const std::string& peer_name) {
  std::string host = peer_name.substr(0, peer_name.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

// Whether nothing but octets is asked for: they may need to be rendered, but not to be waited for.
bool IsImmediate(const Reply& reply) {
  return !reply.fixed_delay_ms && !reply.delay && !reply.dribble && !reply.fault && !reply.proxy &&
         !reply.script;
}

}  // namespace

Connection::Connection(std::shared_ptr<Site> site, std::unique_ptr<net::Stream> stream,
                       const Door& door, std::uint64_t number)
    : site_(std::move(site)),
      engine_(site_->engine),
      door_(door),
      number_(number),
      link_(std::move(stream), engine_.options().idle_timeout),
      client_ip_(HostOf(link_.stream().peer_name())),
      scanner_(engine_.options().limits) {
  if (engine_.journal().options().enabled) context_.remarks = &remarks_;
  site_->live.push_back(this);
}

Connection::~Connection() {
  site_->live.remove(this);
  site_->changed.NotifyAll();
}

net::Task<void> Connection::Run() {
  After after = After::kKeep;
  NoteArrival();
  while (after == After::kKeep) {
    const Pass pass = AnswerAll();
    if (!out_.empty()) {
      // Nearly always the socket takes it all, and no coroutine is needed to wait for it.
      const std::size_t begun = link_.WriteNow(out_);
      bool sent = begun == out_.size();
      if (!sent) sent = co_await link_.Write(std::string_view(out_).substr(begun));
      // Into the journal with what really happened.
      Record(sent ? ExchangeEnd::kSent : ExchangeEnd::kFailed);
      if (!sent) co_return;
    }
    if (pass == Pass::kSlow) {
      after = co_await ServeScanned();
      context_.now = engine_.clock().now();
    } else if (pass == Pass::kUnusual) {
      after = co_await ServeUnusual();
      context_.now = engine_.clock().now();
    } else if (pass == Pass::kClose) {
      after = After::kClose;
    } else if (pass == Pass::kWait) {
      if (site_->stopping && link_.unread().empty()) break;
      serving_ = !link_.unread().empty();
      // This much of Link::Read stands here: a coroutine less for each read.
      link_.ArmRead();
      auto count = co_await link_.stream().Read(link_.Room());
      link_.Disarm();
      NoteArrival();
      if (link_.TakeRead(count)) continue;
      if (!link_.ended() || link_.unread().empty()) break;
      after = co_await ServeUnusual();  // an end in the middle: the strict machine says what it is
    }
  }
  if (after != After::kGone) co_await link_.Close();
}

Arrival Connection::Now() const {
  return {.at_us = engine_.clock().now_us(), .steady_ns = SteadyNs()};
}

void Connection::NoteArrival() {
  arrival_ = Now();
  context_.now = MockClock::TimeOf(arrival_.at_us);
}

void Connection::StopSoon() {
  if (!serving_) link_.stream().Cancel();
}

RequestOrigin Connection::OriginOfNext() {
  return {.tls = door_.tls,
          .client_ip = client_ip_,
          .local_port = door_.port,
          .connection = number_,
          .request_of_connection = requests_ + 1};
}

bool Connection::IsAdmin(std::string_view target) const {
  return !door_.stubs || (door_.admin && IsAdminTarget(target));
}

bool Connection::IsStrict(const Reply& reply) const {
  return reply.strict || engine_.options().strict;
}

// --- The fast path ---

Connection::Pass Connection::AnswerAll() {
  serving_ = true;
  while (true) {
    const std::string_view unread = link_.unread();
    if (unread.size() < needed_) return Pass::kWait;
    switch (scanner_.Next(unread, scanned_)) {
      case wire::Scan::kPartial:
        if (scanned_.octets > unread.size() + engine_.options().max_body_bytes) {
          return Pass::kUnusual;  // which refuses it
        }
        needed_ = scanned_.octets;
        return link_.ended() ? Pass::kUnusual : Pass::kWait;
      case wire::Scan::kUnusual:
        return Pass::kUnusual;
      case wire::Scan::kWhole:
        break;
    }
    needed_ = 1;
    if (const Pass pass = AnswerScanned(); pass != Pass::kWait) return pass;
  }
}

// kWait stands for: go on.
Connection::Pass Connection::AnswerScanned() {
  if (scanned_.body.size() > engine_.options().max_body_bytes) return Pass::kUnusual;
  if (IsAdmin(scanned_.target)) return Pass::kSlow;
  if (engine_.options().compat_wiremock && HasCodedContent()) return Pass::kUnusual;
  const RequestParts parts{.method = scanned_.method,
                           .target = scanned_.target,
                           .version = scanned_.version,
                           .fields = scanned_.fields,
                           .body = scanned_.body,
                           .origin = OriginOfNext()};
  const Request request(parts);
  context_.request = &request;
  StoredStubPtr stub = engine_.stubs().Take(request, context_);
  context_.request = nullptr;
  // To HTTP/1.0 a connection that goes on would have to be promised, and nothing is added.
  bool ends = !scanned_.keep_alive || scanned_.version == kHttp10;
  if (!stub) {
    AppendUnmatched(request);
  } else {
    const std::shared_ptr<const Reply>& reply = stub->TakenReply();
    const LiveSettings& settings = engine_.settings();
    const bool immediate = reply->prepared && IsImmediate(*reply) && !IsStrict(*reply) &&
                           !settings.fixed_delay_ms && !settings.delay &&
                           !(ends && engine_.options().compat_wiremock) &&
                           !IsCoded(*reply, scanned_.fields);
    if (!immediate) {
      slow_reply_ = reply;
      slow_stub_ = std::move(stub);
      return Pass::kSlow;
    }
    ends = ends || reply->prepared->ends_connection;
    Append(std::move(stub), *reply);
  }
  link_.Consume(scanned_.octets);
  if (ends) return Pass::kClose;
  return out_.size() >= kMostGathered ? Pass::kFull : Pass::kWait;
}

bool Connection::HasCodedContent() const {
  return !scanned_.body.empty() &&
         std::ranges::any_of(scanned_.fields, [](const wire::FieldView& field) {
           return wire::EqualsIgnoreCase(field.name, "Content-Encoding");
         });
}

void Connection::Append(StoredStubPtr stub, const Reply& reply) {
  const std::size_t begin = out_.size();
  const bool has_content = HasContent(scanned_.method, reply.status);
  if (has_content && !reply.fast.empty()) {
    out_ += reply.fast;
  } else {
    out_.append(reply.prepared->interim).append(reply.prepared->head);
    if (has_content) out_ += reply.prepared->content;
  }
  Remember(std::move(stub), begin);
  answered_.back().status = reply.status;
}

void Connection::AppendUnmatched(const Request& request) {
  const std::size_t begin = out_.size();
  const AdminReply page = site_->admin.Unmatched(request);
  out_ += PageOctets(page, {.head_only = scanned_.method == "HEAD"});
  Remember(nullptr, begin);
  answered_.back().status = page.status;
}

void Connection::Remember(StoredStubPtr stub, std::size_t begin) {
  answered_.push_back({.octets = link_.unread().substr(0, scanned_.octets),
                       .stub = std::move(stub),
                       .index = ++requests_,
                       .begin = begin,
                       .end = out_.size(),
                       .method = scanned_.method,
                       .target = scanned_.target});
  if (remarks_.size() > 0) noted_.emplace_back(requests_, remarks_.Take());
}

void Connection::NoteRemarks(std::uint64_t index, std::uint64_t exchange) {
  for (const auto& [noted_index, remarks] : noted_) {
    if (noted_index != index) continue;
    for (const Remark& remark : remarks) {
      engine_.journal().AppendSubEvent(exchange, {.type = remark.type, .json = remark.json});
    }
  }
}

void Connection::Record(ExchangeEnd end) {
  const std::int64_t sent_ns = SteadyNs() - arrival_.steady_ns;
  const std::string_view out = out_;
  const bool sent = end == ExchangeEnd::kSent;
  Journal& journal = engine_.journal();
  for (const Answered& one : answered_) {
    const std::string_view stub_id = one.stub ? std::string_view(one.stub->stub->id) : "";
    const Served served{.request_octets = one.octets,
                        .origin = {.tls = door_.tls,
                                   .client_ip = client_ip_,
                                   .local_port = door_.port,
                                   .connection = number_,
                                   .request_of_connection = one.index},
                        .stub_id = stub_id,
                        .sent = sent ? out.substr(one.begin, one.end - one.begin) : "",
                        .end = end,
                        .received_at_us = arrival_.at_us,
                        .received_ns = arrival_.steady_ns,
                        .sent_ns = sent_ns};
    const std::uint64_t number = journal.Append(served);
    if (!noted_.empty()) NoteRemarks(one.index, number);
    if (one.stub && !one.stub->stub->listeners.empty()) {
      site_->admin.AfterComplete(number, one.stub);
    }
    if (engine_.options().access_log) {
      engine_.options().access_log(AccessLine({.at_us = arrival_.at_us,
                                               .client_ip = client_ip_,
                                               .method = one.method,
                                               .target = one.target,
                                               .status = one.status,
                                               .stub_id = stub_id,
                                               .sent = one.end - one.begin,
                                               .duration_ns = sent_ns}));
    }
  }
  answered_.clear();
  noted_.clear();
  if (out_.capacity() > kMostKept) std::string().swap(out_);
  out_.clear();
}

}  // namespace wireproof::mock
