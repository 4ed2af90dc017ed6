// Test helper: what came of some octets, as one line that a table can hold.
//
//   "GET /a 1.1 | Host=x | A=b"      a request head     "200 OK 1.1 | A=b"   a response head
//   "!whitespace-before-colon@24"    a defect and its offset
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "http/wire/connection.h"
#include "http/wire/parse_every_way.h"

namespace wireproof::wire {

inline std::string Text(const Fields& fields) {
  std::string out;
  for (const Field& field : fields) out += fmt::format(" | {}={}", field.name, field.value);
  return out;
}

inline std::string Text(const RequestHead& head) {
  const std::string version =
      head.version_text.empty() ? ToString(head.version) : head.version_text + "(as written)";
  return fmt::format("{} {} {}{}", head.method, head.target, version.substr(5), Text(head.fields));
}

inline std::string Text(const ResponseHead& head) {
  return fmt::format("{} {} {}{}", head.status, head.reason, ToString(head.version).substr(5),
                     Text(head.fields));
}

inline std::string Text(const Defect& defect) {
  return fmt::format("!{}@{}", Describe(defect.kind).id, defect.offset);
}

// The text of an event of a connection; data without flags, so that neighbours can be joined.
inline std::string Text(const Event& event) {
  if (const auto* e = std::get_if<Request>(&event)) return Text(e->head);
  if (const auto* e = std::get_if<InterimResponse>(&event)) return "interim " + Text(e->head);
  if (const auto* e = std::get_if<Response>(&event)) return Text(e->head);
  if (const auto* e = std::get_if<Data>(&event)) return e->bytes;
  if (const auto* e = std::get_if<EndOfMessage>(&event)) return "end" + Text(e->trailers);
  if (const auto* e = std::get_if<Failed>(&event)) return Text(e->defect);
  return ToString(event);
}

// Drives a connection and writes down its events, one line each; the pieces of a body are joined to
// "[...]". A server answers each complete request with an empty 200 and goes on.
class Transcript {
 public:
  explicit Transcript(Connection& connection) : connection_(connection) {}

  void Take(std::string_view piece) {
    if (over_) return;
    connection_.Receive(piece);
    Drain();
  }

  void End() {
    if (over_) return;
    connection_.ReceiveEnd();
    Drain();
  }

  const std::string& text() const { return text_; }

 private:
  void Drain() {
    while (!over_) {
      const Event event = connection_.NextEvent();
      if (std::holds_alternative<NeedData>(event)) return;
      Write(event);
      if (std::holds_alternative<Paused>(event)) over_ = !Answer();
      if (std::holds_alternative<Failed>(event)) over_ = true;
      if (std::holds_alternative<ConnectionClosed>(event)) over_ = true;
    }
  }

  void Write(const Event& event) {
    if (std::holds_alternative<Paused>(event)) return;
    const bool data = std::holds_alternative<Data>(event);
    if (data && !in_data_) text_ += "[";
    if (!data && in_data_) text_ += "]\n";
    in_data_ = data;
    text_ += Text(event);
    if (!data) text_ += "\n";
  }

  bool Answer() {
    if (connection_.role() == Role::kClient) return false;
    const bool sent =
        connection_.Send(Response{{.reason = "OK", .fields = {{"Content-Length", "0"}}}}) &&
        connection_.Send(EndOfMessage{});
    if (!sent) return false;
    if (!connection_.CanStartNextCycle()) return true;
    connection_.StartNextCycle();
    return true;
  }

  Connection& connection_;
  std::string text_;
  bool in_data_ = false;
  bool over_ = false;
};

// What a server makes of these octets and the end of the stream, however they are cut.
inline std::string ServerReads(std::string_view bytes, const Dialect& dialect = Dialect::Strict(),
                               const Limits& limits = {}) {
  return ParseEveryWay(bytes, [&](auto feed) {
    Connection connection(Role::kServer, dialect, limits);
    Transcript transcript(connection);
    feed([&](std::string_view piece) { transcript.Take(piece); });
    transcript.End();
    return transcript.text();
  });
}

// The same for a client that has sent a request with that method.
inline std::string ClientReads(std::string_view bytes, const Dialect& dialect = Dialect::Strict(),
                               const Limits& limits = {}, std::string_view method = "GET") {
  return ParseEveryWay(bytes, [&](auto feed) {
    Connection connection(Role::kClient, dialect, limits);
    const std::string target = method == "CONNECT" ? "a:1" : "/";
    EXPECT_TRUE(connection.Send(
        Request{{.method = std::string(method), .target = target, .fields = {{"Host", "a"}}}}));
    EXPECT_TRUE(connection.Send(EndOfMessage{}));
    Transcript transcript(connection);
    feed([&](std::string_view piece) { transcript.Take(piece); });
    transcript.End();
    return transcript.text();
  });
}

}  // namespace wireproof::wire
