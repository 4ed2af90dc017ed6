#include "http/wire/scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "http/wire/grammar.h"
#include "http/wire/target.h"

namespace wireproof::wire {
namespace {

enum class Step : std::uint8_t { kOn, kPartial, kUnusual };

// The octets of origin-form, "%" aside: pchar, "/" and "?" (RFC 9112 section 3.2.1).
constexpr std::array<bool, 256> MakeTargetOctets() {
  std::array<bool, 256> table{};
  constexpr std::string_view kOctets =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?";
  for (const char c : kOctets) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kTargetOctets = MakeTargetOctets();

const char* SkipAll(const char* at, const char* end, std::uint16_t classes) {
  while (at != end && Is(*at, classes)) ++at;
  return at;
}

// Of eight octets, how many there are before the first that is not in 20-7E or 80-FF. Subtracting
// 20 borrows only from smaller ones, and 7F is what becomes zero after XOR; a borrow reaches octets
// behind it alone.
std::size_t PlainOfEight(const char* at) {
  std::uint64_t octets = 0;
  std::memcpy(&octets, at, sizeof octets);
  if constexpr (std::endian::native == std::endian::big) octets = __builtin_bswap64(octets);
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHigh = 0x8080808080808080;
  const std::uint64_t controls = (octets - kOnes * 0x20) & ~octets;
  const std::uint64_t deleted = octets ^ (kOnes * 0x7f);
  const std::uint64_t found = (controls | ((deleted - kOnes) & ~deleted)) & kHigh;
  return found == 0 ? 8 : static_cast<std::size_t>(std::countr_zero(found)) / 8;
}

// The end of a run of field-vchar, SP and HTAB.
const char* SkipFieldText(const char* at, const char* end) {
  while (end - at >= 8) {
    const std::size_t plain = PlainOfEight(at);
    at += plain;
    if (plain == 8) continue;
    if (*at != '\t') return at;
    ++at;
  }
  return SkipAll(at, end, kFieldText);
}

// "name" without case; `lower` in lower case, and octets of a token only.
bool IsNamed(std::string_view name, std::string_view lower) {
  if (name.size() != lower.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (ToLowerAscii(name[i]) != lower[i]) return false;
  }
  return true;
}

// What the fields say about framing and persistence.
struct Facts {
  std::size_t hosts = 0;
  bool has_length = false;
  std::uint64_t length = 0;
  bool http11 = false;
  bool connection = false;  // the field is there
  bool close = false;
  bool keep_alive = false;
};

// Host = uri-host [ ":" port ]; the usual ones without a look at the whole grammar.
bool IsHost(std::string_view text) {
  if (text.starts_with('[')) return ParseAuthority(text).has_value();
  const char* end = text.data() + text.size();
  const char* at = SkipAll(text.data(), end, kRegName);
  if (at == end) return true;
  if (*at != ':') return false;
  constexpr std::size_t kMostDigits = 5;
  constexpr unsigned kMostPort = 65535;
  if (static_cast<std::size_t>(end - ++at) > kMostDigits) return false;
  unsigned port = 0;
  for (; at != end && Is(*at, kDigit); ++at) port = port * 10 + static_cast<unsigned>(*at - '0');
  return at == end && port <= kMostPort;
}

// 1*DIGIT, as many as surely fit.
bool ReadLength(std::string_view text, std::uint64_t& length) {
  constexpr std::size_t kMostDigits = 18;
  if (text.empty() || text.size() > kMostDigits) return false;
  for (const char c : text) {
    if (!Is(c, kDigit)) return false;
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return true;
}

// Whether the field changes nothing that needs a decision. What it says is noted.
bool IsUsual(const FieldView& field, Facts& facts) {
  switch (field.name.size()) {
    case 4:
      if (!IsNamed(field.name, "host")) return true;
      return ++facts.hosts == 1 && IsHost(field.value);
    case 6:
      return !IsNamed(field.name, "expect");
    case 7:
      return !IsNamed(field.name, "upgrade");
    case 10:
      if (!IsNamed(field.name, "connection")) return true;
      if (facts.connection) return false;
      facts.connection = true;
      facts.close = IsNamed(field.value, "close");
      facts.keep_alive = IsNamed(field.value, "keep-alive");
      return facts.close || facts.keep_alive;
    case 14:
      if (!IsNamed(field.name, "content-length")) return true;
      if (facts.has_length) return false;
      facts.has_length = true;
      return ReadLength(field.value, facts.length);
    case 17:
      return !IsNamed(field.name, "transfer-encoding");
    default:
      return true;
  }
}

// Walks over the head. Each Take goes on from `at_` and leaves it behind what it took.
class HeadWalk {
 public:
  HeadWalk(std::string_view input, const Limits& limits)
      : begin_(input.data()), at_(begin_), end_(begin_ + input.size()), limits_(limits) {}

  Step Take(ScannedRequest& out, std::vector<FieldView>& fields) {
    Step step = TakeRequestLine(out);
    for (std::size_t lines = 0; step == Step::kOn && !done_; ++lines) {
      if (lines > limits_.field_lines) return Step::kUnusual;
      step = TakeLine(fields);
    }
    if (step == Step::kPartial && TooLong(line_, end_)) return Step::kUnusual;
    return step;
  }

  const Facts& facts() const { return facts_; }
  std::size_t octets() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  Step TakeRequestLine(ScannedRequest& out) {
    const char* method = at_;
    at_ = SkipAll(at_, end_, kTchar);
    if (at_ == end_) return Step::kPartial;
    if (*at_ != ' ' || at_ == method) return Step::kUnusual;
    out.method = {method, at_};
    if (out.method == "CONNECT") return Step::kUnusual;
    const char* target = ++at_;
    if (const Step step = TakeTarget(); step != Step::kOn) return step;
    out.target = {target, at_};
    return TakeVersion(out);
  }

  Step TakeTarget() {
    if (at_ != end_ && *at_ != '/') return Step::kUnusual;
    for (;; at_ += 3) {
      while (at_ != end_ && kTargetOctets[static_cast<unsigned char>(*at_)]) ++at_;
      if (at_ == end_) return Step::kPartial;
      if (*at_ == ' ') return Step::kOn;
      if (*at_ != '%') return Step::kUnusual;
      if (at_ + 1 != end_ && !Is(at_[1], kHexdig)) return Step::kUnusual;
      if (end_ - at_ < 3) return Step::kPartial;
      if (!Is(at_[2], kHexdig)) return Step::kUnusual;
    }
  }

  // SP "HTTP/1." ( "1" / "0" ) CRLF
  Step TakeVersion(ScannedRequest& out) {
    constexpr std::string_view kHttp11Line = " HTTP/1.1\r\n";
    constexpr std::string_view kHttp10Line = " HTTP/1.0\r\n";
    const std::string_view got(at_,
                               std::min(kHttp11Line.size(), static_cast<std::size_t>(end_ - at_)));
    facts_.http11 = kHttp11Line.starts_with(got);
    if (!facts_.http11 && !kHttp10Line.starts_with(got)) return Step::kUnusual;
    if (got.size() < kHttp11Line.size()) return Step::kPartial;
    out.version = got.substr(1, 8);
    at_ += got.size();
    return EndLine(limits_.start_line);
  }

  // field-line CRLF, or the CRLF after the last.
  Step TakeLine(std::vector<FieldView>& fields) {
    const char* name = at_;
    at_ = SkipAll(at_, end_, kTchar);
    if (at_ == end_) return Step::kPartial;
    if (at_ == name) return TakeEnd(fields.size());
    if (*at_ != ':') return Step::kUnusual;
    FieldView field{.name = {name, at_}};
    for (++at_; at_ != end_ && (*at_ == ' ' || *at_ == '\t');) ++at_;
    const char* value = at_;
    at_ = SkipFieldText(at_, end_);
    if (at_ == end_) return Step::kPartial;
    const char* value_end = at_;
    while (value_end != value && (value_end[-1] == ' ' || value_end[-1] == '\t')) --value_end;
    field.value = {value, value_end};
    if (const Step step = TakeCrlf(); step != Step::kOn) return step;
    fields.push_back(field);
    if (!IsUsual(field, facts_)) return Step::kUnusual;
    return EndLine(limits_.field_line);
  }

  Step TakeEnd(std::size_t field_lines) {
    if (const Step step = TakeCrlf(); step != Step::kOn) return step;
    done_ = true;
    if (field_lines + (limits_.empty_line_counts ? 1 : 0) > limits_.field_lines) {
      return Step::kUnusual;
    }
    if (facts_.hosts == 0 && facts_.http11) return Step::kUnusual;
    return EndLine(limits_.field_line);
  }

  Step TakeCrlf() {
    if (*at_ != '\r') return Step::kUnusual;
    if (end_ - at_ < 2) return Step::kPartial;
    if (at_[1] != '\n') return Step::kUnusual;
    at_ += 2;
    return Step::kOn;
  }

  Step EndLine(std::size_t limit) {
    const bool fits = static_cast<std::size_t>(at_ - line_) <= limit && octets() <= limits_.head;
    line_ = at_;
    return fits ? Step::kOn : Step::kUnusual;
  }

  // Whether what is there of an unfinished line is over a limit already.
  bool TooLong(const char* line, const char* end) const {
    const std::size_t limit = line == begin_ ? limits_.start_line : limits_.field_line;
    const auto octets = static_cast<std::size_t>(end - begin_);
    const std::size_t most = std::min(limits_.head, RequestScanner::kMostUnfinishedHead);
    return static_cast<std::size_t>(end - line) > limit || octets > most;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* line_ = begin_;
  const Limits& limits_;
  Facts facts_;
  bool done_ = false;
};

}  // namespace

Scan RequestScanner::Next(std::string_view input, ScannedRequest& out) {
  fields_.clear();
  HeadWalk walk(input, limits_);
  switch (walk.Take(out, fields_)) {
    case Step::kUnusual:
      return Scan::kUnusual;
    case Step::kPartial:
      out.octets = input.size() + 1;
      return Scan::kPartial;
    case Step::kOn:
      break;
  }
  const Facts& facts = walk.facts();
  out.octets = walk.octets() + facts.length;
  if (input.size() < out.octets) return Scan::kPartial;
  out.fields = fields_;
  out.body = input.substr(walk.octets(), facts.length);
  out.keep_alive = !facts.close && (facts.http11 || facts.keep_alive);
  return Scan::kWhole;
}

}  // namespace wireproof::wire
