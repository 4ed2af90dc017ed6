#include "http/wire/field_section.h"

#include <utility>

#include "http/wire/grammar.h"

namespace wireproof::wire {
namespace {

using enum DefectKind;

// The line end at the end of a line: CR LF, LF, CR, or none at an end of stream.
std::string_view LineEnd(std::string_view line) {
  if (line.ends_with("\r\n")) return line.substr(line.size() - 2);
  if (line.ends_with('\n') || line.ends_with('\r')) return line.substr(line.size() - 1);
  return {};
}

bool StartsWithSpace(std::string_view text) {
  return text.starts_with(' ') || text.starts_with('\t');
}

// 21-39 and 3B-7E, the field names of RFC 5322.
bool IsPrintableName(std::string_view name) {
  for (char c : name) {
    if (c < 0x21 || c > 0x7e) return false;
  }
  return true;
}

}  // namespace

FieldSection::FieldSection(const Dialect& dialect, ObsFold obs_fold)
    : dialect_(dialect), obs_fold_(obs_fold) {}

std::optional<Defect> FieldSection::TakeLine(std::string_view line) {
  if (ended_) return std::nullopt;
  const std::size_t text_size = line.size() - LineEnd(line).size();
  const std::size_t cr = line.substr(0, text_size).find('\r');
  if (cr == std::string_view::npos) return TakePart(line);
  switch (dialect_.bare_cr) {
    case BareCr::kRejected:
      return MakeDefect(kBareCr, cr, std::string(line.substr(0, cr)));
    case BareCr::kReplaced: {
      std::string replaced(line);
      for (std::size_t i = cr; i < text_size; ++i) {
        if (replaced[i] == '\r') replaced[i] = ' ';
      }
      return TakePart(replaced);
    }
    case BareCr::kEndsFieldLine:
      break;
  }
  // The end of this line may be CR CR LF: the first CR ends a line, and CR LF is an empty one.
  for (std::size_t begin = 0; begin < line.size() && !ended_;) {
    const std::size_t at = line.find_first_of("\r\n", begin);
    std::size_t end = at == std::string_view::npos ? line.size() : at + 1;
    if (at != std::string_view::npos && line.substr(at).starts_with("\r\n")) ++end;
    if (auto defect = TakePart(line.substr(begin, end - begin))) {
      defect->offset += begin;
      return defect;
    }
    begin = end;
  }
  return std::nullopt;
}

std::optional<Defect> FieldSection::TakePart(std::string_view part) {
  const std::string_view end = LineEnd(part);
  const std::string_view text = part.substr(0, part.size() - end.size());
  std::optional<Defect> defect;
  if (text.empty()) {
    FinishField();
    ended_ = true;
  } else if (StartsWithSpace(text)) {
    defect = TakeContinuation(text);
  } else if (dialect_.mailbox_lines_skipped && text.starts_with("From ")) {
    FinishField();
  } else {
    defect = TakeField(text);
  }
  last_end_ = end;
  return defect;
}

// obs-fold = OWS CRLF RWS
std::optional<Defect> FieldSection::TakeContinuation(std::string_view text) {
  if (!open_) {
    if (dialect_.fold_before_fields == OddLine::kSkipped) return std::nullopt;
    return MakeDefect(kWhitespaceBeforeFields, 0, std::string(text));
  }
  if (obs_fold_ == ObsFold::kRejected) return MakeDefect(kObsFold, 0, std::string(text));
  if (auto defect = CheckValue(text, 0)) return defect;
  std::string& value = fields_.back().value;
  if (obs_fold_ == ObsFold::kKept) {
    value += last_end_;
    value += text;
    return std::nullopt;
  }
  value.resize(TrimOwsRight(value).size());
  const std::string_view more = TrimOws(text);
  if (!value.empty() && !more.empty()) value += ' ';
  value += more;
  return std::nullopt;
}

// field-line = field-name ":" OWS field-value OWS
std::optional<Defect> FieldSection::TakeField(std::string_view text) {
  FinishField();
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return BadLine(kFieldLineWithoutColon, 0, text);
  const std::string_view name = text.substr(0, colon);
  if (name.empty()) {
    if (dialect_.empty_field_name == OddLine::kSkipped) return std::nullopt;
    return MakeDefect(kFieldNameEmpty, 0, std::string(text));
  }
  if (TrimOwsRight(name).size() != name.size()) {
    return BadLine(kWhitespaceBeforeColon, TrimOwsRight(name).size(), text);
  }
  const bool any = dialect_.field_names == FieldNames::kPrintable;
  if (any ? !IsPrintableName(name) : !IsToken(name)) return BadLine(kFieldNameNotToken, 0, text);
  const std::string_view value = text.substr(colon + 1);
  if (auto defect = CheckValue(value, colon + 1)) return defect;
  fields_.push_back({std::string(name), std::string(value)});
  open_ = true;
  return std::nullopt;
}

// field-value = *field-content, where field-content is of field-vchar, SP and HTAB.
std::optional<Defect> FieldSection::CheckValue(std::string_view value, std::size_t offset) const {
  if (dialect_.field_values == FieldValues::kAnything) return std::nullopt;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!Is(value[i], kFieldText)) {
      return MakeDefect(kFieldValueMalformed, offset + i, std::string(value));
    }
  }
  return std::nullopt;
}

std::optional<Defect> FieldSection::BadLine(DefectKind kind, std::size_t offset,
                                            std::string_view text) {
  if (dialect_.bad_field_line == BadFieldLine::kRejected) {
    return MakeDefect(kind, offset, std::string(text));
  }
  ended_ = true;
  return std::nullopt;
}

void FieldSection::FinishField() {
  if (!open_) return;
  open_ = false;
  std::string& value = fields_.back().value;
  if (!dialect_.trailing_whitespace_kept) value.resize(TrimOwsRight(value).size());
  // Folds that were kept may stand before the first octet of the value.
  const std::size_t begin = value.find_first_not_of(" \t\r\n");
  value.erase(0, begin);
}

Fields FieldSection::Finish() {
  FinishField();
  return std::exchange(fields_, {});
}

}  // namespace wireproof::wire
