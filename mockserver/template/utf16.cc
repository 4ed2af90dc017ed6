#include "mockserver/template/utf16.h"

#include <algorithm>

namespace wireproof::mock::handlebars {
namespace {

unsigned char ByteAt(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// How many octets a first octet announces; 1 for what is none.
std::size_t AnnouncedSize(unsigned char first) {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  if (first >= 0xf0 && first <= 0xf4) return 4;
  return 1;
}

bool InRange(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

}  // namespace

std::size_t CharacterSize(std::string_view text, std::size_t at) {
  const std::size_t size = AnnouncedSize(ByteAt(text, at));
  if (at + size > text.size()) return 1;
  for (std::size_t i = 1; i < size; ++i) {
    if ((ByteAt(text, at + i) & 0xc0) != 0x80) return 1;
  }
  return size;
}

char32_t CharacterAt(std::string_view text, std::size_t at) {
  const unsigned char first = ByteAt(text, at);
  if (first < 0x80) return first;
  const std::size_t size = CharacterSize(text, at);
  if (size == 1) return 0xfffd;
  char32_t character = first & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    character = (character << 6) | (ByteAt(text, at + i) & 0x3fu);
  }
  return character;
}

void AppendCharacter(std::string& text, char32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xc0 | (c >> 6));
    text += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    text += static_cast<char>(0xe0 | (c >> 12));
    text += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    text += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    text += static_cast<char>(0xf0 | (c >> 18));
    text += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
    text += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    text += static_cast<char>(0x80 | (c & 0x3f));
  }
}

std::size_t Utf16Size(std::string_view text) {
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = CharacterSize(text, at);
    units += size == 4 ? 2 : 1;
    at += size;
  }
  return units;
}

std::optional<std::string> Utf16Substring(std::string_view text, std::size_t begin,
                                          std::size_t end) {
  if (begin > end) return std::nullopt;
  std::string cut;
  std::size_t unit = 0;
  for (std::size_t at = 0; at < text.size() && unit < end;) {
    const std::size_t size = CharacterSize(text, at);
    const std::size_t units = size == 4 ? 2 : 1;
    if (unit >= begin && unit + units <= end) {
      cut += text.substr(at, size);
    } else if (unit + units > begin) {
      cut += "\xef\xbf\xbd";
    }
    unit += units;
    at += size;
  }
  if (unit < end) return std::nullopt;
  return cut;
}

char32_t UpperCharacter(char32_t c) {
  if (InRange(c, 'a', 'z') || (InRange(c, 0xe0, 0xfe) && c != 0xf7)) return c - 0x20;
  if (c == 0xff) return 0x178;
  if (InRange(c, 0x100, 0x137) || InRange(c, 0x14a, 0x177)) return c & ~char32_t{1};
  if (InRange(c, 0x139, 0x148)) return c % 2 == 0 ? c - 1 : c;
  if (InRange(c, 0x3b1, 0x3c9) && c != 0x3c2) return c - 0x20;
  if (InRange(c, 0x430, 0x44f)) return c - 0x20;
  if (InRange(c, 0x450, 0x45f)) return c - 0x50;
  return c;
}

char32_t LowerCharacter(char32_t c) {
  if (InRange(c, 'A', 'Z') || (InRange(c, 0xc0, 0xde) && c != 0xd7)) return c + 0x20;
  if (c == 0x178) return 0xff;
  if ((InRange(c, 0x100, 0x137) && c != 0x130) || InRange(c, 0x14a, 0x177)) return c | 1;
  if (InRange(c, 0x139, 0x148)) return c % 2 == 1 ? c + 1 : c;
  if (InRange(c, 0x391, 0x3a9)) return c + 0x20;
  if (InRange(c, 0x410, 0x42f)) return c + 0x20;
  if (InRange(c, 0x400, 0x40f)) return c + 0x50;
  return c;
}

bool IsLetter(char32_t c) {
  if (c < 0x80) return InRange(c, 'a', 'z') || InRange(c, 'A', 'Z');
  return c == 0xaa || c == 0xb5 || c == 0xba ||
         (InRange(c, 0xc0, 0x2c1) && c != 0xd7 && c != 0xf7) || InRange(c, 0x370, 0x1fff) ||
         InRange(c, 0x2c00, 0xd7ff) || InRange(c, 0xf900, 0xfdff);
}

std::string ToUpper(std::string_view text) {
  std::string upper;
  upper.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); at += CharacterSize(text, at)) {
    const char32_t c = CharacterAt(text, at);
    if (c == 0xdf) {
      upper += "SS";
    } else {
      AppendCharacter(upper, UpperCharacter(c));
    }
  }
  return upper;
}

std::string ToLower(std::string_view text) {
  std::string lower;
  lower.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); at += CharacterSize(text, at)) {
    AppendCharacter(lower, LowerCharacter(CharacterAt(text, at)));
  }
  return lower;
}

}  // namespace wireproof::mock::handlebars
