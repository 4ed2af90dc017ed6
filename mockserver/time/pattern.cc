#include "mockserver/time/pattern.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace wireproof::mock {
namespace {

bool IsLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

using Item = PatternItem;
using Items = std::expected<PatternItem, std::string>;

std::unexpected<std::string> TooMany(char letter) {
  return std::unexpected(fmt::format("too many pattern letters: {}", letter));
}

Item Number(TimeField field, int min_width, int max_width, SignStyle sign) {
  return {.kind = ItemKind::kNumber,
          .field = field,
          .sign = sign,
          .min_width = min_width,
          .max_width = max_width};
}

Item Fixed(TimeField field, int width) {
  return Number(field, width, width, SignStyle::kNotNegative);
}

Items Text(TimeField field, char letter, int count) {
  if (count > 5) return TooMany(letter);
  const TextStyle style = count == 5   ? TextStyle::kNarrow
                          : count == 4 ? TextStyle::kFull
                                       : TextStyle::kShort;
  return Item{.kind = ItemKind::kText, .field = field, .style = style};
}

// A number for one or two letters, a text for more.
Items NumberOrText(TimeField field, TimeField text_field, char letter, int count) {
  if (count == 1) return Number(field, 1, 19, SignStyle::kNormal);
  if (count == 2) return Fixed(field, 2);
  return Text(text_field, letter, count);
}

Items OneOrTwo(TimeField field, char letter, int count) {
  if (count > 2) return TooMany(letter);
  if (count == 2) return Fixed(field, 2);
  return Number(field, 1, 19, SignStyle::kNormal);
}

Items Year(TimeField field, char letter, int count) {
  if (count > 19) return TooMany(letter);
  if (count == 2) {
    return Item{.kind = ItemKind::kReducedYear,
                .field = field,
                .sign = SignStyle::kNotNegative,
                .min_width = 2,
                .max_width = 2};
  }
  return Number(field, count, 19, count < 4 ? SignStyle::kNormal : SignStyle::kExceedsPad);
}

Items Offset(char letter, int count) {
  constexpr std::array<std::string_view, 6> kLayouts = {"",       "+HHmm",   "+HHMM",
                                                        "+HH:MM", "+HHMMss", "+HH:MM:ss"};
  if (count > 5) return TooMany(letter);
  Item item = {.kind = ItemKind::kOffset};
  if (letter == 'Z') {
    if (count == 4) return Item{.kind = ItemKind::kLocalizedOffset, .style = TextStyle::kFull};
    item.layout = kLayouts[count == 5 ? 5 : 2];
    item.text = count == 5 ? "Z" : "+0000";
    return item;
  }
  item.layout = kLayouts[static_cast<std::size_t>(count)];
  if (letter == 'X') {
    item.text = "Z";
  } else {
    item.text = count == 1 ? "+00" : count % 2 == 0 ? "+0000" : "+00:00";
  }
  return item;
}

Items ZoneItem(char letter, int count) {
  switch (letter) {
    case 'V':
      if (count != 2) return std::unexpected("pattern letter count must be 2: V");
      return Item{.kind = ItemKind::kZoneId};
    case 'O':
      if (count != 1 && count != 4) {
        return std::unexpected("pattern letter count must be 1 or 4: O");
      }
      return Item{.kind = ItemKind::kLocalizedOffset,
                  .style = count == 4 ? TextStyle::kFull : TextStyle::kShort};
    case 'z':
      if (count > 4) return TooMany(letter);
      return Item{.kind = ItemKind::kZoneName,
                  .style = count == 4 ? TextStyle::kFull : TextStyle::kShort};
    default:
      return Offset(letter, count);
  }
}

Items DateItem(char letter, int count) {
  using enum TimeField;
  switch (letter) {
    case 'G':
      return Text(kEra, letter, count);
    case 'u':
      return Year(kYear, letter, count);
    case 'y':
      return Year(kYearOfEra, letter, count);
    case 'Y':
      return Year(kWeekBasedYear, letter, count);
    case 'Q':
    case 'q':
      return NumberOrText(kQuarter, kQuarter, letter, count);
    case 'M':
    case 'L':
      return NumberOrText(kMonth, kMonth, letter, count);
    case 'w':
      if (count > 2) return TooMany(letter);
      return Number(kWeekOfYear, count, 2, SignStyle::kNotNegative);
    case 'W':
      if (count > 1) return TooMany(letter);
      return Number(kWeekOfMonth, 1, 2, SignStyle::kNotNegative);
    case 'd':
      return OneOrTwo(kDayOfMonth, letter, count);
    case 'D':
      if (count > 3) return TooMany(letter);
      if (count == 1) return Number(kDayOfYear, 1, 19, SignStyle::kNormal);
      return Number(kDayOfYear, count, 3, SignStyle::kNotNegative);
    case 'F':
      if (count > 1) return TooMany(letter);
      return Number(kAlignedDay, 1, 19, SignStyle::kNormal);
    case 'g':
      return Number(kModifiedJulianDay, count, 19, SignStyle::kNormal);
    case 'E':
      return Text(kDayOfWeek, letter, count);
    case 'c':
      if (count == 2) return std::unexpected("invalid pattern \"cc\"");
      [[fallthrough]];
    case 'e': {
      auto item = NumberOrText(kLocalizedDayOfWeek, kDayOfWeek, letter, count);
      if (item && count <= 2) item->max_width = 2;
      return item;
    }
    default:
      return std::unexpected(fmt::format("unknown pattern letter: {}", letter));
  }
}

Items ItemOf(char letter, int count) {
  using enum TimeField;
  switch (letter) {
    case 'a':
      if (count > 1) return TooMany(letter);
      return Text(kAmPm, letter, 1);
    case 'h':
      return OneOrTwo(kClockHourOfAmPm, letter, count);
    case 'K':
      return OneOrTwo(kHourOfAmPm, letter, count);
    case 'k':
      return OneOrTwo(kClockHour, letter, count);
    case 'H':
      return OneOrTwo(kHour, letter, count);
    case 'm':
      return OneOrTwo(kMinute, letter, count);
    case 's':
      return OneOrTwo(kSecond, letter, count);
    case 'S':
      if (count > 9) return TooMany(letter);
      return Item{.kind = ItemKind::kFraction,
                  .field = kNano,
                  .sign = SignStyle::kNotNegative,
                  .min_width = count,
                  .max_width = count};
    case 'A':
    case 'n':
    case 'N':
      if (count > 19) return TooMany(letter);
      return Number(letter == 'A'   ? kMilliOfDay
                    : letter == 'n' ? kNano
                                    : kNanoOfDay,
                    count, 19, SignStyle::kNotNegative);
    case 'V':
    case 'z':
    case 'O':
    case 'X':
    case 'x':
    case 'Z':
      return ZoneItem(letter, count);
    default:
      return DateItem(letter, count);
  }
}

Items BuiltInItem(char letter, int count) {
  if (letter == 'f') return Item{.kind = ItemKind::kPointFraction, .field = TimeField::kNano};
  if (letter == 'i') return Item{.kind = ItemKind::kIsoOffset};
  if (letter == 'j') return Item{.kind = ItemKind::kOffset, .text = "GMT", .layout = "+HHMM"};
  return ItemOf(letter, count);
}

// Goes over the pattern and puts the items together.
class Compiler {
 public:
  Compiler(std::string_view pattern, bool built_in) : rest_(pattern), built_in_(built_in) {}

