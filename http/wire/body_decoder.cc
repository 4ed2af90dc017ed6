#include "http/wire/body_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/wire/grammar.h"
#include "http/wire/python_text.h"

namespace wireproof::wire {
namespace {

using enum DefectKind;

// How much of an offending line a defect quotes.
constexpr std::size_t kMaxQuote = 64;

std::string Quote(std::string_view text) {
  return std::string(text.substr(0, kMaxQuote));
}

}  // namespace

BodyDecoder::BodyDecoder(const Framing& framing, const Dialect& dialect, const Limits& limits,
                         ObsFold obs_fold)
    : dialect_(dialect), limits_(limits), phase_(Phase::kLength), trailers_(dialect, obs_fold) {
  if (const auto* length = std::get_if<Length>(&framing)) left_ = length->octets;
  if (std::holds_alternative<Chunked>(framing)) phase_ = Phase::kChunkLine;
  if (std::holds_alternative<UntilClose>(framing)) phase_ = Phase::kUntilClose;
}

BodyStep BodyDecoder::Decode(std::string_view input) {
  const std::size_t size = input.size();
  for (;;) {
    Result result;
    switch (phase_) {
      case Phase::kLength:
        if (left_ == 0) return {size - input.size(), std::move(*End())};
        [[fallthrough]];
      case Phase::kUntilClose:
      case Phase::kRawToEnd:
      case Phase::kChunkData:
        result = TakeData(input);
        break;
      case Phase::kChunkEnd:
        result = TakeChunkEnd(input);
        break;
      case Phase::kChunkLine:
      case Phase::kTrailers:
        result = TakeLines(input);
        break;
      case Phase::kDone:
        return {0, NeedMore{}};
    }
    if (result) return {size - input.size(), std::move(*result)};
  }
}

BodyStep BodyDecoder::Finish() {
  if (phase_ == Phase::kUntilClose) return {0, std::move(*End())};
  if (phase_ == Phase::kLength) {
    if (left_ == 0) return {0, std::move(*End())};
    return {0, Fault(kEndsEarly, fmt::format("{} octets are missing", left_))};
  }
  const std::string last = std::exchange(line_, {});
  // CPython takes what stands before the end of the stream for a line.
  if (phase_ == Phase::kChunkLine && dialect_.end_completes_trailers && !last.empty()) {
    if (auto result = TakeChunkLine(last)) return {0, std::move(*result)};
    offset_ += last.size();
    if (phase_ != Phase::kTrailers) return {0, Fault(kEndsEarly, last)};
  }
  if (phase_ == Phase::kTrailers && dialect_.end_completes_trailers) {
    return {0, std::move(*End())};
  }
  if (phase_ == Phase::kChunkData) {
    return {0, Fault(kEndsEarly, fmt::format("{} octets of the chunk are missing", left_))};
  }
  offset_ += last.size();
  Defect defect = Fault(kEndsEarly, Quote(last));
  // CPython reads a chunk of -1 to the end, and hands all of it out as if it were one chunk.
  if (phase_ == Phase::kRawToEnd && dialect_.python_messages) defect.explain = "read(-1)";
  return {0, std::move(defect)};
}

BodyDecoder::Result BodyDecoder::TakeData(std::string_view& input) {
  if (input.empty()) return NeedMore{};
  const bool counted = phase_ == Phase::kLength || phase_ == Phase::kChunkData;
  std::size_t size = input.size();
  if (counted && left_ < size) size = static_cast<std::size_t>(left_);
  BodyData data{.bytes = input.substr(0, size), .chunk_start = std::exchange(chunk_start_, false)};
  input.remove_prefix(size);
  offset_ += size;
  if (counted) left_ -= size;
  if (phase_ == Phase::kChunkData && left_ == 0) {
    data.chunk_end = true;
    phase_ = Phase::kChunkEnd;
    chunk_end_seen_ = 0;
  }
  return data;
}

// chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF: the second one.
BodyDecoder::Result BodyDecoder::TakeChunkEnd(std::string_view& input) {
  constexpr std::string_view kCrlf = "\r\n";
  while (chunk_end_seen_ < kCrlf.size()) {
    if (input.empty()) return NeedMore{};
    if (dialect_.chunk_end == ChunkEnd::kCrlf && input[0] != kCrlf[chunk_end_seen_]) {
      return Fault(kChunkEndMissing, Quote(input.substr(0, 1)));
    }
    input.remove_prefix(1);
    ++chunk_end_seen_;
    ++offset_;
  }
  phase_ = Phase::kChunkLine;
  return std::nullopt;
}

BodyDecoder::Result BodyDecoder::TakeLines(std::string_view& input) {
  const std::size_t lf = input.find('\n');
  const std::string_view piece = input.substr(0, lf == std::string_view::npos ? lf : lf + 1);
  input.remove_prefix(piece.size());
  std::string_view line = piece;
  if (!line_.empty() || lf == std::string_view::npos) line = line_.append(piece);
  if (auto result = CheckLineLength(line.size())) return result;
  if (lf == std::string_view::npos) return NeedMore{};
  const bool chunk_line = phase_ == Phase::kChunkLine;
  const bool bare_lf = chunk_line ? dialect_.bare_lf_ends_chunk_line : dialect_.bare_lf_ends_line;
  if (!bare_lf && !line.ends_with("\r\n")) return Fault(kBareLf, Quote(line));
  Result result = chunk_line ? TakeChunkLine(line) : TakeTrailerLine(line);
  offset_ += line.size();
  line_.clear();
  return result;
}

BodyDecoder::Result BodyDecoder::CheckLineLength(std::size_t size) const {
  const bool chunk_line = phase_ == Phase::kChunkLine;
  const std::size_t limit = chunk_line ? limits_.chunk_line : limits_.field_line;
  const std::size_t room = chunk_line ? limit : limits_.trailers - trailer_octets_;
  if (size <= std::min(limit, room)) return std::nullopt;
  if (room < limit) return Fault(kTooManyTrailers);
  Defect defect = Fault(chunk_line ? kChunkLineTooLong : kTrailerLineTooLong);
  if (dialect_.python_messages) {
    defect.explain = fmt::format("got more than {} bytes when reading {}", limit,
                                 chunk_line ? "chunk size" : "trailer line");
  }
  return defect;
}

// chunk-size [ chunk-ext ] CRLF, where chunk-size = 1*HEXDIG
BodyDecoder::Result BodyDecoder::TakeChunkLine(std::string_view line) {
  std::string_view digits = line;
  if (dialect_.chunk_extensions == ChunkExtensions::kToLineEnd) {
    digits = line.substr(0, line.find(';'));
  }
  if (dialect_.chunk_size == Digits::kPythonInt) return SetChunkSize(digits);
  if (digits.ends_with('\n')) digits.remove_suffix(1);
  if (digits.ends_with('\r')) digits.remove_suffix(1);
  std::size_t end = 0;
  while (end < digits.size() && Is(digits[end], kHexdig)) ++end;
  const std::string_view rest = digits.substr(end);
  constexpr std::string_view kBeforeExtension = "; \t";
  if (end == 0 || (!rest.empty() && kBeforeExtension.find(rest[0]) == std::string_view::npos)) {
    return Fault(kChunkSizeNotHex, Quote(line));
  }
  if (!IsChunkExtensions(rest)) return Fault(kChunkExtensionMalformed, Quote(rest));
  return SetChunkSize(digits.substr(0, end));
}

// CPython raises ValueError here, with these words, where other sizes make an IncompleteRead.
Defect BodyDecoder::NegativeChunkSize(std::string_view digits) {
  Defect defect = Fault(kChunkSizeNotHex, Quote(digits));
  if (dialect_.python_messages) defect.explain = "read length must be non-negative or -1";
  return defect;
}

BodyDecoder::Result BodyDecoder::SetChunkSize(std::string_view digits) {
  if (dialect_.chunk_size == Digits::kPythonInt) {
    const auto size = PythonIntHex(digits);
    if (!size) return Fault(kChunkSizeNotHex, Quote(digits));
    if (size->negative) {
      if (size->magnitude != 1) return NegativeChunkSize(digits);
      phase_ = Phase::kRawToEnd;
      return std::nullopt;
    }
    left_ = size->magnitude;
  } else {
    const auto size = ParseHex(digits);
    if (size->overflow) return Fault(kChunkSizeTooLarge, Quote(digits));
    left_ = size->value;
  }
  phase_ = left_ == 0 ? Phase::kTrailers : Phase::kChunkData;
  chunk_start_ = true;
  return std::nullopt;
}

// trailer-section CRLF
BodyDecoder::Result BodyDecoder::TakeTrailerLine(std::string_view line) {
  if (line == "\r\n" || line == "\n") return End();
  trailer_octets_ += line.size();
  if (++trailer_lines_ > limits_.trailer_lines) {
    Defect defect = Fault(kTooManyTrailers);
    if (dialect_.python_messages) {
      defect.explain = fmt::format("got more than {} trailers", limits_.trailer_lines);
    }
    return defect;
  }
  if (dialect_.trailers == Trailers::kDiscarded) return std::nullopt;
  if (auto defect = trailers_.TakeLine(line)) {
    defect->offset += offset_;
    return std::move(*defect);
  }
  return std::nullopt;
}

BodyDecoder::Result BodyDecoder::End() {
  phase_ = Phase::kDone;
  return BodyEnd{trailers_.Finish()};
}

Defect BodyDecoder::Fault(DefectKind kind, std::string detail) const {
  return MakeDefect(kind, offset_, std::move(detail));
}

}  // namespace wireproof::wire
