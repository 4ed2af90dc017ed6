#include "http/wire/head_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/wire/start_line.h"
#include "http/wire/target.h"

namespace wireproof::wire {
namespace {

using enum DefectKind;

// A line without its CR LF or LF.
std::string_view WithoutEnd(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool EndsWithBareLf(std::string_view line) {
  return line.ends_with('\n') && !line.ends_with("\r\n");
}

}  // namespace

HeadParser::HeadParser(Role reader, const Dialect& dialect, const Limits& limits)
    : reader_(reader),
      dialect_(dialect),
      limits_(limits),
      fields_(dialect, reader == Role::kServer ? dialect.obs_fold_in_request
                                               : dialect.obs_fold_in_response) {}

HeadStep HeadParser::Feed(std::string_view input) {
  std::size_t consumed = 0;
  while (consumed < input.size()) {
    const std::string_view rest = input.substr(consumed);
    const std::size_t lf = rest.find('\n');
    const std::string_view piece = rest.substr(0, lf == std::string_view::npos ? lf : lf + 1);
    consumed += piece.size();
    // A line that came whole is parsed where it lies.
    std::string_view line = piece;
    if (!line_.empty() || lf == std::string_view::npos) line = line_.append(piece);
    if (auto result = CheckSize(line.size())) return {consumed, std::move(*result)};
    if (lf == std::string_view::npos) break;
    auto result = TakeLine(line);
    offset_ += line.size();
    line_.clear();
    if (result) return {consumed, std::move(*result)};
  }
  return {consumed, NeedMore{}};
}

HeadStep HeadParser::Finish() {
  if (!started()) {
    return {0, MakeDefect(reader_ == Role::kClient ? kEndsBeforeResponse : kEndsEarly, offset_)};
  }
  if (!dialect_.end_completes_head) {
    return {0, MakeDefect(kEndsEarly, offset_ + line_.size(), line_)};
  }
  const std::string last = std::exchange(line_, {});
  if (!last.empty()) {
    if (auto result = TakeLine(last)) return {0, std::move(*result)};
  }
  // CPython counts the end of the stream as it counts the empty line.
  if (auto result = limits_.empty_line_counts ? CountFieldLine() : std::nullopt) {
    return {0, std::move(*result)};
  }
  return {0, std::move(*TheHead())};
}

// Whichever limit an octet would break first, however many come at once.
HeadParser::Result HeadParser::CheckSize(std::size_t line_size) const {
  const bool start = phase_ == Phase::kStartLine;
  const std::size_t limit = start ? limits_.start_line : limits_.field_line;
  const std::uint64_t room = limits_.head - std::min<std::uint64_t>(offset_, limits_.head);
  if (line_size <= std::min<std::uint64_t>(limit, room)) return std::nullopt;
  if (room < limit) return MakeDefect(kHeadTooLarge, limits_.head);
  Defect defect = MakeDefect(start ? kStartLineTooLong : kFieldLineTooLong, offset_ + limit);
  if (!dialect_.python_messages) return defect;
  if (!start) defect.message = "Line too long";
  if (!start || reader_ == Role::kClient) {
    defect.explain = fmt::format("got more than {} bytes when reading {}", limit,
                                 start ? "status line" : "header line");
  }
  return defect;
}

HeadParser::Result HeadParser::TakeLine(std::string_view line) {
  if (EndsWithBareLf(line) && !dialect_.bare_lf_ends_line) {
    return MakeDefect(kBareLf, offset_ + line.size() - 1, std::string(line));
  }
  return phase_ == Phase::kStartLine ? TakeStartLine(line) : TakeFieldLine(line);
}

HeadParser::Result HeadParser::TakeStartLine(std::string_view line) {
  const std::string_view text = WithoutEnd(line);
  if (text.empty()) {
    const bool server = reader_ == Role::kServer;
    const EmptyLine meaning =
        server ? dialect_.empty_line_before_request : dialect_.empty_line_before_response;
    if (meaning == EmptyLine::kIgnored) return TakeEmptyLine();
    Defect defect = MakeDefect(kEmptyStartLine, offset_, std::string(line));
    if (meaning == EmptyLine::kCloses) defect.status = 0;
    return defect;
  }
  start_line_ = text;
  std::string replaced;
  std::string_view parsed = text;
  if (const std::size_t cr = text.find('\r'); cr != std::string_view::npos) {
    if (dialect_.bare_cr == BareCr::kRejected) {
      return MakeDefect(kBareCr, offset_ + cr, std::string(text));
    }
    if (dialect_.bare_cr == BareCr::kReplaced) {
      replaced = text;
      for (char& c : replaced) c = c == '\r' ? ' ' : c;
      parsed = replaced;
    }
  }
  auto take = [this](auto& into, auto parsed_head) -> Result {
    if (!parsed_head) {
      parsed_head.error().offset += offset_;
      return std::move(parsed_head.error());
    }
    into = std::move(*parsed_head);
    phase_ = Phase::kFields;
    return std::nullopt;
  };
  if (reader_ == Role::kClient) return take(response_, ParseStatusLine(parsed, line, dialect_));
  if (auto defect = take(request_, ParseRequestLine(parsed, dialect_))) return defect;
  return IsBareRequest(request_) ? TheHead() : std::nullopt;
}

HeadParser::Result HeadParser::TakeEmptyLine() {
  if (++empty_lines_ <= limits_.leading_empty_lines) return std::nullopt;
  return MakeDefect(kTooManyEmptyLines, offset_);
}

HeadParser::Result HeadParser::TakeFieldLine(std::string_view line) {
  const bool empty = WithoutEnd(line).empty() && line != "\r";
  if (!empty || limits_.empty_line_counts) {
    if (auto result = CountFieldLine()) return result;
  }
  if (empty) return TheHead();
  auto defect = fields_.TakeLine(line);
  if (!defect) return std::nullopt;
  defect->offset += offset_;
  return std::move(*defect);
}

HeadParser::Result HeadParser::CountFieldLine() {
  if (++field_lines_ <= limits_.field_lines) return std::nullopt;
  Defect defect = MakeDefect(kTooManyFields, offset_);
  if (dialect_.python_messages) {
    defect.message = "Too many headers";
    defect.explain = fmt::format("got more than {} headers", limits_.field_lines);
  }
  return defect;
}

HeadParser::Result HeadParser::TheHead() {
  phase_ = Phase::kDone;
  if (reader_ == Role::kClient) {
    response_.fields = fields_.Finish();
    return std::move(response_);
  }
  request_.fields = fields_.Finish();
  if (dialect_.host_required) {
    if (auto defect = CheckHost(request_)) {
      defect->offset = offset_;
      return std::move(*defect);
    }
  }
  return std::move(request_);
}

}  // namespace wireproof::wire
