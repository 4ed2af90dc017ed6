// How the content of a response is framed, by the stub's own fields and its framing rules
// (RFC 9112 sections 6 and 7). Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/wire/message.h"
#include "mockserver/stub/stub.h"

namespace wireproof::mock {

// More chunks than that are not made: the last one takes the rest.
inline constexpr std::size_t kMaxChunks = 1'000'000;

// What frames where neither the stub's fields nor its rules do.
enum class DefaultFraming : std::uint8_t { kLength, kChunked, kUntilClose };

struct FramingTask {
  int status = 200;
  const wire::Fields& fields;  // the stub's own
  // The fields were given octet by octet: then they are sent whatever they contradict.
  bool exact_fields = false;
  std::string_view content = {};
  const FramingRules& rules;
  std::optional<int> pieces = {};  // of a dribble
  DefaultFraming usual = DefaultFraming::kLength;
};

struct FramedContent {
  wire::Fields fields = {};            // to be sent behind the stub's own
  bool omit_content_length = false;    // of the stub's own fields: chunked coding overrides it
  std::string content = {};            // as it is sent
  std::vector<std::size_t> cuts = {};  // where the pieces of a dribble end
  bool ends_connection = false;
  bool only_short = false;  // ends it only because Content-Length says more than there is
};

// Statuses whose responses have no content: 1xx, 204, 304 (RFC 9112 section 6.3).
bool HasNoContent(int status);

FramedContent FrameContent(const FramingTask& task);

// How WireMock cuts a body: equal pieces, the last one with what remains; never an empty one.
std::vector<std::size_t> PieceSizes(std::size_t size, int pieces);

}  // namespace wireproof::mock
