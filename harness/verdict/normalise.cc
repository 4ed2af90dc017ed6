// The rules of NormaliseWire, which agree.h lists by number.
#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "harness/verdict/agree.h"
#include "harness/verdict/imf_fixdate.h"
#include "http/wire/grammar.h"

namespace wireproof::harness {
namespace {

constexpr std::size_t kFewestPortDigits = 4;
constexpr std::size_t kMostPortDigits = 5;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t DigitsAt(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && IsDigit(text[end])) ++end;
  return end - begin;
}

// One line of a head, without its line end.
struct FieldLine {
  std::string_view name;   // up to the colon
  std::string_view lead;   // the colon and the whitespace behind it
  std::string_view value;  // without whitespace at its ends
  std::string_view rest;   // whitespace behind the value
};

std::optional<FieldLine> SplitField(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !wire::IsToken(line.substr(0, colon))) return std::nullopt;
  const std::string_view behind = line.substr(colon + 1);
  const std::string_view value = wire::TrimOws(behind);
  const std::size_t begin =
      value.empty() ? line.size() : static_cast<std::size_t>(value.data() - line.data());
  return FieldLine{line.substr(0, colon), line.substr(colon, begin - colon), value,
                   line.substr(begin + value.size())};
}

std::optional<std::size_t> ParseLength(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// A head being rewritten: what is known of it when its body comes.
struct Head {
  std::string text;  // rewritten so far, but for the value of Content-Length
  bool response = false;
  int status = 0;
  bool chunked = false;
  std::size_t lengths = 0;  // Content-Length lines
  std::optional<std::size_t> length;
  std::size_t length_at = 0;    // where its value stands in `text`
  std::size_t length_size = 0;  // how long it is there

  bool LastsToTheEnd() const { return response && !chunked && lengths == 0; }
  bool HasNoContent() const {
    return response && (status / 100 == 1 || status == 204 || status == 304);
  }
};

void TakeField(const FieldLine& field, Head& head) {
  const auto named = [&](std::string_view name) {
    return wire::EqualsIgnoreCase(field.name, name);
  };
  head.text += field.name;
  head.text += field.lead;
  if (named("Content-Length")) {
    ++head.lengths;
    head.length = ParseLength(field.value);
    head.length_at = head.text.size();
    head.length_size = field.value.size();
  }
  if (named("Transfer-Encoding")) head.chunked = true;
  const bool answer = head.response;
  if (answer && named("Date") && IsImfFixdate(field.value))
    head.text += "DATE";  // rule 1
  else if (answer && named("Server") && !field.value.empty())
    head.text += "SERVER";  // rule 2
  else if (named("Host") || (answer && (named("Location") || named("Content-Location"))))
    head.text += HidePorts(field.value);
  else
    head.text += field.value;
  head.text += field.rest;
}

class Normaliser {
 public:
  explicit Normaliser(std::string_view bytes) : rest_(bytes) {}

  std::string Run() {
    while (!rest_.empty()) {
      if (!AtStartLine()) {  // no message, as HTTP/0.9 answers, or what follows broken framing
        done_ += HidePorts(rest_);
        break;
      }
      Head head;
      const bool whole = TakeHead(head);
      if (!whole) {
        done_ += head.text;
        break;
      }
      TakeBody(head);
    }
    return std::move(done_);
  }

 private:
  // The next line without its line end, which goes to `end`.
  std::string_view TakeLine(std::string_view& end) {
    const std::size_t lf = rest_.find('\n');
    if (lf == std::string_view::npos) {
      end = {};
      return std::exchange(rest_, {});
    }
    const std::size_t size = lf > 0 && rest_[lf - 1] == '\r' ? lf - 1 : lf;
    const std::string_view line = rest_.substr(0, size);
    end = rest_.substr(size, lf + 1 - size);
    rest_.remove_prefix(lf + 1);
    return line;
  }

  static bool IsStatusLine(std::string_view line) { return line.starts_with("HTTP/"); }
  static bool IsRequestLine(std::string_view line) {
    const std::size_t version = line.rfind(" HTTP/");
    return version != std::string_view::npos && version > 0;
  }

  bool AtStartLine() const {
    const std::string_view line = rest_.substr(0, rest_.find('\n'));
    return IsStatusLine(line) || IsRequestLine(line);
  }

  // False where the bytes end before the head does.
  bool TakeHead(Head& head) {
    std::string_view end;
    const std::string_view start = TakeLine(end);
    head.response = IsStatusLine(start);
    const std::size_t space = start.find(' ');
    if (head.response && space != std::string_view::npos)
      head.status = static_cast<int>(ParseLength(start.substr(space + 1, 3)).value_or(0));
    head.text += HidePorts(start);
    head.text += end;
    while (!rest_.empty()) {
      const std::string_view line = TakeLine(end);
      if (const auto field = SplitField(line))
        TakeField(*field, head);
      else
        head.text += line;
      head.text += end;
      if (line.empty()) return true;
    }
    return false;
  }

  void TakeBody(Head& head) {
    // An answer to HEAD announces a length and has no body: what begins a response is none.
    const bool bodiless = head.HasNoContent() || (head.response && IsStatusLine(rest_));
    if (head.chunked) {
      done_ += head.text;
      if (!bodiless) TakeChunks();
      return;
    }
    std::size_t size = head.LastsToTheEnd() ? rest_.size() : head.length.value_or(0);
    if (bodiless) size = 0;
    const bool whole = size <= rest_.size();
    const std::string_view body = rest_.substr(0, size);
    rest_.remove_prefix(body.size());
    const std::string hidden = HidePorts(body);
    // Rule 5. A body that was cut, or has several lengths, keeps what it announced.
    if (whole && head.lengths == 1 && hidden != body)
      head.text.replace(head.length_at, head.length_size, std::to_string(hidden.size()));
    done_ += head.text;
    done_ += hidden;
  }

  // Chunks as they stand: only where they end matters. What is not a chunk is left to Run.
  void TakeChunks() {
    std::string_view end;
    while (!rest_.empty()) {
      const std::string_view size_line = rest_.substr(0, rest_.find('\n'));
      std::size_t size = 0;
      const auto parsed =
          std::from_chars(size_line.data(), size_line.data() + size_line.size(), size, 16);
      if (parsed.ec != std::errc()) return;
      const std::string_view line = TakeLine(end);
      done_ += line;
      done_ += end;
      if (size == 0) return TakeTrailers();
      const std::string_view chunk = rest_.substr(0, size);
      done_ += chunk;
      rest_.remove_prefix(chunk.size());
      const std::string_view behind = TakeLine(end);
      done_ += behind;
      done_ += end;
    }
  }

  void TakeTrailers() {
    std::string_view end;
    while (!rest_.empty()) {
      const std::string_view line = TakeLine(end);
      done_ += line;
      done_ += end;
      if (line.empty()) return;
    }
  }

  std::string_view rest_;
  std::string done_;
};

}  // namespace

// Ports as the system hands them out have 4 or 5 digits; those that a scenario writes itself, such
// as 80 and 443, stay.
std::string HidePorts(std::string_view text) {
  static constexpr std::string_view kNames[] = {"127.0.0.1:", "localhost:", "[::1]:", ".test:"};
  std::string hidden;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto name = std::ranges::find_if(
        kNames, [&](std::string_view one) { return text.substr(at).starts_with(one); });
    if (name == std::end(kNames)) {
      hidden += text[at++];
      continue;
    }
    hidden += *name;
    at += name->size();
    const std::size_t digits = DigitsAt(text, at);
    if (digits < kFewestPortDigits || digits > kMostPortDigits) continue;
    hidden += "PORT";
    at += digits;
  }
  return hidden;
}

std::string NormaliseWire(std::string_view bytes) {
  return Normaliser(bytes).Run();
}

}  // namespace wireproof::harness
