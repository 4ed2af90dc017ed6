#include <chrono>
#include <utility>

#include "http/net/linger.h"
#include "http/net/tls.h"
#include "mockserver/serve/connection.h"

namespace wireproof::mock {
namespace {

constexpr std::chrono::seconds kHandshakeTime{10};
constexpr std::chrono::seconds kFaultLingerTime{2};

// No record of TLS begins like this.
constexpr std::string_view kNoRecord = "lskdu018973t09sylgasjkfg1][]'./.sdlv\r\n";

// What a rule does instead of a handshake, once the client has begun one.
net::Task<void> BreakHandshake(std::unique_ptr<net::Stream> stream, ConnectRule::TlsFault fault) {
  char hello[1024];
  auto count = co_await stream->Read(hello);
  if (!count || *count == 0) co_return;
  if (fault == ConnectRule::TlsFault::kResetInHandshake) {
    stream->Reset();
    co_return;
  }
  if (fault == ConnectRule::TlsFault::kStall) {
    co_await AwaitHangUp(*stream);
    co_return;
  }
  if (fault == ConnectRule::TlsFault::kGarbage) (void)co_await stream->Write(kNoRecord);
  net::LingerOptions options{.deadline = net::Deadline::After(kFaultLingerTime)};
  (void)co_await net::CloseLingering(*stream, std::move(options));
}

// The context for this connection; nothing, and a line in the log, where a rule's cannot be made.
std::optional<net::TlsContext> ContextFor(Site& site, const ConnectRule* rule) {
  if (rule == nullptr || !rule->tls) return site.tls->usual();
  auto made = site.tls->For(*rule->tls);
  if (made) return *made;
  site.Log("the TLS settings of a rule for connections: " + made.error());
  return std::nullopt;
}

net::Task<std::unique_ptr<net::Stream>> Secure(std::shared_ptr<Site> site,
                                               std::unique_ptr<net::Stream> stream,
                                               const ConnectRule* rule, std::uint64_t number) {
  if (rule != nullptr && rule->tls_fault != ConnectRule::TlsFault::kNone) {
    co_await BreakHandshake(std::move(stream), rule->tls_fault);
    co_return nullptr;
  }
  auto context = ContextFor(*site, rule);
  if (!context) co_return nullptr;
  net::TlsServerOptions options{.deadline = net::Deadline::After(kHandshakeTime)};
  auto made =
      co_await net::HandshakeServer(std::move(stream), std::move(*context), std::move(options));
  if (!made) co_return nullptr;
  if (const auto facts = (*made)->tls()) site->engine.journal().NoteTls(number, *facts);
  co_return std::move(*made);
}

}  // namespace

net::Task<void> ServeAccepted(std::shared_ptr<Site> site, std::unique_ptr<net::Stream> stream,
                              Door door) {
  const std::uint64_t number = door.stubs ? site->engine.NextConnection() : 0;
  StoredStubPtr stub;
  if (door.stubs) stub = site->engine.stubs().TakeConnectRule(number);
  const ConnectRule* rule =
      stub && stub->stub->wireproof.connect ? &*stub->stub->wireproof.connect : nullptr;
  if (door.tls) {
    stream = co_await Secure(site, std::move(stream), rule, number);
    if (!stream) co_return;
  }
  Connection connection(site, std::move(stream), door, number);
  if (rule != nullptr && rule->script) {
    const After after = co_await connection.PlayRule(*rule->script);
    if (after == After::kGone) co_return;
    if (after == After::kClose) {
      co_await connection.Close();
      co_return;
    }
  }
  co_await connection.Run();
}

}  // namespace wireproof::mock
