// Field lines to fields (RFC 9112 section 5), one line at a time: for heads and trailers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/wire/defect.h"
#include "http/wire/dialect.h"
#include "http/wire/message.h"

namespace wireproof::wire {

class FieldSection {
 public:
  // What a continuation line means differs between requests and responses.
  FieldSection(const Dialect& dialect, ObsFold obs_fold);

  // Takes one line with its line end (or without, at an end of stream), which is not the empty
  // line. Gives a Defect whose offset counts from the start of the line.
  std::optional<Defect> TakeLine(std::string_view line);

  // The fields of all lines so far. Leaves the section empty.
  Fields Finish();

 private:
  std::optional<Defect> TakePart(std::string_view part);
  std::optional<Defect> TakeContinuation(std::string_view text);
  std::optional<Defect> TakeField(std::string_view text);
  std::optional<Defect> CheckValue(std::string_view value, std::size_t offset) const;
  std::optional<Defect> BadLine(DefectKind kind, std::size_t offset, std::string_view text);
  void FinishField();

  const Dialect& dialect_;
  ObsFold obs_fold_;
  Fields fields_;
  std::string last_end_;  // the line end of the last line, for folds that are kept
  bool open_ = false;     // the last field may be continued
  bool ended_ = false;    // a bad line ended the fields; the rest is dropped
};

}  // namespace wireproof::wire
