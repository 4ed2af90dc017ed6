// What a stub's answer compiles to: octets ready to be sent, or effects in their order.
//
// A prepared reply is the usual case and costs nothing at serve time. Templates and files are
// turned into one when they are asked for (RenderReply). A stub sends what it says and nothing
// more: only Content-Length is added, where neither the stub nor its framing rules frame.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mockserver/match/request.h"
#include "mockserver/stub/stub.h"
#include "mockserver/template/template.h"

namespace wireproof::mock {

// How replies are made besides what stubs say: flags of the server.
struct ReplyHabits {
  bool global_templating = false;
  bool templating = true;  // stubs may ask for it
  // --compat wiremock: Matched-Stub-Id / -Name fields, chunked coding by default, ...
  bool wiremock_wire = false;
  enum class Chunked : std::uint8_t { kAlways, kNever, kBodyFile };  // --use-chunked-encoding
  Chunked chunked = Chunked::kAlways;                                // used only with wiremock_wire
  // Content is sent in gzip where the client takes it; used only with wiremock_wire.
  bool gzip = true;
};

// Octets of one response: `interim` (whole 1xx responses), then `head` with its empty line, then
// `content`, which is framed already (chunks).
struct ResponseOctets {
  std::string interim = {};
  std::string head = {};
  std::string content = {};      // not sent for HEAD; empty for 1xx, 204, 304
  std::size_t content_size = 0;  // before framing
  bool ends_connection = false;  // the framing or the stub says so
  // It ends only because the stub's Content-Length says more than there is: not so for HEAD.
  bool only_short = false;
  // The pieces of a dribble: where each ends in `content`. A pause goes before each.
  std::vector<std::size_t> cuts = {};
};

struct Reply {
  std::string stub_id = {};
  int status = 200;
  // Set where nothing depends on the request: sent as it is. One string for the fast path:
  // interim + head + content.
  std::optional<ResponseOctets> prepared = {};
  std::string fast = {};  // what goes out for any method but HEAD; empty unless prepared and plain
  bool plain = false;     // no delay, dribble, fault, script, proxy, 100 policy: `fast` may be sent
  // `fast` and `prepared` are for requests that keep an HTTP/1.1 connection only; RenderReply knows
  // what others get (WireMock's chunked coding by default).
  bool keep_alive_only = false;
  bool gzip = false;  // the same for requests that take gzip

  std::optional<Delay> delay = {};  // both of a stub are added, as in WireMock
  std::optional<double> fixed_delay_ms = {};
  std::optional<Dribble> dribble = {};
  std::optional<Fault> fault = {};
  std::optional<ProxyTarget> proxy = {};
  std::optional<StubScript> script = {};
  ContinuePolicy on_continue = ContinuePolicy::kSend;
  bool strict = false;

  bool templated = false;  // the stub's response is one for templates, whether it has some or not

  struct Dynamic;  // templates and files, compiled
  std::shared_ptr<const Dynamic> dynamic = {};
};

// Reads a body file (below __files); the error says why not.
using ReadBodyFile = std::function<std::expected<std::string, std::string>(std::string_view name)>;

// Compiles an answer of a stub. Problems: a template that does not parse, with its pointer as in a
// stub that has the answer ("/response/body").
std::expected<std::shared_ptr<const Reply>, JsonProblem> CompileReply(const Stub& stub,
                                                                      const Answer& answer,
                                                                      const ReplyHabits& habits);

// The octets of a reply for this request: those prepared, or rendered now; no content for HEAD. The
// error (a missing body file, a helper that is unknown) says why; the caller answers with 500.
std::expected<ResponseOctets, std::string> RenderReply(const Reply& reply, const Request& request,
                                                       std::string_view request_id,
                                                       const ReadBodyFile& files,
                                                       const RenderOptions& options);

// Whether the habits of this reply send it in gzip to a client with these fields: then it is not
// what was prepared.
bool IsCoded(const Reply& reply, std::span<const FieldView> request_fields);

// What is sent (500) where RenderReply gave an error.
ResponseOctets RenderFailure(const Reply& reply, const Request& request, std::string_view text);

// The content that RenderReply frames, whatever the method and status; `content` is the stub's.
std::expected<std::string, std::string> RenderContent(const Reply& reply, const Content& content,
                                                      const Request& request,
                                                      std::string_view request_id,
                                                      const ReadBodyFile& files,
                                                      const RenderOptions& options);

// What a reply that is proxied asks of its target, and the fields it adds to what comes back.
struct ProxyRequest {
  ProxyTarget target = {};
  wire::Fields added_fields = {};
};

// Fills in the templates of a reply that is proxied. `fields` are the stub's.
std::expected<ProxyRequest, std::string> RenderProxy(const Reply& reply, const wire::Fields& fields,
                                                     const Request& request,
                                                     std::string_view request_id,
                                                     const RenderOptions& options);

// The octets of a response definition as it stands, without templates: proxied answers, admin.
ResponseOctets MakeResponse(const ResponseDefinition& response, std::string_view content,
                            const WireReply& wire, const ReplyHabits& habits);

}  // namespace wireproof::mock
