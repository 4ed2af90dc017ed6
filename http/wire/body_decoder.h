// Octets to content: takes the framing off a message body, resumable at every octet.
//
//   BodyDecoder decoder(framing, dialect, limits);
//   BodyStep step = decoder.Decode(input);   // call again with what is left after step.consumed
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "http/wire/defect.h"
#include "http/wire/dialect.h"
#include "http/wire/field_section.h"
#include "http/wire/framing.h"
#include "http/wire/head_parser.h"
#include "http/wire/limits.h"

namespace wireproof::wire {

// A piece of content: a view into the input of that call.
struct BodyData {
  std::string_view bytes = {};
  bool chunk_start = false;  // the first piece of a chunk
  bool chunk_end = false;    // the last piece of a chunk
  bool operator==(const BodyData&) const = default;
};

struct BodyEnd {
  Fields trailers = {};
  bool operator==(const BodyEnd&) const = default;
};

struct BodyStep {
  std::size_t consumed = 0;
  std::variant<NeedMore, BodyData, BodyEnd, Defect> outcome;
  bool operator==(const BodyStep&) const = default;
};

class BodyDecoder {
 public:
  // Both references must outlive the decoder. `obs_fold` is the dialect's for this message.
  BodyDecoder(const Framing& framing, const Dialect& dialect, const Limits& limits,
              ObsFold obs_fold);

  // Takes octets up to the next thing to report. BodyEnd comes once, at the end, also where there
  // is no body; after it or a Defect it must not be called again.
  BodyStep Decode(std::string_view input);

  // The stream ended here: BodyEnd where that is complete, else kEndsEarly; its detail says how
  // much is missing where that is known.
  BodyStep Finish();

 private:
  enum class Phase : std::uint8_t {
    kLength,
    kUntilClose,
    kChunkLine,
    kChunkData,
    kChunkEnd,
    kTrailers,
    kRawToEnd,  // CPython reads to the end of the stream for a chunk of size -1
    kDone,
  };
  using Result = std::optional<decltype(BodyStep::outcome)>;  // nothing: go on

  Result TakeData(std::string_view& input);
  Result TakeLines(std::string_view& input);
  Result TakeChunkLine(std::string_view line);
  Result TakeChunkEnd(std::string_view& input);
  Result TakeTrailerLine(std::string_view line);
  Defect NegativeChunkSize(std::string_view digits);
  Result SetChunkSize(std::string_view digits);
  Result CheckLineLength(std::size_t size) const;
  Result End();
  Defect Fault(DefectKind kind, std::string detail = {}) const;

  const Dialect& dialect_;
  const Limits& limits_;
  Phase phase_;
  std::uint64_t left_ = 0;  // octets left of the body or the chunk
  bool chunk_start_ = false;
  std::size_t chunk_end_seen_ = 0;
  std::string line_;
  std::uint64_t offset_ = 0;  // octets of finished lines and data
  std::size_t trailer_lines_ = 0;
  std::size_t trailer_octets_ = 0;
  FieldSection trailers_;
};

}  // namespace wireproof::wire
