// A quick look at a request that has nothing unusual: the hot path of a server that must be fast.
//
// Takes only what needs no decision: a head in plain grammar, HTTP/1.1 (or 1.0), one Host, and no
// body or one Content-Length. Everything else (other framing, Expect, Upgrade, folds, odd octets,
// any defect) is kUnusual and goes to Connection, which knows what to do. Nothing is copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "http/wire/limits.h"

namespace wireproof::wire {

// A field line, as views into the octets scanned; the value without the whitespace around it.
struct FieldView {
  std::string_view name = {};
  std::string_view value = {};
  bool operator==(const FieldView&) const = default;
};

struct ScannedRequest {
  std::string_view method = {};
  std::string_view target = {};
  std::string_view version = {};           // "HTTP/1.1"
  std::span<const FieldView> fields = {};  // into the scanner; valid until the next Scan
  std::string_view body = {};
  std::size_t octets = 0;  // head and body
  bool keep_alive = true;  // RFC 9112 section 9.3, as far as the request decides
};

enum class Scan : std::uint8_t {
  kWhole,    // a request, body included
  kPartial,  // nothing unusual so far, but octets are missing: ScannedRequest::octets says how many
  kUnusual,  // for Connection; says nothing about right or wrong
};

class RequestScanner {
 public:
  // A longer head that is not complete is kUnusual: each look begins at the first octet again, and
  // Connection's work is linear however the octets come.
  static constexpr std::size_t kMostUnfinishedHead = 8192;

  explicit RequestScanner(const Limits& limits = {}) : limits_(limits) {}

  // Looks at the octets from the start of a request. `out` is set for kWhole, and refers to
  // `input` and to this. For kPartial, out.octets is how many octets from the start are needed
  // before another look can tell more. Allocates only when a request has more fields than any
  // before.
  Scan Next(std::string_view input, ScannedRequest& out);

 private:
  Limits limits_;
  std::vector<FieldView> fields_;
};

}  // namespace wireproof::wire
