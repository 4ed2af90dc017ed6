// Everything that grows from a peer's input, bounded, by name.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wireproof::wire {

// Counts are octets unless the name says otherwise; a line is counted with its line end.
struct Limits {
  // A request-line or status-line. RFC 9112 section 3 asks servers for 8000 at least.
  std::size_t start_line = 32 * 1024;
  // One field line; continuation lines are counted apart, as lines of their own. Cookies and
  // tokens of 16 KiB are in use.
  std::size_t field_line = 64 * 1024;
  // Lines of a field section, continuation lines included.
  std::size_t field_lines = 256;
  // A head in all: what one idle peer can make us hold.
  std::size_t head = 256 * 1024;
  // A chunk-size line with its extensions. Nobody needs long extensions; they are an old way to
  // make a server work for nothing.
  std::size_t chunk_line = 4 * 1024;
  // Lines of a trailer section.
  std::size_t trailer_lines = 64;
  // Octets of a trailer section.
  std::size_t trailers = 64 * 1024;
  // 1xx responses before the final one. Without a bound a server can keep a client for ever.
  std::size_t interim_responses = 100;
  // Empty lines before a request-line (RFC 9112 section 2.2 asks for one at least).
  std::size_t leading_empty_lines = 8;
  // A final empty line counts as one of field_lines (CPython up to 3.14: CHD-006, CHD-007).
  bool empty_line_counts = false;

  // What the http package of CPython 3.14 allows: 65536 octets a line, 100 lines a field section
  // with the empty one, 100 trailers, fewer than 100 interim responses; nothing else is bounded.
  static Limits CPython();

  bool operator==(const Limits&) const = default;
};

inline Limits Limits::CPython() {
  constexpr std::size_t kLine = 65536;
  return {.start_line = kLine,
          .field_line = kLine,
          .field_lines = 100,
          .head = SIZE_MAX,
          .chunk_line = kLine,
          .trailer_lines = 100,
          .trailers = SIZE_MAX,
          .interim_responses = 99,
          .leading_empty_lines = 0,
          .empty_line_counts = true};
}

}  // namespace wireproof::wire
