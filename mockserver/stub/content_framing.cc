#include "mockserver/stub/content_framing.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "http/wire/grammar.h"

namespace wireproof::mock {
namespace {

// Chunk sizes in turn; a layout's last one repeats. 0 stands for all that is left: an empty chunk
// would end the content (RFC 9112 section 7.1).
std::size_t ChunkSize(const std::vector<std::size_t>& sizes, std::size_t n, std::size_t left) {
  if (sizes.empty() || n + 1 >= kMaxChunks) return left;
  const std::size_t size = sizes[std::min(n, sizes.size() - 1)];
  return size == 0 ? left : std::min(size, left);
}

void AppendChunkLine(std::string& out, std::size_t size, const ChunkLayout& layout, std::size_t n) {
  auto to = std::back_inserter(out);
  if (layout.upper_case_size) {
    fmt::format_to(to, "{:X}", size);
  } else {
    fmt::format_to(to, "{:x}", size);
  }
  if (n < layout.extensions.size()) out += layout.extensions[n];
  out += "\r\n";
}

// Fills content; the ends of the chunks are its cuts.
void AppendChunks(std::string_view content, const ChunkLayout& layout, FramedContent& framed) {
  std::string& out = framed.content;
  std::size_t n = 0;
  for (; !content.empty(); ++n) {
    const std::size_t size = ChunkSize(layout.sizes, n, content.size());
    AppendChunkLine(out, size, layout, n);
    out += content.substr(0, size);
    out += "\r\n";
    content.remove_prefix(size);
    framed.cuts.push_back(out.size());
  }
  if (!layout.last_chunk) return;
  AppendChunkLine(out, 0, layout, n);
  for (const wire::Field& field : layout.trailers) {
    out.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  out += "\r\n";
  if (!framed.cuts.empty()) framed.cuts.back() = out.size();
}

void CutEvenly(std::optional<int> pieces, FramedContent& framed) {
  framed.cuts.clear();
  if (pieces) framed.cuts = PieceSizes(framed.content.size(), *pieces);
  std::partial_sum(framed.cuts.begin(), framed.cuts.end(), framed.cuts.begin());
}

// The chunks of a dribble are its pieces, unless the stub lays them out.
void FrameChunked(const FramingTask& task, bool pieces_are_chunks, FramedContent& framed) {
  const ChunkLayout usual{.sizes = task.pieces ? PieceSizes(task.content.size(), *task.pieces)
                                               : std::vector<std::size_t>{}};
  AppendChunks(task.content, task.rules.chunked ? *task.rules.chunked : usual, framed);
  if (!pieces_are_chunks || !task.pieces) CutEvenly(task.pieces, framed);
}

// A length in the stub's own fields that the content does not reach: the client would wait for
// ever, so the connection ends.
void CheckLength(const FramingTask& task, FramedContent& framed) {
  const auto length = wire::FindFirst(task.fields, "Content-Length");
  if (!length || HasNoContent(task.status)) return;
  const auto number = wire::ParseDecimal(*length);
  if (!number || number->value <= task.content.size()) return;
  framed.only_short = !framed.ends_connection;
  framed.ends_connection = true;
}

// The stub's own fields frame: Transfer-Encoding before Content-Length (RFC 9112 section 6.3).
void FrameByFields(const FramingTask& task, FramedContent& framed) {
  const auto codings = wire::ListElements(task.fields, "Transfer-Encoding");
  if (codings.empty()) {
    CheckLength(task, framed);
    framed.content = task.content;
    CutEvenly(task.pieces, framed);
    return;
  }
  if (!wire::EqualsIgnoreCase(codings.back(), "chunked")) {
    framed.ends_connection = true;
    framed.content = task.content;
    CutEvenly(task.pieces, framed);
    return;
  }
  framed.omit_content_length = !task.exact_fields;
  FrameChunked(task, true, framed);
}

void FrameAsUsual(const FramingTask& task, FramedContent& framed) {
  if (task.usual == DefaultFraming::kChunked) {
    framed.fields.push_back({"Transfer-Encoding", "chunked"});
    FrameChunked(task, true, framed);
    return;
  }
  if (task.usual == DefaultFraming::kUntilClose) {
    framed.ends_connection = true;
  } else {
    framed.fields.push_back({"Content-Length", fmt::format("{}", task.content.size())});
  }
  framed.content = task.content;
  CutEvenly(task.pieces, framed);
}

void FrameByRules(const FramingTask& task, FramedContent& framed) {
  for (const std::string& value : task.rules.content_length) {
    framed.fields.push_back(
        {"Content-Length", value == "auto" ? fmt::format("{}", task.content.size()) : value});
  }
  if (!task.rules.chunked) {
    framed.ends_connection = framed.ends_connection || task.rules.until_close;
    framed.content = task.content;
    CutEvenly(task.pieces, framed);
    return;
  }
  if (!wire::HasToken(task.fields, "Transfer-Encoding", "chunked")) {
    framed.fields.push_back({"Transfer-Encoding", "chunked"});
  }
  FrameChunked(task, false, framed);
}

// RFC 9112 section 9.3.
bool FieldsEnd(const wire::Fields& fields, const std::optional<std::string>& version) {
  if (wire::HasToken(fields, "Connection", "close")) return true;
  const bool persistent = !version || *version == "HTTP/1.1";
  return !persistent && !wire::HasToken(fields, "Connection", "keep-alive");
}

}  // namespace

bool HasNoContent(int status) {
  return status < 200 || status == 204 || status == 304;
}

FramedContent FrameContent(const FramingTask& task) {
  const FramingRules& rules = task.rules;
  FramedContent framed;
  framed.ends_connection = rules.close || FieldsEnd(task.fields, rules.version);
  const bool by_fields = wire::FindFirst(task.fields, "Content-Length").has_value() ||
                         wire::FindFirst(task.fields, "Transfer-Encoding").has_value();
  if (!rules.content_length.empty() || rules.chunked || rules.until_close) {
    FrameByRules(task, framed);
  } else if (by_fields) {
    FrameByFields(task, framed);
  } else if (!HasNoContent(task.status)) {
    FrameAsUsual(task, framed);
  }
  if (HasNoContent(task.status)) {
    framed.content.clear();
    framed.cuts.clear();
  }
  return framed;
}

std::vector<std::size_t> PieceSizes(std::size_t size, int pieces) {
  const std::size_t count = std::min(size, static_cast<std::size_t>(std::max(pieces, 1)));
  if (count == 0) return {};
  std::vector<std::size_t> sizes(count, size / count);
  sizes.back() += size % count;
  return sizes;
}

}  // namespace wireproof::mock
