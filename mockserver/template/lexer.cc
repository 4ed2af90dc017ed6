#include "mockserver/template/lexer.h"

#include <fmt/format.h>

#include <optional>

#include "mockserver/template/tag_lexer.h"

namespace wireproof::mock::handlebars {
namespace {

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source), end_of_tags_(source.rfind("}}")) {}

  std::expected<std::vector<Tag>, std::string> Run() {
    const std::size_t first = source_.find("{{");
    if (first == std::string_view::npos || end_of_tags_ == std::string_view::npos ||
        end_of_tags_ < first) {
      AddText(source_);
      return std::move(tags_);
    }
    // What is before the first tag and after the last is text, whatever it looks like.
    end_of_tags_ += 2;
    const std::string_view rest = source_.substr(end_of_tags_);
    source_ = source_.substr(0, end_of_tags_);
    AddText(source_.substr(0, first));
    Advance(first);
    tags_.back().kind = TagKind::kText;
    fixed_prefix_ = tags_.size();
    bool ok = LexTag();
    while (ok && at_ < source_.size()) ok = LexNext();
    if (!ok) return std::unexpected(error_);
    Trim();
    AddText(rest);
    return std::move(tags_);
  }

 private:
  // Text up to the next tag, and an escaped tag or the tag.
  bool LexNext() {
    const std::size_t tag = std::min(source_.find(open_, at_), source_.size());
    if (tag < source_.size() && tag > at_ && source_[tag - 1] == '\\') {
      if (const std::size_t end = EscapedTagEnd(tag)) {
        AddText(source_.substr(at_, tag - 1 - at_));
        AddText(source_.substr(tag, end - tag));
        Advance(end);
        return true;
      }
    }
    AddText(source_.substr(at_, tag - at_));
    Advance(tag);
    return at_ == source_.size() || LexTag();
  }

  // Where a tag behind a backslash ends; 0 where it does not before another begins.
  std::size_t EscapedTagEnd(std::size_t tag) {
    const std::size_t begin = tag + open_.size();
    const std::size_t another = std::min(source_.find(open_, tag + 1), source_.size());
    const std::size_t close = source_.substr(0, another).find(close_, begin);
    return close == std::string_view::npos ? 0 : close + close_.size();
  }

  bool LexTag() {
    std::string_view rest = source_.substr(at_);
    if (rest.starts_with(open_ + "!")) return LexComment();
    if (rest.starts_with(open_ + "=")) return LexDelimiters();
    Tag tag{.place = place_};
    std::size_t size = open_.size();
    const bool raw = open_ == "{{" && rest.starts_with("{{{{");
    if (raw) size = 4;
    if (rest.size() > size && rest[size] == '~') {
      tag.trims_before = true;
      ++size;
    }
    std::string close = raw ? "}}}}" : close_;
    if (!raw) ReadKind(rest.substr(size), tag, size, close);
    if (raw) tag.kind = TagKind::kRaw;
    Advance(at_ + size);
    TagReading reading{.source = source_, .at = at_, .place = place_, .close = close};
    if (!ReadTokens(reading, tag)) return Fail(reading.error_place, reading.error);
    Advance(reading.at);
    if (tag.kind == TagKind::kOutput) MarkElse(tag);
    return raw ? FinishRaw(std::move(tag)) : Add(std::move(tag));
  }

  static void ReadKind(std::string_view rest, Tag& tag, std::size_t& size, std::string& close) {
    tag.kind = TagKind::kOutput;
    if (rest.starts_with("#>")) {
      tag.kind = TagKind::kPartialBlock;
      size += 2;
      return;
    }
    if (rest.empty()) return;
    switch (rest[0]) {
      case '#':
        tag.kind = TagKind::kOpen;
        break;
      case '^':
        tag.kind = TagKind::kInverse;
        break;
      case '/':
        tag.kind = TagKind::kClose;
        break;
      case '>':
        tag.kind = TagKind::kPartial;
        break;
      case '&':
        break;
      case '{':
        close = "}" + close;
        break;
      default:
        return;
    }
    ++size;
  }

