// A response: its head, and its body as it comes. http.client's HTTPResponse.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>

#include "http/client/error.h"
#include "http/net/task.h"
#include "http/wire/message.h"

namespace wireproof::client {

class BodyReader;

// Cheap to move; the body can be read as long as the response lives, even when its Connection is
// gone, unless that was closed while it meant to use the link again (as in http.client).
class Response {
 public:
  Response(wire::ResponseHead head, bool will_close, std::shared_ptr<BodyReader> body);

  int status() const { return head_.status; }
  const std::string& reason() const { return head_.reason; }
  wire::Version version() const { return head_.version; }
  const wire::Fields& fields() const { return head_.fields; }
  // The connection ends with this response.
  bool will_close() const { return will_close_; }

  // The rest of the body. kIncomplete where it ends early; its `partial` is what there is.
  // http.client's read().
  net::Task<std::expected<std::string, Error>> Read();

  // The next piece, of 1 to `max` octets, as soon as there is one; "" at the end of the body, and
  // for max == 0. Incomplete bodies are errors here too.
  net::Task<std::expected<std::string, Error>> ReadSome(std::size_t max);

  // After the end of a chunked body; http.client discards them.
  const wire::Fields& trailers() const;

  // Whether the body was read whole.
  bool complete() const;

 private:
  wire::ResponseHead head_;
  bool will_close_;
  std::shared_ptr<BodyReader> body_;
};

}  // namespace wireproof::client
