#include "mockserver/match/multipart.h"

#include "http/wire/grammar.h"
#include "mockserver/match/parameters.h"

namespace wireproof::mock {
namespace {

// RFC 2046 section 5.1.1: 1 to 70 octets.
constexpr std::size_t kMaxBoundary = 70;

struct Line {
  std::string_view text;  // without its end
  std::size_t begin = 0;  // in the body
  std::size_t next = 0;   // where the line after it begins
};

Line LineAt(std::string_view body, std::size_t begin) {
  const std::size_t lf = body.find('\n', begin);
  const std::size_t end = lf == std::string_view::npos ? body.size() : lf;
  std::string_view text = body.substr(begin, end - begin);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return {text, begin, lf == std::string_view::npos ? body.size() : lf + 1};
}

// dash-boundary transport-padding, or the same with "--" for the last.
enum class Kind : std::uint8_t { kText, kDelimiter, kLast };

Kind KindOf(std::string_view line, std::string_view boundary) {
  if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return Kind::kText;
  line.remove_prefix(2 + boundary.size());
  const bool last = line.starts_with("--");
  if (last) line.remove_prefix(2);
  if (!wire::TrimOws(line).empty()) return Kind::kText;
  return last ? Kind::kLast : Kind::kDelimiter;
}

// The content without the line end that belongs to the delimiter after it.
std::string_view WithoutLineEnd(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

void TakeField(std::string_view line, BodyPart& part) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || part.fields.size() == kMaxPartFields) return;
  const FieldView field{wire::TrimOws(line.substr(0, colon)),
                        wire::TrimOws(line.substr(colon + 1))};
  part.fields.push_back(field);
  if (!wire::EqualsIgnoreCase(field.name, "Content-Disposition")) return;
  part.name = FieldParameter(field.value, "name").value_or("");
  part.file_name = FieldParameter(field.value, "filename");
}

// Fields, an empty line, content.
BodyPart ReadPart(std::string_view text) {
  BodyPart part;
  for (std::size_t at = 0; at < text.size();) {
    const Line line = LineAt(text, at);
    at = line.next;
    if (line.text.empty()) {
      part.body = text.substr(at);
      return part;
    }
    TakeField(line.text, part);
  }
  return part;
}

}  // namespace

std::vector<BodyPart> ReadBodyParts(std::string_view content_type, std::string_view body) {
  constexpr std::string_view kMultipart = "multipart/";
  if (!wire::EqualsIgnoreCase(content_type.substr(0, kMultipart.size()), kMultipart)) return {};
  const auto boundary = FieldParameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kMaxBoundary) return {};
  std::vector<BodyPart> parts;
  std::optional<std::size_t> part_begin;  // nothing in the preamble
  auto end_part = [&](std::size_t end, bool delimited) {
    if (!part_begin) return;
    const std::string_view text = body.substr(*part_begin, end - *part_begin);
    parts.push_back(ReadPart(delimited ? WithoutLineEnd(text) : text));
    part_begin.reset();
  };
  for (std::size_t at = 0; at < body.size() && parts.size() < kMaxBodyParts;) {
    const Line line = LineAt(body, at);
    at = line.next;
    const Kind kind = KindOf(line.text, *boundary);
    if (kind == Kind::kText) continue;
    end_part(line.begin, true);
    if (kind == Kind::kLast) return parts;
    part_begin = line.next;
  }
  if (parts.size() < kMaxBodyParts) end_part(body.size(), false);
  return parts;
}

}  // namespace wireproof::mock
