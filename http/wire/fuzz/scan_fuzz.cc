// The quick look at a request agrees with Connection, whatever the octets.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/wire/connection.h"
#include "http/wire/fuzz/require.h"
#include "http/wire/scan.h"

namespace wireproof::wire {
namespace {

// What Connection makes of one request.
struct Judged {
  bool whole = false;
  bool failed = false;
  RequestHead head = {};
  std::string body = {};
  std::size_t left_over = 0;
  bool keep_alive = false;
};

Judged ByConnection(std::string_view input) {
  Connection connection(Role::kServer);
  connection.Receive(input);
  Judged judged;
  while (true) {
    const Event event = connection.NextEvent();
    if (const auto* request = std::get_if<Request>(&event)) judged.head = request->head;
    if (const auto* data = std::get_if<Data>(&event)) judged.body += data->bytes;
    judged.failed = std::holds_alternative<Failed>(event);
    judged.whole = std::holds_alternative<EndOfMessage>(event);
    if (judged.failed || judged.whole || std::holds_alternative<NeedData>(event)) break;
  }
  judged.left_over = connection.buffered();
  judged.keep_alive = connection.keep_alive();
  return judged;
}

void CheckScan(std::string_view input) {
  RequestScanner scanner;
  ScannedRequest seen;
  const Scan scan = scanner.Next(input, seen);
  if (scan == Scan::kUnusual) return;
  const Judged judged = ByConnection(input);
  Require(!judged.failed, "nothing that is wrong is usual");
  Require(judged.whole == (scan == Scan::kWhole), "both see the same end");
  if (scan == Scan::kPartial) {
    Require(seen.octets > input.size(), "more octets are asked for than there are");
    return;
  }
  Require(seen.method == judged.head.method && seen.target == judged.head.target &&
              seen.version == ToString(judged.head.version),
          "the request-line is the same");
  Require(seen.fields.size() == judged.head.fields.size(), "as many fields");
  for (std::size_t i = 0; i < seen.fields.size(); ++i) {
    Require(seen.fields[i].name == judged.head.fields[i].name &&
                seen.fields[i].value == judged.head.fields[i].value,
            "the fields are the same");
  }
  Require(seen.body == judged.body, "the body is the same");
  Require(seen.octets == input.size() - judged.left_over, "the request ends at the same octet");
  Require(seen.keep_alive == judged.keep_alive, "the connection goes on in the same way");
}

}  // namespace
}  // namespace wireproof::wire

// The first octet is that of the other fuzzers' corpus: not a part of the request.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  wireproof::wire::CheckScan({reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