  std::expected<DatePattern, std::string> Run() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      std::optional<std::string> problem;
      if (IsLetter(c)) {
        problem = Letters();
      } else if (c == '\'') {
        problem = Quoted();
      } else if (c == '[' || c == ']') {
        problem = Section(c);
      } else if (c == '{' || c == '}' || c == '#') {
        problem = fmt::format("pattern includes reserved character: '{}'", c);
      } else {
        Add({.text = std::string(1, c)});
        rest_.remove_prefix(1);
      }
      if (problem) return std::unexpected(std::move(*problem));
    }
    // Sections that are open at the end are closed there, as in java.time.
    for (; sections_ > 0; --sections_) Add({.kind = ItemKind::kOptionalEnd});
    return std::move(pattern_);
  }

 private:
  int Run(char letter) {
    std::size_t count = rest_.find_first_not_of(letter);
    if (count == std::string_view::npos) count = rest_.size();
    rest_.remove_prefix(count);
    return static_cast<int>(count);
  }

  std::optional<std::string> Letters() {
    char letter = rest_.front();
    int count = Run(letter);
    int pad = 0;
    if (letter == 'p') {
      if (rest_.empty() || !IsLetter(rest_.front())) {
        return "pad letter 'p' must be followed by valid pad pattern";
      }
      pad = count;
      letter = rest_.front();
      count = Run(letter);
    }
    auto item = built_in_ ? BuiltInItem(letter, count) : ItemOf(letter, count);
    if (!item) return item.error();
    item->pad = pad;
    Add(std::move(*item));
    return std::nullopt;
  }

  std::optional<std::string> Quoted() {
    std::string text;
    std::size_t at = 1;
    for (;; ++at) {
      if (at >= rest_.size()) return "pattern ends with an incomplete string literal";
      if (rest_[at] == '\'') {
        if (!rest_.substr(at + 1).starts_with('\'')) break;
        ++at;
      }
      text += rest_[at];
    }
    rest_.remove_prefix(at + 1);
    Add({.text = text.empty() ? "'" : text});
    return std::nullopt;
  }

  std::optional<std::string> Section(char c) {
    rest_.remove_prefix(1);
    if (c == '[') {
      if (++sections_ > DatePattern::kMaxSections) return "too many sections in one another";
      Add({.kind = ItemKind::kOptionalStart});
      return std::nullopt;
    }
    if (sections_-- == 0) return "pattern contains ] without previous [";
    Add({.kind = ItemKind::kOptionalEnd});
    return std::nullopt;
  }

  // Numbers of fixed width right after another number are read from their end: "yyyyMMdd".
  void Add(PatternItem item) {
    auto& items = pattern_.items;
    const bool is_number = item.kind == ItemKind::kNumber || item.kind == ItemKind::kFraction ||
                           item.kind == ItemKind::kReducedYear;
    if (!is_number || item.pad > 0) {
      first_number_.reset();
    } else if (first_number_ && item.min_width == item.max_width &&
               item.sign == SignStyle::kNotNegative) {
      items[*first_number_].reserved += item.max_width;
    } else {
      first_number_ = items.size();
    }
    items.push_back(std::move(item));
  }

  std::string_view rest_;
  DatePattern pattern_;
  std::optional<std::size_t> first_number_;
  int sections_ = 0;
  bool built_in_ = false;
};

}  // namespace

std::expected<DatePattern, std::string> DatePattern::Compile(std::string_view pattern) {
  if (pattern.size() > kMaxBytes) {
    return std::unexpected(fmt::format("pattern has more than {} octets", kMaxBytes));
  }
  return Compiler(pattern, false).Run();
}

DatePattern DatePattern::BuiltIn(std::string_view pattern, bool strict) {
  DatePattern compiled = std::move(*Compiler(pattern, true).Run());
  compiled.ignore_case = true;
  compiled.strict = strict;
  return compiled;
}

}  // namespace wireproof::mock
