#include <fmt/format.h>

#include <algorithm>

#include "mockserver/time/pattern.h"
#include "mockserver/time/zone.h"

namespace wireproof::mock {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

constexpr std::size_t kMaxTextBytes = 1000;

// Reads a text item by item. A read that fails leaves the position where it is.
class PatternReader {
 public:
  PatternReader(const DatePattern& pattern, std::string_view text)
      : pattern_(pattern), text_(text) {}

  std::expected<ParsedTime, std::string> Run() {
    if (text_.size() > kMaxTextBytes) return std::unexpected("the text is too long");
    if (!Items()) {
      return std::unexpected(fmt::format("the text does not match at its octet {}", furthest_));
    }
    if (at_ != text_.size()) {
      return std::unexpected(fmt::format("unparsed text from octet {} on", at_));
    }
    return std::move(parsed_);
  }

 private:
  struct State {
    std::size_t at;
    ParsedTime parsed;
  };

  bool Items() {
    std::vector<State> sections;
    const auto& items = pattern_.items;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].kind == ItemKind::kOptionalStart) {
        sections.push_back({at_, parsed_});
      } else if (items[i].kind == ItemKind::kOptionalEnd) {
        sections.pop_back();
      } else if (!ReadPadded(items[i])) {
        if (sections.empty()) return false;
        at_ = sections.back().at;
        parsed_ = std::move(sections.back().parsed);
        sections.pop_back();
        i = EndOfSection(i);
      }
    }
    return true;
  }

  // The index of the item that closes the section around item `i`.
  std::size_t EndOfSection(std::size_t i) const {
    int open = 1;
    while (open > 0) {
      ++i;
      if (pattern_.items[i].kind == ItemKind::kOptionalStart) ++open;
      if (pattern_.items[i].kind == ItemKind::kOptionalEnd) --open;
    }
    return i;
  }

  bool ReadPadded(const PatternItem& item) {
    if (item.pad == 0) return ReadItem(item);
    const std::size_t end = at_ + static_cast<std::size_t>(item.pad);
    if (end > text_.size()) return false;
    while (at_ < end && text_[at_] == ' ') ++at_;
    const std::string_view whole = text_;
    text_ = text_.substr(0, end);
    const bool read = ReadItem(item) && at_ == end;
    text_ = whole;
    return read;
  }

  bool ReadItem(const PatternItem& item) {
    furthest_ = std::max(furthest_, at_);
    switch (item.kind) {
      case ItemKind::kLiteral:
        return TakeText(item.text);
      case ItemKind::kNumber:
        return ReadNumber(item);
      case ItemKind::kReducedYear: {
        const auto number = Digits(2, 2);
        return number && Set(item.field, 2000 + *number);
      }
      case ItemKind::kFraction:
        return ReadFraction(item.min_width, item.max_width, item.reserved);
      case ItemKind::kPointFraction:
        return !rest().starts_with('.') || (TakeText(".") && ReadFraction(1, 9, 0));
      case ItemKind::kText:
        return ReadText(item);
      case ItemKind::kOffset:
        return ReadOffset(item);
      case ItemKind::kIsoOffset:
        return ReadIsoOffset();
      case ItemKind::kLocalizedOffset:
        return ReadLocalizedOffset(item);
      default:
        return ReadZone(item);
    }
  }

  std::string_view rest() const { return text_.substr(at_); }

  // The same field may come twice if it says the same.
  bool Set(TimeField field, std::int64_t value) {
    auto& slot = parsed_[field];
    if (slot && *slot != value) return false;
    slot = value;
    return true;
  }
  bool SetOffset(std::int32_t offset) {
    if (parsed_.offset && *parsed_.offset != offset) return false;
    parsed_.offset = offset;
    return true;
  }

  bool StartsWith(std::string_view text) const {
    const std::string_view found = rest().substr(0, text.size());
    if (!pattern_.ignore_case) return found == text;
    return std::ranges::equal(found, text, {}, Lower, Lower);
  }
  bool TakeText(std::string_view text) {
    if (!StartsWith(text)) return false;
    at_ += text.size();
    return true;
  }

  // At least `low` digits, at most `high`; nothing where there are fewer, or too large a number.
  std::optional<std::int64_t> Digits(int low, int high) {
    std::int64_t value = 0;
    int count = 0;
    for (; count < high && at_ < text_.size() && IsDigit(text_[at_]); ++count, ++at_) {
      if (__builtin_mul_overflow(value, 10, &value) ||
          __builtin_add_overflow(value, text_[at_] - '0', &value)) {
        return std::nullopt;
      }
    }
    if (count < low) return std::nullopt;
    return value;
  }

  // How many digits stand here.
  int DigitsAhead() const {
    const std::size_t end = rest().find_first_not_of("0123456789");
    return static_cast<int>(end == std::string_view::npos ? rest().size() : end);
  }

  bool ReadNumber(const PatternItem& item) {
    const char sign = rest().empty() ? '\0' : rest().front();
    const bool signed_number = sign == '+' || sign == '-';
    if (signed_number) {
      if (item.sign == SignStyle::kNotNegative) return false;
      if (item.sign == SignStyle::kNormal && sign == '+') return false;
      ++at_;
    }
    const int ahead = DigitsAhead();
    int width = std::min(ahead, item.max_width + item.reserved);
    if (item.reserved > 0) width = std::max(item.min_width, width - item.reserved);
    const auto value = Digits(item.min_width, width);
    if (!value || (sign == '-' && *value == 0)) return false;
    if (item.sign == SignStyle::kExceedsPad && sign != '-') {
      // "+" stands exactly before those that are wider than asked for.
      if ((sign == '+') != (width > item.min_width)) return false;
    }
    return Set(item.field, sign == '-' ? -*value : *value);
  }

  bool ReadFraction(int low, int high, int reserved) {
    int width = std::min(DigitsAhead(), high + reserved);
    if (reserved > 0) width = std::max(low, width - reserved);
    auto value = Digits(low, width);
    if (!value) return false;
    for (int digits = width; digits < 9; ++digits) *value *= 10;
    return Set(TimeField::kNano, *value);
  }

  // The longest text that stands here; none is the beginning of another but by accident ("J").
  bool ReadText(const PatternItem& item) {
    const auto texts = FieldTexts(item.field, item.style);
    std::size_t best = texts.size();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!StartsWith(texts[i])) continue;
      if (best == texts.size() || texts[i].size() > texts[best].size()) best = i;
    }
    if (best == texts.size()) return false;
    at_ += texts[best].size();
    return Set(item.field, static_cast<std::int64_t>(best) + FirstTextValue(item.field));
  }

  bool ReadOffset(const PatternItem& item) {
    const char sign = rest().empty() ? '\0' : rest().front();
    if (sign != '+' && sign != '-') return TakeText(item.text) && SetOffset(0);
    ++at_;
    const bool colons = item.layout.contains(':');
    const auto hours = Digits(2, 2);
    if (!hours) return false;
    std::int64_t seconds = *hours * 3600;
    const auto part = [&](std::int64_t unit, bool required) {
      const std::size_t before = at_;
      std::optional<std::int64_t> number;
      if (!colons || TakeText(":")) number = Digits(2, 2);
      if (number && *number <= 59) {
        seconds += *number * unit;
        return true;
      }
      at_ = before;
      return !required;
    };
    if (!part(60, item.layout != "+HHmm")) return false;
    if (item.layout.ends_with("ss") && !part(1, false)) return false;
    if (seconds > 18 * 3600) return false;
    return SetOffset(static_cast<std::int32_t>(sign == '-' ? -seconds : seconds));
  }

  bool ReadIsoOffset() {
    if (TakeText("Z")) return SetOffset(0);
    std::size_t end = rest().find_first_not_of("+-0123456789:");
    if (end == std::string_view::npos) end = rest().size();
    const auto offset = ParseZoneOffset(rest().substr(0, end));
    // Hours, or with colons.
    if (!offset || (end > 3 && rest()[3] != ':')) return false;
    at_ += end;
    return SetOffset(*offset);
  }

  // "GMT", "GMT+8", "GMT+08:00"
  bool ReadLocalizedOffset(const PatternItem& item) {
    if (!TakeText("GMT")) return false;
    const char sign = rest().empty() ? '\0' : rest().front();
    if (sign != '+' && sign != '-') return SetOffset(0);
    ++at_;
    const bool full = item.style == TextStyle::kFull;
    const auto hours = Digits(full ? 2 : 1, 2);
    if (!hours || *hours > 18) return false;
    std::int64_t seconds = *hours * 3600;
    for (const int unit : {60, 1}) {
      if (!rest().starts_with(':')) {
        if (unit == 60 && full) return false;
        break;
      }
      ++at_;
      const auto number = Digits(2, 2);
      if (!number || *number > 59) return false;
      seconds += *number * unit;
    }
    return SetOffset(static_cast<std::int32_t>(sign == '-' ? -seconds : seconds));
  }

  // A zone's id, or with "z" an abbreviation or a name; the longest that is known.
  bool ReadZone(const PatternItem& item) {
    constexpr std::size_t kMaxZoneBytes = 64;
    std::size_t size = 0;
    const auto belongs = [&](char c) {
      return (Lower(c) >= 'a' && Lower(c) <= 'z') || IsDigit(c) || c == '_' || c == '/' ||
             c == '+' || c == '-' || c == ':' || (c == ' ' && item.kind == ItemKind::kZoneName);
    };
    while (size < std::min(rest().size(), kMaxZoneBytes) && belongs(rest()[size])) ++size;
    for (; size > 0; --size) {
      const std::string_view name = rest().substr(0, size);
      std::string_view zone = name;
      if (item.kind == ItemKind::kZoneName && !ZoneOfText(name).empty()) zone = ZoneOfText(name);
      if (zone.back() == ' ' || !Zone::Load(zone)) continue;
      parsed_.zone = std::string(zone);
      at_ += size;
      return true;
    }
    return false;
  }

  const DatePattern& pattern_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t furthest_ = 0;
  ParsedTime parsed_;
};

}  // namespace

std::expected<ParsedTime, std::string> ReadByPattern(const DatePattern& pattern,
                                                     std::string_view text) {
  return PatternReader(pattern, text).Run();
}

}  // namespace wireproof::mock