  static void MarkElse(Tag& tag) {
    if (tag.tokens.empty() || tag.tokens[0].kind != TokenKind::kName) return;
    if (tag.tokens[0].text != "else") return;
    tag.kind = TagKind::kElse;
    tag.tokens.erase(tag.tokens.begin());
  }

  bool LexComment() {
    const bool dashes = source_.substr(at_).starts_with(open_ + "!--");
    const std::string close = dashes ? "--" + close_ : close_;
    const std::size_t end = source_.find(close, at_ + open_.size() + 1);
    if (end == std::string_view::npos) return Fail(place_, "a comment without end");
    Advance(end + close.size());
    return true;
  }

  // {{=<% %>=}}
  bool LexDelimiters() {
    const std::size_t begin = at_ + open_.size() + 1;
    const std::size_t end = source_.find("=" + close_, begin);
    if (end == std::string_view::npos) return Fail(place_, "delimiters without end");
    std::string_view text = source_.substr(begin, end - begin);
    const SourcePlace place = place_;
    Advance(end + 1 + close_.size());
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kSpace);
    const std::size_t gap = text.find_first_of(kSpace, first);
    const std::size_t second = text.find_first_not_of(kSpace, gap);
    if (second == std::string_view::npos || first == std::string_view::npos) {
      return Fail(place, "expected two delimiters with a space between them");
    }
    open_ = text.substr(first, gap - first);
    close_ = text.substr(second);
    close_ = close_.substr(0, close_.find_last_not_of(kSpace) + 1);
    return true;
  }

  // Takes all up to {{{{/name}}}} as text.
  bool FinishRaw(Tag tag) {
    if (tag.tokens.empty() || tag.tokens[0].kind != TokenKind::kName) {
      return Fail(tag.place, "expected a name in {{{{ }}}}");
    }
    const std::string close = "{{{{/" + tag.tokens[0].text + "}}}}";
    const std::size_t end = source_.find(close, at_);
    if (end == std::string_view::npos) return Fail(tag.place, fmt::format("expected {}", close));
    tag.text = source_.substr(at_, end - at_);
    Advance(end + close.size());
    return Add(std::move(tag));
  }

  // Takes white space away beside "~", within the tags.
  void Trim() {
    constexpr std::string_view kSpace = " \t\r\n";
    for (std::size_t i = fixed_prefix_; i < tags_.size(); ++i) {
      if (tags_[i].trims_before && i > fixed_prefix_) {
        std::string& before = tags_[i - 1].text;
        if (tags_[i - 1].kind == TagKind::kText) {
          before.erase(before.find_last_not_of(kSpace) + 1);
        }
      }
      if (tags_[i].trims_after && i + 1 < tags_.size() && tags_[i + 1].kind == TagKind::kText) {
        std::string& after = tags_[i + 1].text;
        after.erase(0, std::min(after.find_first_not_of(kSpace), after.size()));
      }
    }
  }

  void AddText(std::string_view text) {
    if (!tags_.empty() && tags_.back().kind == TagKind::kText && tags_.size() != fixed_prefix_) {
      tags_.back().text += text;
    } else if (!text.empty() || tags_.empty()) {
      tags_.push_back(Tag{.text = std::string(text), .place = place_});
    }
  }

  bool Add(Tag tag) {
    tags_.push_back(std::move(tag));
    return true;
  }

  void Advance(std::size_t to) {
    for (; at_ < to; ++at_) {
      if (source_[at_] == '\n') {
        ++place_.line;
        place_.column = 1;
      } else {
        ++place_.column;
      }
    }
  }

  bool Fail(const SourcePlace& place, std::string_view message) {
    error_ = At(place, message);
    return false;
  }

  std::string_view source_;
  std::size_t end_of_tags_;
  std::size_t at_ = 0;
  std::size_t fixed_prefix_ = 0;  // tags that no "~" touches
  SourcePlace place_;
  std::string open_ = "{{";
  std::string close_ = "}}";
  std::vector<Tag> tags_;
  std::string error_;
};

}  // namespace

std::string At(const SourcePlace& place, std::string_view message) {
  return fmt::format("{}:{}: {}", place.line, place.column, message);
}

std::expected<std::vector<Tag>, std::string> Lex(std::string_view source) {
  return Lexer(source).Run();
}

}  // namespace wireproof::mock::handlebars
