#include "mockserver/journal/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include "http/wire/connection.h"

namespace wireproof::mock {
namespace {

Finding OfDefect(const wire::Defect& defect, std::string_view sender) {
  const wire::DefectInfo& info = wire::Describe(defect.kind);
  const bool limit = info.blame == wire::Blame::kOurLimit;
  return {.id = std::string(info.id),
          .rule = std::string(info.rule),
          .blame = limit ? "limit" : std::string(sender),
          .message = std::string(info.meaning)};
}

// Fields of which a message has one line at most, since their values are no lists (RFC 9110 section
// 5.3). Those that frame are the parser's.
constexpr std::string_view kRequestSingles[] = {
    "Authorization", "Content-Type", "Date",  "From",    "If-Modified-Since",
    "If-Range",      "Max-Forwards", "Range", "Referer", "If-Unmodified-Since",
    "User-Agent"};
constexpr std::string_view kResponseSingles[] = {
    "Age",  "Content-Location", "Content-Range", "Content-Type", "Date",
    "ETag", "Last-Modified",    "Location",      "Retry-After",  "Server"};

void CheckSingles(const wire::Fields& fields, std::span<const std::string_view> names,
                  std::string_view sender, Findings& findings) {
  for (const std::string_view name : names) {
    if (wire::FindAll(fields, name).size() < 2) continue;
    findings.push_back({.id = "field-repeated",
                        .rule = "RFC 9110 section 5.3",
                        .blame = std::string(sender),
                        .message = fmt::format("{} stands there more than once", name)});
  }
}

void CheckOption(const wire::Fields& fields, std::string_view name, std::string_view rule,
                 std::string_view sender, Findings& findings) {
  if (!wire::FindFirst(fields, name) || wire::HasToken(fields, "Connection", name)) return;
  findings.push_back(
      {.id = "option-not-in-connection",
       .rule = std::string(rule),
       .blame = std::string(sender),
       .message = fmt::format("{} is for this hop, and Connection does not name it", name)});
}

void CheckRequest(const wire::RequestHead& head, std::size_t content, Findings& findings) {
  CheckSingles(head.fields, kRequestSingles, "client", findings);
  CheckOption(head.fields, "Upgrade", "RFC 9110 section 7.8", "client", findings);
  CheckOption(head.fields, "TE", "RFC 9110 section 10.1.4", "client", findings);
  if (head.method == "TRACE" && content > 0) {
    findings.push_back({.id = "content-in-trace",
                        .rule = "RFC 9110 section 9.3.8",
                        .blame = "client",
                        .message = "a TRACE request has no content"});
  }
}

// What a response of a status needs or must not have.
struct StatusRule {
  int status;
  std::string_view field;
  bool needed;
  std::string_view id;
  std::string_view rule;
};
constexpr StatusRule kStatusRules[] = {
    {204, "Content-Length", false, "content-length-on-204", "RFC 9110 section 8.6"},
    {204, "Transfer-Encoding", false, "transfer-encoding-on-204", "RFC 9112 section 6.1"},
    {401, "WWW-Authenticate", true, "challenge-missing", "RFC 9110 section 15.5.2"},
    {405, "Allow", true, "allow-missing", "RFC 9110 section 15.5.6"},
    {407, "Proxy-Authenticate", true, "challenge-missing", "RFC 9110 section 15.5.8"},
    {426, "Upgrade", true, "upgrade-missing", "RFC 9110 section 15.5.22"},
};

void CheckStatus(const wire::ResponseHead& head, Findings& findings) {
  for (const StatusRule& rule : kStatusRules) {
    const bool there = wire::FindFirst(head.fields, rule.field).has_value();
    if (rule.status != head.status || there == rule.needed) continue;
    findings.push_back({.id = std::string(rule.id),
                        .rule = std::string(rule.rule),
                        .blame = "server",
                        .message = fmt::format("a response with status {} {} {}", head.status,
                                               rule.needed ? "has" : "does not have", rule.field)});
  }
}

void CheckInterim(const wire::ResponseHead& head, Findings& findings) {
  for (const std::string_view name : {"Content-Length", "Transfer-Encoding"}) {
    if (!wire::FindFirst(head.fields, name)) continue;
    findings.push_back({.id = "framing-on-interim",
                        .rule = "RFC 9112 section 6.1, RFC 9110 section 8.6",
                        .blame = "server",
                        .message = fmt::format("a 1xx response does not have {}", name)});
  }
}

wire::Request Asking(std::string_view method) {
  wire::Request request;
  request.head.method = std::string(method);
  request.head.target = method == "CONNECT" ? "x:1" : "/";
  request.head.fields = {{"Host", "x"}};
  return request;
}

// The octets end while the message goes on.
Finding Unfinished(std::string_view sender) {
  return {.id = "message-incomplete",
          .rule = "RFC 9112 section 8",
          .blame = std::string(sender),
          .message = "the message ends before its framing says so"};
}

Finding Surplus(std::size_t octets) {
  return {.id = "octets-behind-message",
          .rule = "RFC 9112 section 6.3",
          .blame = "server",
          .message = fmt::format("{} octets follow behind the end of the message", octets)};
}

}  // namespace

Findings FindingsOfRequest(std::string_view octets) {
  Findings findings;
  wire::Connection connection(wire::Role::kServer);
  connection.Receive(octets);
  std::optional<wire::RequestHead> head;
  std::size_t content = 0;
  while (true) {
    wire::Event event = connection.NextEvent();
    if (auto* request = std::get_if<wire::Request>(&event)) {
      head = std::move(request->head);
    } else if (const auto* data = std::get_if<wire::Data>(&event)) {
      content += data->bytes.size();
    } else {
      const auto* failed = std::get_if<wire::Failed>(&event);
      if (failed != nullptr) findings.push_back(OfDefect(failed->defect, "client"));
      if (std::holds_alternative<wire::NeedData>(event)) findings.push_back(Unfinished("client"));
      break;
    }
  }
  if (head) CheckRequest(*head, content, findings);
  return findings;
}

Findings FindingsOfReply(std::string_view octets, const ReplyFacts& facts) {
  Findings findings;
  wire::Connection connection(wire::Role::kClient);
  const auto asked = connection.Send(Asking(facts.request_method));
  if (!asked) return findings;  // a method that is no token: the request has that finding
  (void)connection.Send(wire::EndOfMessage{});
  connection.Receive(octets);
  if (facts.ended) connection.ReceiveEnd();
  bool ended = false;
  bool final = false;
  while (true) {
    const wire::Event event = connection.NextEvent();
    if (const auto* response = std::get_if<wire::Response>(&event)) {
      final = true;
      CheckSingles(response->head.fields, kResponseSingles, "server", findings);
      CheckStatus(response->head, findings);
    } else if (const auto* interim = std::get_if<wire::InterimResponse>(&event)) {
      CheckInterim(interim->head, findings);
    } else if (std::holds_alternative<wire::EndOfMessage>(event)) {
      ended = true;
      break;
    } else if (!std::holds_alternative<wire::Data>(event)) {
      const auto* failed = std::get_if<wire::Failed>(&event);
      if (failed != nullptr) findings.push_back(OfDefect(failed->defect, "server"));
      if (std::holds_alternative<wire::NeedData>(event)) findings.push_back(Unfinished("server"));
      break;
    }
  }
  if (ended && final && connection.buffered() > 0) {
    findings.push_back(Surplus(connection.buffered()));
  }
  return findings;
}

std::string FindingsText(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += fmt::format("{}: {} ({})\n", finding.id, finding.message, finding.rule);
  }
  return text;
}

}  // namespace wireproof::mock
