#include "mockserver/match/java_regex_translator.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "mockserver/match/java_class.h"
#include "mockserver/match/java_regex_reader.h"
#include "mockserver/match/utf8.h"

namespace wireproof::mock {
namespace {

class Translator : private JavaRegexReader {
 public:
  explicit Translator(std::string_view pattern) : JavaRegexReader(pattern) {}

  std::expected<TranslatedRegex, std::string> Run() {
    if (pattern_.size() > kMaxRegexBytes) Fail("is too long");
    flags_.push_back({});
    while (!failed() && !AtEnd()) Next();
    if (!failed() && flags_.size() > 1) Fail("has an unclosed group");
    if (failed()) return std::unexpected(std::move(error_));
    return TranslatedRegex{std::move(out_), prefix_lost_ ? "" : std::move(prefix_)};
  }

 private:
  struct Flags {
    bool dot_all = false;
    bool unix_lines = false;
    bool ignore_case = false;
  };

  // --- The literal with which it begins ---
  void EndPrefix() { prefix_open_ = false; }
  void Literal(char32_t point) {
    out_ += fmt::format("\\x{{{:x}}}", static_cast<std::uint32_t>(point));
    if (prefix_open_ && flags_.back().ignore_case) EndPrefix();
    if (!prefix_open_) return;
    last_size_ = prefix_.size();
    AppendUtf8(point, prefix_);
  }
  void NotLiteral(std::string_view text) {
    out_ += text;
    EndPrefix();
  }

  void Next() {
    switch (Peek()) {
      case '\\':
        return Escape();
      case '[':
        return Class();
      case '(':
        return Open();
      case ')':
        return Close();
      case '*':
      case '+':
      case '?':
      case '{':
        return Quantifier();
      case '.':
        return Dot();
      case '|':
        if (flags_.size() == 1) prefix_lost_ = true;
        ++at_;
        quantifiable_ = false;
        return NotLiteral("|");
      case '^':
      case '$':
        out_ += Peek();
        if (Peek() == '$' || !prefix_.empty()) EndPrefix();
        ++at_;
        quantifiable_ = true;
        return;
      default:
        Literal(TakePoint());
        quantifiable_ = true;
    }
  }

  void Dot() {
    ++at_;
    quantifiable_ = true;
    if (flags_.back().dot_all) return NotLiteral("(?s:.)");
    if (flags_.back().unix_lines) return NotLiteral("[^\\n]");
    NotLiteral("[^\\n\\r\\x{85}\\x{2028}\\x{2029}]");
  }

  // * + ? {n} {n,} {n,m}, each perhaps with ? after it.
  void Quantifier() {
    if (!quantifiable_) return Fail("has a quantifier without anything before it");
    const std::size_t begin = at_;
    if (Peek() == '{') {
      std::size_t end = at_ + 1;
      while (end < pattern_.size() && (IsAsciiDigit(pattern_[end]) || pattern_[end] == ',')) ++end;
      const bool closed = end < pattern_.size() && pattern_[end] == '}';
      if (!closed || !IsAsciiDigit(Peek(1))) return Fail("has an illegal repetition");
      at_ = end + 1;
    } else {
      ++at_;
    }
    if (Peek() == '+') return Fail("has a possessive quantifier, which is not supported,");
    if (Peek() == '?') ++at_;
    // "ab*": the b is no sure beginning.
    if (prefix_open_) prefix_.resize(std::min(prefix_.size(), last_size_));
    NotLiteral(pattern_.substr(begin, at_ - begin));
    quantifiable_ = false;
  }

  // ( (?: (?<name> (?flags) (?flags:
  void Open() {
    EndPrefix();
    quantifiable_ = false;
    if (flags_.size() > kMaxRegexDepth) return Fail("has too many groups in one another");
    for (const std::string_view look : {"(?=", "(?!", "(?<=", "(?<!"}) {
      if (Starts(look))
        return Fail(fmt::format("has look-around {}, which is not supported,", look));
    }
    if (Starts("(?>")) return Fail("has an atomic group (?>, which is not supported,");
    flags_.push_back(flags_.back());
    if (Starts("(?<")) {
      out_ += "(?P<";
      at_ += 3;
      if (!IsAsciiLetter(Peek())) return Fail("has a bad group name");
      while (IsAsciiLetter(Peek()) || IsAsciiDigit(Peek())) out_ += pattern_[at_++];
      if (Peek() != '>') return Fail("has a bad group name");
      out_ += pattern_[at_++];
    } else if (Starts("(?")) {
      at_ += 2;
      TakeFlags();
    } else {
      out_ += pattern_[at_++];
    }
  }

  void TakeFlags() {
    std::string on;
    std::string off;
    bool value = true;
    for (; !AtEnd() && Peek() != ')' && Peek() != ':'; ++at_) {
      const char flag = Peek();
      switch (flag) {
        case '-':
          value = false;
          break;
        case 's':
          flags_.back().dot_all = value;
          break;
        case 'd':
          flags_.back().unix_lines = value;
          break;
        case 'u':
          break;
        case 'i':
          flags_.back().ignore_case = value;
          [[fallthrough]];
        case 'm':
          (value ? on : off) += flag;
          break;
        default:
          return Fail(fmt::format("has the flag (?{}), which is not supported,", flag));
      }
    }
    const std::string flags = off.empty() ? on : on + "-" + off;
    if (Peek() == ':') {
      out_ += "(?" + flags + ":";
    } else {
      if (AtEnd()) return Fail("has an unclosed group");
      // (?i) holds to the end of the group it stands in.
      const Flags here = flags_.back();
      flags_.pop_back();
      flags_.back() = here;
      if (!flags.empty()) out_ += "(?" + flags + ")";
    }
    ++at_;
  }

  void Close() {
    if (flags_.size() == 1) return Fail("has an unmatched )");
    flags_.pop_back();
    out_ += pattern_[at_++];
    quantifiable_ = true;
  }

  void Escape() {
    if (Starts("\\Q")) return Quoted();
    auto piece = TakeEscape(false);
    if (!piece) return;
    quantifiable_ = true;
    if (piece->point) return Literal(*piece->point);
    if (!piece->text.empty()) return NotLiteral(piece->text);
    NotLiteral(BracketText(piece->set));
  }

  void Quoted() {
    at_ += 2;
    while (!AtEnd() && !Starts("\\E") && !failed()) {
      Literal(TakePoint());
      quantifiable_ = true;
    }
    at_ = std::min(at_ + 2, pattern_.size());
  }

  void Class() {
    bool negated = false;
    const JavaClass set = TakeClass(negated, 0);
    if (failed()) return;
    NotLiteral(BracketText(set, negated));
    quantifiable_ = true;
  }

  std::string out_;
  std::vector<Flags> flags_;  // one for each group that is open, and the whole
  bool quantifiable_ = false;

  std::string prefix_;
  std::size_t last_size_ = 0;  // of prefix_ before its last code point
  bool prefix_open_ = true;
  bool prefix_lost_ = false;  // an alternative at the top has another beginning
};

}  // namespace

std::expected<TranslatedRegex, std::string> TranslateJavaRegex(std::string_view pattern) {
  return Translator(pattern).Run();
}

}  // namespace wireproof::mock
