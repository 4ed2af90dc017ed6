// What a request or a reply got wrong, by the RFCs: for the journal, and for strict stubs.
//
// Pure, and worked out when somebody asks. Octets are judged by the strict protocol machine, then
// by invariants of messages that no parser needs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wireproof::mock {

struct Finding {
  std::string id = {};       // stable: "host-missing", "content-length-on-204"
  std::string rule = {};     // "RFC 9112 section 3.2"
  std::string blame = {};    // "client", "server", or "limit": beyond a limit of ours
  std::string message = {};  // one sentence
  bool operator==(const Finding&) const = default;
};
using Findings = std::vector<Finding>;

// Octets of one request, from its first octet to its last.
Findings FindingsOfRequest(std::string_view octets);

struct ReplyFacts {
  std::string_view request_method = "GET";
  bool ended = false;  // the connection ended behind the reply, in order
};
// Octets of the reply to one request, interim responses included.
Findings FindingsOfReply(std::string_view octets, const ReplyFacts& facts);

// A line for each: "id: message (rule)". Empty where there is none.
std::string FindingsText(const Findings& findings);

}  // namespace wireproof::mock
