// What a stub answers. Plain C++17.
//
//   Ok().WithHeader("ETag", "\"1\"").Json(R"({"a": 1})").After(50ms)
//   Script().Send("HTTP/1.1 200 OK\r\nContent-Le").Pause(1s).Reset()
//
// Values, as matchers are (request_matcher.h): each call gives a new one. A reply sends what it
// says and nothing more; one right Content-Length is added where nothing else is said about
// framing. Names and values are octets, as they go on the wire.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wireproof::mock {

using HeaderList = std::vector<std::pair<std::string, std::string>>;
using FractionalMs = std::chrono::duration<double, std::milli>;

class ReplyBuilder {
 public:
  explicit ReplyBuilder(int status = 200);
  // {"response": {...}, "wireproof": {...}}, as in a stub.
  static ReplyBuilder FromJson(std::string_view json);

  [[nodiscard]] ReplyBuilder WithReason(std::string_view reason) const;
  // Adds a line. A second Content-Type takes the place of the first.
  [[nodiscard]] ReplyBuilder WithHeader(std::string_view name, std::string_view value) const;
  // These lines exactly, in this order; WithHeader then counts no more.
  [[nodiscard]] ReplyBuilder WithExactHeaders(const HeaderList& headers) const;

  // --- Content: the last one counts ---
  [[nodiscard]] ReplyBuilder Body(std::string_view octets) const;
  // The JSON, compactly; with Content-Type: application/json unless there is a Content-Type.
  [[nodiscard]] ReplyBuilder Json(std::string_view json) const;
  // A file below __files/ of the server's root_dir.
  [[nodiscard]] ReplyBuilder File(std::string_view name) const;
  // Body, file and header values are Handlebars templates: {{request.path}}. The parameters are a
  // JSON object, seen as {{parameters.name}}.
  [[nodiscard]] ReplyBuilder Templated(std::string_view parameters = "{}") const;

  // --- Time ---
  [[nodiscard]] ReplyBuilder After(FractionalMs delay) const;
  [[nodiscard]] ReplyBuilder AfterBetween(FractionalMs lower, FractionalMs upper) const;
  [[nodiscard]] ReplyBuilder AfterLogNormal(FractionalMs median, double sigma) const;
  // The body in that many pieces, spread over that time.
  [[nodiscard]] ReplyBuilder Dribble(int pieces, FractionalMs total) const;

  // --- Framing, exactly ---
  // In chunks of these sizes; the last one repeats, none is one chunk.
  [[nodiscard]] ReplyBuilder Chunked(const std::vector<std::size_t>& sizes = {}) const;
  [[nodiscard]] ReplyBuilder WithTrailer(std::string_view name, std::string_view value) const;
  // A Content-Length line, right or wrong; said twice, two of them. "auto" is the right one.
  [[nodiscard]] ReplyBuilder WithContentLength(std::string_view value) const;
  // No framing field: the end of the connection ends the body.
  [[nodiscard]] ReplyBuilder UntilClose() const;
  // Ends the connection behind the reply.
  [[nodiscard]] ReplyBuilder ThenClose() const;
  // What stands before the status: "HTTP/1.0".
  [[nodiscard]] ReplyBuilder WithVersion(std::string_view version) const;
  // A 1xx response that goes first.
  [[nodiscard]] ReplyBuilder WithInterim(int status, const HeaderList& headers = {}) const;

  const std::string& json() const { return json_; }

 private:
  friend class ScriptBuilder;
  struct Checked {};
  ReplyBuilder(Checked, std::string json) : json_(std::move(json)) {}
  std::string json_;
};

ReplyBuilder Ok();
ReplyBuilder Created();
ReplyBuilder NotFound();
ReplyBuilder ServerError();
ReplyBuilder Status(int status);
ReplyBuilder Redirect(std::string_view location, int status = 302);

// --- Faults ---
ReplyBuilder EmptyResponse();        // ends the connection without an octet
ReplyBuilder ConnectionReset();      // TCP reset
ReplyBuilder MalformedChunk();       // a good head, then garbage for a chunk, and the end
ReplyBuilder RandomDataThenClose();  // garbage, and the end

// Forwards the request; the server's options must allow it (proxy_allow).
ReplyBuilder ProxyTo(std::string_view base_url);

// Steps on the wire, in order. In octets, ${request.method}, ${request.target}, ${request.body},
// ${request.index} and ${connection} are put in; "$$" is a dollar.
class ScriptBuilder {
 public:
  [[nodiscard]] ScriptBuilder Send(std::string_view octets) const;
  // Past TLS, on the stream below.
  [[nodiscard]] ScriptBuilder SendRaw(std::string_view octets) const;
  // A whole reply, as it would be sent without a script. At most once.
  [[nodiscard]] ScriptBuilder SendReply(const ReplyBuilder& reply) const;
  [[nodiscard]] ScriptBuilder Pause(FractionalMs duration) const;
  [[nodiscard]] ScriptBuilder AwaitBody() const;
  // So many octets in all behind the request.
  [[nodiscard]] ScriptBuilder AwaitOctets(std::size_t count) const;
  // The client ends its direction.
  [[nodiscard]] ScriptBuilder AwaitEnd() const;
  [[nodiscard]] ScriptBuilder HalfClose() const;
  [[nodiscard]] ScriptBuilder Close() const;
  // Over TLS, without the closing alert.
  [[nodiscard]] ScriptBuilder CloseWithoutNotify() const;
  [[nodiscard]] ScriptBuilder Reset() const;
  // Neither reads nor writes until the client goes.
  [[nodiscard]] ScriptBuilder Stall() const;

  operator ReplyBuilder() const;  // NOLINT(google-explicit-constructor)

 private:
  ScriptBuilder Then(std::string_view step) const;
  std::string steps_ = "[]";
  std::string reply_ = "{}";
};

// An empty script.
ScriptBuilder Script();

}  // namespace wireproof::mock
