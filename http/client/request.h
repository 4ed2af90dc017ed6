// A request as the caller gives it, and what becomes of it: the head and the pieces to be sent.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "http/client/error.h"
#include "http/client/profile.h"
#include "http/wire/message.h"

namespace wireproof::client {

// Octets throughout. At most one of body and chunks.
struct Request {
  std::string method = "GET";
  std::string target = "/";
  wire::Fields fields = {};
  // A body of known length; "" is a body of length 0.
  std::optional<std::string> body = std::nullopt;
  // A body of unknown length: sent chunked, an item a chunk; empty items are left out.
  std::optional<std::vector<std::string>> chunks = std::nullopt;
  bool operator==(const Request&) const = default;
};

// Whom the request is for: what Host says.
struct Origin {
  std::string host;  // a name or an address, IPv6 without brackets
  std::uint16_t port = 80;
  bool https = false;  // decides which port is the default one
  bool operator==(const Origin&) const = default;
};

// What is sent.
struct PreparedRequest {
  wire::RequestHead head;
  std::vector<std::string> pieces;  // of the body; none is empty
  bool chunked = false;             // each piece becomes a chunk, and the last chunk follows
  bool operator==(const PreparedRequest&) const = default;
};

// Adds what the profile adds; refuses (kRefused) what it does not send. `peer` is the version of
// the last response from that origin: one of 1.0 gets no chunks in the strict profile (RFC 9112
// section 6.1).
std::expected<PreparedRequest, Error> Prepare(Request request, const Origin& origin,
                                              const Profile& profile,
                                              wire::Version peer = wire::kHttp11);

// http.client's request() for CPython's profile; clean_request.cc has the strict one.
std::expected<PreparedRequest, Error> PrepareAsHttpClient(Request request, const Origin& origin);
std::expected<PreparedRequest, Error> PrepareClean(Request request, const Origin& origin,
                                                   const Profile& profile, wire::Version peer);

}  // namespace wireproof::client
