// What one direction's bytes say, read as HTTP messages by the strict dialect: the bridge from a
// transcript to an observation. Pure and incremental; the player's awaits are predicates on it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/wire/message.h"

namespace wireproof::script {

enum class Framing { kNone, kContentLength, kChunked, kClose };
std::string_view Name(Framing framing);  // "none", "content-length", "chunked", "close"

struct Message {
  std::string version = {};  // "HTTP/1.1", as it stands in the start-line
  int status = 0;            // responses
  std::string reason = {};
  std::string method = {};  // requests
  std::string target = {};
  wire::Fields fields = {};
  std::string body = {};  // transfer coding removed
  wire::Fields trailers = {};
  Framing framing = Framing::kNone;
  bool complete = true;          // false: the stream ended, or stopped, before the message did
  bool announces_close = false;  // no further message follows on this connection (RFC 9112 9.3)
  bool operator==(const Message&) const = default;
};

// What did not parse: the name of the wire::Defect, where it stands, and its words.
struct Malformed {
  std::string defect = {};
  std::size_t offset = 0;   // in all the bytes of this direction
  std::string detail = {};  // one line for people
  bool operator==(const Malformed&) const = default;
};

struct MessageSequence {
  std::vector<Message> messages = {};  // requests, or final responses; the last may be incomplete
  std::vector<Message> interim = {};   // 1xx responses but 101, after which no HTTP follows
  std::size_t heads = 0;               // heads read in all, interim ones included
  // Bytes behind a complete final response that do not begin with "HTTP/" (a body where there is
  // none: HEAD, 204, 304; a beginning of "HTTP/" too, as long as no more came), and any bytes
  // behind a message that ends the connection. A further well-formed response counts as a message
  // even if no request asked for it: so smuggling shows.
  std::string surplus = {};
  // What did not parse; nothing behind it is read. An end within a head is such a defect, an end
  // within a body is an incomplete message.
  std::optional<Malformed> malformed = {};
  bool operator==(const MessageSequence&) const = default;

  // How many messages came whole.
  std::size_t Complete() const {
    return messages.size() - (messages.empty() || messages.back().complete ? 0 : 1);
  }
  // Whether no further message can come: all that follows is surplus, or is not read.
  bool Stuck() const;
};

// Reads one direction by wire::Dialect::Strict(), but for a sender's faults that a reader may mend:
// line folds in responses are malformed too. A response needs the method of its request: the n-th
// final response answers the n-th of `ExpectMethod`; where fewer are known, GET is assumed.
class MessageReader {
 public:
  enum class Kind { kRequests, kResponses };
  explicit MessageReader(Kind kind);
  ~MessageReader();
  MessageReader(MessageReader&&) noexcept;
  MessageReader& operator=(MessageReader&&) noexcept;

  void ExpectMethod(std::string method);
  // All of them, in place of those known before: for a caller who learns more with each send.
  void ExpectMethods(std::vector<std::string> methods);
  void Feed(std::string_view bytes);
  // The direction ended. An orderly end completes a close-delimited body; a cut does not, and
  // neither does a stream that merely stopped. Nothing is read afterwards.
  void End(bool orderly);

  const MessageSequence& sequence() const;

 private:
  class Reading;
  std::unique_ptr<Reading> reading_;
};

// The methods of the requests in bytes that a client sent, read as a lenient server would find
// them: what is not a request contributes its first word, and the rest is not looked at.
std::vector<std::string> MethodsIn(std::string_view sent);

// The same for bytes that come in pieces.
class MethodReader {
 public:
  MethodReader();
  ~MethodReader();
  MethodReader(MethodReader&&) noexcept;
  MethodReader& operator=(MethodReader&&) noexcept;

  void Feed(std::string_view sent);
  // With the first word of what is not complete yet.
  std::vector<std::string> methods() const;

 private:
  class Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace wireproof::script
