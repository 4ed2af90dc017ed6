// Octets to heads: start-line and field section, resumable at every octet.
//
//   HeadParser parser(Role::kServer, dialect, limits);   // a server reads requests
//   HeadStep step = parser.Feed(input);                  // step.consumed octets are done with
//
// The work is linear in the input however it is cut. A parser is for one head.
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
#include "http/wire/limits.h"
#include "http/wire/message.h"
#include "http/wire/role.h"

namespace wireproof::wire {

struct NeedMore {
  bool operator==(const NeedMore&) const = default;
};

struct HeadStep {
  std::size_t consumed = 0;  // octets of this input that belong to what was parsed
  std::variant<NeedMore, RequestHead, ResponseHead, Defect> outcome;
  bool operator==(const HeadStep&) const = default;
};

class HeadParser {
 public:
  // `reader` is who reads: a server reads requests, a client responses. Both references must
  // outlive the parser.
  HeadParser(Role reader, const Dialect& dialect, const Limits& limits);

  // Takes octets up to the end of the head. After a head or a Defect it must not be called again.
  HeadStep Feed(std::string_view input);

  // The stream ended here. A head, where the dialect takes that for its end; else a Defect:
  // kEndsEarly, or kEndsBeforeResponse where a client had not read one octet.
  // Ask started() first on a server: an end before a request is no defect.
  HeadStep Finish();

  // Whether any octet but ignored empty lines was taken.
  bool started() const { return !line_.empty() || phase_ != Phase::kStartLine; }

  // The start-line as it came, without its line end: for logs and error messages.
  const std::string& start_line() const { return start_line_; }

 private:
  enum class Phase : std::uint8_t { kStartLine, kFields, kDone };
  using Result = std::optional<decltype(HeadStep::outcome)>;  // nothing: go on

  Result TakeLine(std::string_view line);
  Result TakeStartLine(std::string_view line);
  Result TakeEmptyLine();
  Result TakeFieldLine(std::string_view line);
  Result CountFieldLine();
  Result CheckSize(std::size_t line_size) const;
  Result TheHead();

  Role reader_;
  const Dialect& dialect_;
  const Limits& limits_;
  Phase phase_ = Phase::kStartLine;
  std::string line_;  // the start of a line whose end has not come
  std::string start_line_;
  std::uint64_t offset_ = 0;  // octets of finished lines
  std::size_t empty_lines_ = 0;
  std::size_t field_lines_ = 0;
  RequestHead request_;
  ResponseHead response_;
  FieldSection fields_;
};

}  // namespace wireproof::wire
