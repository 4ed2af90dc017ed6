#include "http/server/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

#include "http/server/admission.h"
#include "http/server/error_page.h"
#include "http/wire/python_text.h"

namespace wireproof::server {
namespace {

constexpr int kHeadTooLarge = 431;
constexpr int kServerError = 500;
constexpr int kNotImplemented = 501;

// What of a request is known when its head could not be read. send_error() looks at both: the
// method decides whether the page is sent, the version whether its head is.
wire::RequestHead HeadOfMalformed(const wire::Defect& defect, std::string_view start_line) {
  wire::RequestHead head;
  head.method.clear();
  // http.server has taken over the words of the request line only when it reads the fields.
  if (defect.status != kHeadTooLarge) return head;
  const std::vector<std::string_view> words = wire::PythonSplit(start_line);
  if (words.size() < 2) return head;
  head.method = words[0];
  if (words.back() == "HTTP/0.9") head.version = wire::kHttp09;
  return head;
}

}  // namespace

Session::Session(std::unique_ptr<net::Stream> stream, std::shared_ptr<Site> site)
    : site_(std::move(site)), channel_(std::move(stream), site_->profile) {}

net::Task<void> Session::Run() {
  Next next = Next::kServe;
  while (next == Next::kServe) next = co_await ServeOne();
  co_await channel_.Close(next == Next::kAbort);
}

net::Task<Session::Next> Session::ServeOne() {
  channel_.ExpectHead();
  auto event = co_await channel_.NextEvent();
  if (!event) {
    if (event.error().kind != net::IoErrorKind::kTimeout) co_return Next::kAbort;
    co_return co_await RefuseLate();
  }
  if (auto* request = std::get_if<wire::Request>(&*event)) {
    co_return co_await Answer(std::move(request->head));
  }
  if (auto* failed = std::get_if<wire::Failed>(&*event)) {
    co_return co_await RefuseMalformed(failed->defect);
  }
  co_return Next::kClose;
}

net::Task<Session::Next> Session::Answer(wire::RequestHead head) {
  Exchange exchange(channel_, std::move(head), site_->profile, site_->clock);
  if (!co_await Judge(exchange)) co_await CallHandler(exchange);
  co_return co_await Finish(exchange);
}

// Answers what no handler gets to see; whether it did.
net::Task<bool> Session::Judge(Exchange& exchange) {
  const auto methods = site_->handler->methods();
  if (site_->profile.supervised) {
    const auto& framing = channel_.wire().incoming_framing();
    const auto verdict =
        Admit(exchange.request(), framing ? framing->framing : wire::Framing(wire::NoBody{}),
              methods, site_->profile);
    if (!verdict) co_return false;
    wire::Fields fields;
    if (verdict->allow) fields.push_back({"Allow", *verdict->allow});
    if (verdict->status == 200) {
      Reply reply{.fields = std::move(fields)};
      (void)co_await exchange.Send(std::move(reply));
    } else {
      (void)co_await exchange.SendError(verdict->status, {}, {}, std::move(fields));
    }
    co_return true;
  }
  // http.server: the 100 comes before the method is looked at (SEX-001).
  if (channel_.wire().peer_awaits_continue()) {
    const wire::Event go_on =
        wire::InterimResponse{{.version = site_->profile.dialect.server_version,
                               .status = 100,
                               .reason = "Continue",
                               .fields = {}}};
    if (auto octets = channel_.wire().Send(go_on)) (void)co_await channel_.Write(*octets);
  }
  const std::string& method = exchange.request().method;
  if (std::ranges::find(methods, method) != methods.end()) co_return false;
  (void)co_await exchange.SendError(
      kNotImplemented, fmt::format("Unsupported method ({})", wire::PythonRepr(method)));
  co_return true;
}

net::Task<void> Session::CallHandler(Exchange& exchange) {
  std::string escaped;
  try {
    co_await site_->handler->Handle(exchange);
  } catch (const std::exception& error) {
    // A cancellation unwinds through here too; then every write below fails as well.
    escaped = error.what();
  }
  if (escaped.empty()) co_return;
  Log(fmt::format("{} {}: {}", exchange.request().method, exchange.request().target, escaped));
}

// After the handler: what is still owed to the client, and whether the connection goes on.
net::Task<Session::Next> Session::Finish(Exchange& exchange) {
  if (exchange.write_failed()) co_return Next::kAbort;
  const std::optional<BodyFailure>& failure = exchange.body_failure();
  if (failure && failure->gone) {
    co_return site_->profile.supervised ? Next::kAbort : Next::kClose;
  }
  if (!exchange.replied()) {
    if (!site_->profile.supervised) co_return Next::kClose;
    (void)co_await exchange.SendError(failure && failure->status != 0 ? failure->status
                                                                      : kServerError);
  }
  if (!exchange.finished()) co_return Next::kClose;
  if (channel_.wire().keep_alive() && !co_await exchange.DrainBody()) co_return Next::kClose;
  if (!channel_.wire().CanStartNextCycle()) co_return Next::kClose;
  channel_.wire().StartNextCycle();
  co_return Next::kServe;
}

net::Task<Session::Next> Session::RefuseMalformed(const wire::Defect& defect) {
  if (defect.status == 0) co_return Next::kClose;
  wire::RequestHead head = HeadOfMalformed(defect, channel_.wire().start_line());
  if (!site_->profile.supervised && head.version == wire::kHttp09) {
    const ErrorPage page =
        MakeErrorPage(site_->profile.error_page, defect.status, defect.message, defect.explain);
    (void)co_await channel_.Write(page.content);
    co_return Next::kClose;
  }
  Exchange exchange(channel_, std::move(head), site_->profile, site_->clock);
  auto sent = co_await exchange.SendError(defect.status, defect.message, defect.explain);
  co_return sent ? Next::kClose : Next::kAbort;
}

// RFC 9110 section 15.5.9, for a head that was begun. Who sends nothing is owed nothing.
net::Task<Session::Next> Session::RefuseLate() {
  if (!channel_.head_started()) co_return Next::kClose;
  wire::RequestHead nothing;
  nothing.method.clear();
  Exchange exchange(channel_, std::move(nothing), site_->profile, site_->clock);
  wire::Fields close = {{"Connection", "close"}};
  (void)co_await exchange.SendError(kRequestTimeoutStatus, {}, {}, std::move(close));
  co_return Next::kClose;
}

void Session::Log(std::string_view line) const {
  if (site_->log) site_->log(line);
}

net::Task<void> ServeConnection(std::unique_ptr<net::Stream> stream, std::shared_ptr<Site> site) {
  Session session(std::move(stream), std::move(site));
  co_await session.Run();
}

}  // namespace wireproof::server
