// The strict profile's requests: what RFC 9110 and RFC 9112 ask of a client, and nothing else.

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "http/client/request.h"
#include "http/wire/grammar.h"
#include "http/wire/serializer.h"
#include "http/wire/target.h"

namespace wireproof::client {
namespace {

using wire::Field;
using wire::Fields;

std::unexpected<Error> Refuse(std::string native, std::string message) {
  return std::unexpected(
      Error{ErrorKind::kRefused, Step::kSend, std::move(native), std::move(message)});
}

// uri-host [ ":" port ], without the scheme's own port (RFC 9110 sections 4.2.3 and 7.2).
std::string HostOf(const Origin& origin) {
  const bool literal = origin.host.find(':') != std::string::npos;
  // A zone is of this host only (RFC 6874 section 3).
  const std::string_view bare = std::string_view(origin.host).substr(0, origin.host.find('%'));
  std::string host = literal ? fmt::format("[{}]", bare) : origin.host;
  if (origin.port != (origin.https ? 443 : 80)) host += fmt::format(":{}", origin.port);
  return host;
}

// Host is that of the target where it has one (RFC 9112 section 3.2.2), and comes first.
std::expected<std::string, Error> TakeHost(Fields& fields, const wire::Target& target,
                                           const Origin& origin) {
  const std::vector<std::string_view> given = wire::FindAll(fields, "Host");
  if (given.size() > 1) return Refuse("host-repeated", "Host is given more than once");
  std::string host;
  if (!given.empty()) {
    host = given.front();
    if (!wire::ParseAuthority(host)) return Refuse("host-malformed", "Host is no authority");
    wire::Remove(fields, "Host");
    return host;
  }
  const wire::Authority* named = nullptr;
  if (const auto* form = std::get_if<wire::AbsoluteForm>(&target)) named = &form->authority;
  if (const auto* form = std::get_if<wire::AuthorityForm>(&target)) named = &form->authority;
  if (named == nullptr) return HostOf(origin);
  host = named->host;
  if (named->port && !named->port->empty()) host += ":" + *named->port;
  return host;
}

std::size_t SizeOf(const std::vector<std::string>& pieces) {
  std::size_t size = 0;
  for (const std::string& piece : pieces) size += piece.size();
  return size;
}

// Methods whose requests have content usually; without a body they say so (RFC 9110 section 8.6).
bool AnticipatesContent(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

struct Content {
  std::vector<std::string> pieces;
  bool chunked = false;
  bool present = false;  // the caller gave a body, possibly of length 0
};

Content TakeContent(Request& request, wire::Version peer) {
  Content content;
  if (request.body) {
    content.present = true;
    if (!request.body->empty()) content.pieces.push_back(std::move(*request.body));
  } else if (request.chunks) {
    content.present = true;
    content.chunked = peer >= wire::kHttp11;
    for (std::string& chunk : *request.chunks) {
      if (!chunk.empty()) content.pieces.push_back(std::move(chunk));
    }
  }
  return content;
}

// The caller's own framing fields must say what is done; they are put in their place then.
std::optional<std::string> ConflictingFraming(const Fields& fields, const Content& content) {
  if (const auto coding = wire::Combined(fields, "Transfer-Encoding")) {
    if (!content.chunked || !wire::EqualsIgnoreCase(*coding, "chunked")) {
      return fmt::format("Transfer-Encoding: {} is not how this body is sent", *coding);
    }
    if (wire::FindFirst(fields, "Content-Length")) {
      return "Content-Length beside Transfer-Encoding";
    }
  }
  if (const auto length = wire::Combined(fields, "Content-Length")) {
    const auto number = wire::ParseDecimal(*length);
    if (content.chunked || !number || number->overflow || number->value != SizeOf(content.pieces)) {
      return fmt::format("Content-Length: {} is not how this body is sent", *length);
    }
  }
  if (wire::HasToken(fields, "Expect", "100-continue") && content.pieces.empty()) {
    return "Expect: 100-continue without content";  // RFC 9110 section 10.1.1
  }
  return std::nullopt;
}

}  // namespace

std::expected<PreparedRequest, Error> PrepareClean(Request request, const Origin& origin,
                                                   const Profile& profile, wire::Version peer) {
  if (request.body && request.chunks) return Refuse("two-bodies", "body and chunks are given");
  if (!wire::IsToken(request.method)) return Refuse("method-not-token", "the method is no token");
  const auto target = wire::ParseTarget(request.method, request.target);
  if (!target) return Refuse("target-malformed", wire::ToString(target.error()));
  auto host = TakeHost(request.fields, *target, origin);
  if (!host) return std::unexpected(std::move(host.error()));

  Content content = TakeContent(request, peer);
  if (auto conflict = ConflictingFraming(request.fields, content)) {
    return Refuse("framing-conflict", std::move(*conflict));
  }
  wire::Remove(request.fields, "Content-Length");
  wire::Remove(request.fields, "Transfer-Encoding");

  Fields fields = {{"Host", std::move(*host)}};
  if (!profile.user_agent.empty() && !wire::FindFirst(request.fields, "User-Agent")) {
    fields.push_back({"User-Agent", profile.user_agent});
  }
  // No content coding is undone here, so none is asked for (RFC 9110 section 12.5.3).
  if (profile.asks_identity && !wire::FindFirst(request.fields, "Accept-Encoding")) {
    fields.push_back({"Accept-Encoding", "identity"});
  }
  std::ranges::move(request.fields, std::back_inserter(fields));
  if (content.chunked) {
    fields.push_back({"Transfer-Encoding", "chunked"});
  } else if (content.present || AnticipatesContent(request.method)) {
    fields.push_back({"Content-Length", std::to_string(SizeOf(content.pieces))});
  }

  PreparedRequest made{.head = {.method = std::move(request.method),
                                .target = std::move(request.target),
                                .version = wire::kHttp11,
                                .fields = std::move(fields),
                                .version_text = {}},
                       .pieces = std::move(content.pieces),
                       .chunked = content.chunked};
  const auto octets = wire::SerializeHead(made.head, profile.dialect);
  if (!octets) {
    return Refuse(std::string(wire::Describe(octets.error().kind).id),
                  wire::ToString(octets.error()));
  }
  return made;
}

}  // namespace wireproof::client
