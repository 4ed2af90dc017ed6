// The readable form of a transcript.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "http/script/transcript.h"

namespace wireproof::script {
namespace {

constexpr std::string_view kMargin = "            ";  // as wide as a time

std::string Escaped(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '\r':
        text += "\\r";
        break;
      case '\n':
        text += "\\n";
        break;
      case '\t':
        text += "\\t";
        break;
      case '\\':
        text += "\\\\";
        break;
      default:
        if (byte >= 0x20 && byte < 0x7f) {
          text += c;
        } else {
          fmt::format_to(std::back_inserter(text), "\\x{:02x}", byte);
        }
    }
  }
  return text;
}

// Cut behind each LF, so that a head reads as a head.
void AppendLines(std::string_view bytes, std::vector<std::string>& lines) {
  while (!bytes.empty()) {
    const auto lf = bytes.find('\n');
    const auto size = lf == std::string_view::npos ? bytes.size() : lf + 1;
    lines.push_back(Escaped(bytes.substr(0, size)));
    bytes.remove_prefix(size);
  }
}

std::vector<std::string> LinesOf(std::string_view bytes, std::size_t most_bytes) {
  std::vector<std::string> lines;
  if (bytes.size() <= most_bytes) {
    AppendLines(bytes, lines);
    return lines;
  }
  const std::size_t head = most_bytes - most_bytes / 2;
  const std::size_t tail = most_bytes / 2;
  AppendLines(bytes.substr(0, head), lines);
  lines.push_back(fmt::format("... {} bytes left out ...", bytes.size() - head - tail));
  AppendLines(bytes.substr(bytes.size() - tail), lines);
  return lines;
}

void AppendEvent(const Event& event, std::size_t most_bytes, std::string& text) {
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "{:>9.1f} ms", static_cast<double>(event.at_us) / 1000);
  const bool crossed = event.kind == EventKind::kSent || event.kind == EventKind::kReceived;
  if (!crossed) {
    fmt::format_to(out, " * {}", Name(event.kind));
    if (!event.detail.empty()) fmt::format_to(out, ": {}", Escaped(event.detail));
    text += '\n';
    return;
  }
  const char mark = event.kind == EventKind::kSent ? '>' : '<';
  const auto lines = LinesOf(event.bytes, most_bytes);
  if (lines.empty()) fmt::format_to(out, " {}\n", mark);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    fmt::format_to(out, "{} {} {}\n", i == 0 ? "" : kMargin, mark, lines[i]);
  }
}

}  // namespace

std::string TranscriptToText(const Transcript& transcript, std::size_t most_bytes) {
  std::string text;
  for (const ConnectionTranscript& connection : transcript.connections) {
    text += fmt::format("connection {}", Escaped(connection.name));
    if (connection.tls) {
      text += fmt::format(", {}", connection.tls_version.empty() ? "TLS" : connection.tls_version);
    }
    if (!connection.alpn.empty()) text += fmt::format(", ALPN {}", Escaped(connection.alpn));
    text += '\n';
    for (const Event& event : connection.events) AppendEvent(event, most_bytes, text);
  }
  if (!transcript.missed.empty()) {
    text += fmt::format("missed: {}\n", Escaped(transcript.missed));
  }
  return text;
}

}  // namespace wireproof::script
