// A request of the shim protocol (docs/shim-protocol.md) as a value: checked, with its defaults.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/client/request.h"

namespace wireproof::cli {

enum class ShimErrorKind : std::uint8_t { kUnsupported, kBadMessage, kInternal };
std::string_view Name(ShimErrorKind kind);  // "unsupported", "bad-message", "internal"

struct ShimError {
  ShimErrorKind kind = ShimErrorKind::kInternal;
  std::string message;
};

struct ShimHello {};
struct ShimRelease {};
struct ShimShutdown {};

struct ShimClientTls {
  std::string ca_pem;
  std::string server_name;  // empty: that of `connect`
  bool verify = true;
};

struct ShimExchange {
  std::string host;
  std::uint16_t port = 0;
  std::optional<ShimClientTls> tls;
  std::vector<client::Request> requests;  // `host` has become the first field
  bool reuse = true;
  std::int64_t deadline_ms = 5000;
};

struct ShimServerTls {
  std::string cert_pem;
  std::string key_pem;
};

struct ShimServing {
  enum class App : std::uint8_t { kEcho, kStatic };
  App app = App::kEcho;
  std::string root;
  std::optional<ShimServerTls> tls;
};

struct ShimStop {
  std::uint16_t port = 0;
};

using ShimOp =
    std::variant<ShimHello, ShimExchange, ShimRelease, ShimServing, ShimStop, ShimShutdown>;

struct ShimRequest {
  std::optional<std::int64_t> id;  // nothing where the line has none that can be read
  std::expected<ShimOp, ShimError> op;
};

// Reads a line. What it says beyond this version of the protocol is kUnsupported; what is no
// message of it is kBadMessage; the words name the member: "exchange.requests[0].target".
ShimRequest ReadShimRequest(std::string_view line);

}  // namespace wireproof::cli
