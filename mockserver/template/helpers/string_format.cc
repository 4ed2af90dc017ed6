// stringFormat: java.util.Formatter's patterns, for texts, numbers and truth values.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/utf16.h"

namespace wireproof::mock::handlebars {
namespace {

// %[index$][flags][width][.precision]conversion
struct Specifier {
  std::size_t index = 0;  // from 1; 0: the next one
  bool previous = false;  // "<": the one before
  std::string flags = {};
  std::size_t width = 0;
  std::optional<std::size_t> precision = {};
  char conversion = 0;

  bool Has(char flag) const { return flags.find(flag) != std::string::npos; }
};

constexpr std::size_t kMostWidth = 100'000;
using Text = std::expected<std::string, std::string>;

std::size_t ReadNumber(std::string_view text, std::size_t& at) {
  std::size_t number = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    number = std::min<std::size_t>(number * 10 + static_cast<std::size_t>(text[at] - '0'),
                                   kMostWidth + 1);
  }
  return number;
}

// `at` is behind the "%".
std::expected<Specifier, std::string> ReadSpecifier(std::string_view text, std::size_t& at) {
  Specifier made;
  std::size_t ahead = at;
  const std::size_t number = ReadNumber(text, ahead);
  if (ahead > at && ahead < text.size() && text[ahead] == '$') {
    made.index = number;
    at = ahead + 1;
  } else if (at < text.size() && text[at] == '<') {
    made.previous = true;
    ++at;
  }
  while (at < text.size() && std::string_view("-#+ 0,(").find(text[at]) != std::string_view::npos) {
    made.flags += text[at++];
  }
  made.width = ReadNumber(text, at);
  if (at < text.size() && text[at] == '.') {
    ++at;
    made.precision = ReadNumber(text, at);
  }
  if (at == text.size()) return std::unexpected("a % without a conversion");
  made.conversion = text[at++];
  if (made.width > kMostWidth || made.precision.value_or(0) > kMostWidth) {
    return std::unexpected(fmt::format("a width of more than {}", kMostWidth));
  }
  return made;
}

std::string Grouped(std::string digits) {
  const std::size_t whole = std::min(digits.find('.'), digits.size());
  for (std::size_t i = whole; i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

// Sign, grouping, zeros: what all number conversions share. `digits` has no sign.
std::string Signed(const Specifier& specifier, bool negative, std::string digits) {
  if (specifier.Has(',')) digits = Grouped(std::move(digits));
  std::string before;
  std::string after;
  if (negative && specifier.Has('(')) {
    before = "(";
    after = ")";
  } else if (negative) {
    before = "-";
  } else if (specifier.Has('+')) {
    before = "+";
  } else if (specifier.Has(' ')) {
    before = " ";
  }
  const std::size_t size = before.size() + digits.size() + after.size();
  if (specifier.Has('0') && size < specifier.width) {
    digits.insert(0, specifier.width - size, '0');
  }
  return before + digits + after;
}

Text FormatWhole(const Specifier& specifier, const TemplateValue& value) {
  const auto whole = value.integer();
  if (specifier.conversion == 'd') {
    if (!whole && !std::holds_alternative<Decimal>(value.variant())) {
      return std::unexpected("%d takes a whole number");
    }
    std::string digits = value.decimal().PlainText();
    if (digits.find('.') != std::string::npos) return std::unexpected("%d takes a whole number");
    const bool negative = digits.starts_with('-');
    return Signed(specifier, negative, digits.substr(negative ? 1 : 0));
  }
  if (!whole) return std::unexpected(fmt::format("%{} takes a whole number", specifier.conversion));
  // Java shows negative ints in two's complement of 32 bits.
  const bool small = *whole >= INT32_MIN && *whole <= INT32_MAX;
  const std::uint64_t bits = small ? static_cast<std::uint32_t>(static_cast<std::int32_t>(*whole))
                                   : static_cast<std::uint64_t>(*whole);
  std::string digits =
      specifier.conversion == 'o' ? fmt::format("{:o}", bits) : fmt::format("{:x}", bits);
  if (specifier.Has('#')) digits.insert(0, specifier.conversion == 'o' ? "0" : "0x");
  if (specifier.Has('0') && digits.size() < specifier.width) {
    digits.insert(0, specifier.width - digits.size(), '0');
  }
  return digits;
}

Text FormatReal(const Specifier& specifier, const TemplateValue& value) {
  if (!value.is_number() || value.integer()) {
    return std::unexpected(fmt::format("%{} takes a decimal number", specifier.conversion));
  }
  const Decimal decimal = value.decimal();
  const auto precision = static_cast<std::int64_t>(specifier.precision.value_or(6));
  std::string digits;
  if (specifier.conversion == 'f') {
    digits = decimal.Rounded(precision, Decimal::Rounding::kHalfUp).PlainText();
    if (digits.starts_with('-')) digits.erase(0, 1);
  } else {
    const double number = std::abs(decimal.Double());
    const bool plain = specifier.conversion == 'g' && number >= 1e-4 && number < 1e6;
    if (plain) {
      const int whole = number < 1 ? 0 : static_cast<int>(std::floor(std::log10(number)));
      digits =
          fmt::format("{:.{}f}", number, std::max<int>(static_cast<int>(precision) - 1 - whole, 0));
    } else {
      digits = fmt::format("{:.{}e}", number, static_cast<int>(precision));
    }
  }
  return Signed(specifier, decimal.negative(), std::move(digits));
}

Text FormatAny(const Specifier& specifier, const HelperCall& call, const TemplateValue& value) {
  std::string text = value.is_null() ? "null" : call.Text(value);
  if (specifier.conversion == 'b') {
    text = value.boolean().value_or(!value.is_null()) ? "true" : "false";
  }
  if (!specifier.precision) return text;
  return Utf16Substring(text, 0, std::min(*specifier.precision, Utf16Size(text))).value_or(text);
}

Text FormatCharacter(const TemplateValue& value) {
  std::string text;
  if (const auto whole = value.integer(); whole && *whole >= 0 && *whole <= 0x10ffff) {
    AppendCharacter(text, static_cast<char32_t>(*whole));
    return text;
  }
  return std::unexpected("%c takes the number of a character");
}

// String.hashCode in hexadecimal.
std::string Hash(const std::string& text) {
  std::uint32_t hash = 0;
  for (std::size_t at = 0; at < text.size(); at += CharacterSize(text, at)) {
    const char32_t c = CharacterAt(text, at);
    if (c >= 0x10000) hash = hash * 31 + (0xd7c0 + (c >> 10));
    hash = hash * 31 + (c >= 0x10000 ? 0xdc00 + (c & 0x3ff) : c);
  }
  return fmt::format("{:x}", hash);
}

Text Format(Specifier specifier, const HelperCall& call, const TemplateValue& value) {
  const bool upper = specifier.conversion >= 'A' && specifier.conversion <= 'Z';
  if (upper) specifier.conversion = static_cast<char>(specifier.conversion + 0x20);
  Text made;
  switch (specifier.conversion) {
    case 's':
    case 'b':
      made = FormatAny(specifier, call, value);
      break;
    case 'h':
      made = Hash(call.Text(value));
      break;
    case 'c':
      made = FormatCharacter(value);
      break;
    case 'd':
    case 'x':
    case 'o':
      made = FormatWhole(specifier, value);
      break;
    case 'f':
    case 'e':
    case 'g':
      made = FormatReal(specifier, value);
      break;
    default:
      return std::unexpected(fmt::format("no conversion %{}", specifier.conversion));
  }
  if (!made) return made;
  if (upper) *made = ToUpper(*made);
  const std::size_t size = Utf16Size(*made);
  if (size < specifier.width) {
    made->insert(specifier.Has('-') ? made->size() : 0, specifier.width - size, ' ');
  }
  return made;
}

HelperResult StringFormat(HelperCall& call) {
  if (call.context.IsEmpty()) {
    const TemplateValue otherwise = call.Param(0);
    return otherwise.is_null() ? TemplateValue() : TextValue(call.Text(otherwise));
  }
  const std::string text = call.Text(call.context);
  std::string made;
  std::size_t next = 0;
  std::size_t last = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t percent = std::min(text.find('%', at), text.size());
    made.append(text, at, percent - at);
    if (percent == text.size()) break;
    at = percent + 1;
    const auto specifier = ReadSpecifier(text, at);
    if (!specifier) return std::unexpected(specifier.error());
    if (made.size() > call.MostOctets()) return std::unexpected("the text grows too large");
    if (specifier->conversion == '%' || specifier->conversion == 'n') {
      const std::string sign(1, specifier->conversion == '%' ? '%' : '\n');
      made += std::string(std::max<std::size_t>(specifier->width, 1) - 1, ' ') + sign;
      continue;
    }
    if (!specifier->previous) last = specifier->index > 0 ? specifier->index : ++next;
    if (last == 0 || last > call.params.size()) {
      return std::unexpected(fmt::format("no value for %{}", specifier->conversion));
    }
    const Text part = Format(*specifier, call, call.params[last - 1]);
    if (!part) return std::unexpected(part.error());
    made += *part;
  }
  return TextValue(std::move(made));
}

}  // namespace

std::vector<NamedHelper> StringFormatHelpers() {
  return {{"stringFormat", StringFormat}};
}

}  // namespace wireproof::mock::handlebars
