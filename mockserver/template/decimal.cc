#include "mockserver/template/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

namespace wireproof::mock {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

std::string Stripped(std::string digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string::npos ? "0" : digits.substr(first);
}

int CompareDigits(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

std::string AddDigits(const std::string& a, const std::string& b) {
  std::string sum;
  int carry = 0;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()) || carry != 0; ++i) {
    int digit = carry;
    if (i < a.size()) digit += a[a.size() - 1 - i] - '0';
    if (i < b.size()) digit += b[b.size() - 1 - i] - '0';
    sum += static_cast<char>('0' + digit % 10);
    carry = digit / 10;
  }
  std::reverse(sum.begin(), sum.end());
  return Stripped(std::move(sum));
}

// Requires a >= b.
std::string SubtractDigits(const std::string& a, const std::string& b) {
  std::string difference;
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    int digit = a[a.size() - 1 - i] - '0' - borrow;
    if (i < b.size()) digit -= b[b.size() - 1 - i] - '0';
    borrow = digit < 0 ? 1 : 0;
    difference += static_cast<char>('0' + digit + 10 * borrow);
  }
  std::reverse(difference.begin(), difference.end());
  return Stripped(std::move(difference));
}

std::string MultiplyDigits(const std::string& a, const std::string& b) {
  std::string product(a.size() + b.size(), '0');
  for (std::size_t i = a.size(); i-- > 0;) {
    int carry = 0;
    for (std::size_t j = b.size(); j-- > 0;) {
      const int value = (a[i] - '0') * (b[j] - '0') + (product[i + j + 1] - '0') + carry;
      product[i + j + 1] = static_cast<char>('0' + value % 10);
      carry = value / 10;
    }
    product[i] = static_cast<char>(product[i] + carry);
  }
  return Stripped(std::move(product));
}

// Quotient and remainder by long division. Requires b > 0.
std::pair<std::string, std::string> DivideDigits(const std::string& a, const std::string& b) {
  std::string quotient;
  std::string rest = "0";
  for (const char digit : a) {
    rest = Stripped(rest + digit);
    char times = '0';
    while (CompareDigits(rest, b) >= 0) {
      rest = SubtractDigits(rest, b);
      ++times;
    }
    quotient += times;
  }
  return {Stripped(std::move(quotient)), rest};
}

std::string Scaled(const std::string& digits, std::int64_t zeros) {
  return digits == "0" ? digits : digits + std::string(static_cast<std::size_t>(zeros), '0');
}

}  // namespace

Decimal::Decimal(bool negative, std::string digits, std::int64_t scale)
    : negative_(negative && digits != "0"), digits_(std::move(digits)), scale_(scale) {}

Decimal::Decimal(std::int64_t value)
    : Decimal(value < 0, fmt::format("{}", value).substr(value < 0 ? 1 : 0), 0) {}

std::optional<Decimal> Decimal::Parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::string digits;
  std::int64_t scale = 0;
  bool point = false;
  std::size_t at = 0;
  for (; at < text.size() && (IsDigit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    digits += text[at];
    if (point) ++scale;
  }
  if (digits.empty()) return std::nullopt;
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    std::string_view exponent = text.substr(at + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    std::int64_t value = 0;
    const char* end = exponent.data() + exponent.size();
    const auto [stop, error] = std::from_chars(exponent.data(), end, value);
    if (error != std::errc() || stop != end || std::abs(value) > 2 * kMaxScale) return std::nullopt;
    scale -= value;
  }
  digits = Stripped(std::move(digits));
  if (digits.size() > kMaxDigits || std::abs(scale) > kMaxScale) return std::nullopt;
  return Decimal(negative, std::move(digits), scale);
}

std::optional<std::int64_t> Decimal::Integer() const {
  const std::string text = PlainText();
  std::string_view whole = std::string_view(text).substr(0, text.find('.'));
  if (text.find_first_not_of('0', whole.size() + 1) != std::string::npos &&
      whole.size() < text.size()) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

double Decimal::Double() const {
  return std::strtod(fmt::format("{}{}e{}", negative_ ? "-" : "", digits_, -scale_).c_str(),
                     nullptr);
}

std::string Decimal::Text() const {
  const auto count = static_cast<std::int64_t>(digits_.size());
  const std::int64_t exponent = count - 1 - scale_;
  if (scale_ >= 0 && exponent >= -6) return PlainText();
  std::string text = negative_ ? "-" : "";
  text += digits_[0];
  if (count > 1) text += "." + digits_.substr(1);
  return text + fmt::format("E{:+}", exponent);
}

std::string Decimal::PlainText() const {
  std::string digits = scale_ < 0 ? Scaled(digits_, -scale_) : digits_;
  if (scale_ > 0) {
    const auto places = static_cast<std::size_t>(scale_);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, ".");
  }
  return (negative_ ? "-" : "") + digits;
}

Decimal Decimal::Rounded(std::int64_t places, Rounding rounding) const {
  if (places >= scale_) {
    return Decimal(negative_, Scaled(digits_, places - scale_), places);
  }
  const auto dropped = static_cast<std::size_t>(scale_ - places);
  if (digits_.size() < dropped) return Decimal(negative_, "0", places);
  std::string kept = Stripped("0" + digits_.substr(0, digits_.size() - dropped));
  const std::string rest = digits_.substr(digits_.size() - dropped);
  const bool half = rest[0] == '5' && rest.find_first_not_of('0', 1) == std::string::npos;
  bool up = rest[0] >= '5';
  if (rounding == Rounding::kDown) up = false;
  if (rounding == Rounding::kHalfEven && half) up = (kept.back() - '0') % 2 == 1;
  if (up) kept = AddDigits(kept, "1");
  return Decimal(negative_, std::move(kept), places);
}

namespace {

Decimal::Result Bounded(Decimal value, std::size_t digits, std::int64_t scale) {
  if (digits > Decimal::kMaxDigits || std::abs(scale) > Decimal::kMaxScale) {
    return std::unexpected(fmt::format("a number of more than {} digits", Decimal::kMaxDigits));
  }
  return value;
}

}  // namespace

Decimal::Result Add(const Decimal& a, const Decimal& b) {
  const std::int64_t scale = std::max(a.scale_, b.scale_);
  const std::string left = Scaled(a.digits_, scale - a.scale_);
  const std::string right = Scaled(b.digits_, scale - b.scale_);
  Decimal sum;
  if (a.negative_ == b.negative_) {
    sum = Decimal(a.negative_, AddDigits(left, right), scale);
  } else if (CompareDigits(left, right) >= 0) {
    sum = Decimal(a.negative_, SubtractDigits(left, right), scale);
  } else {
    sum = Decimal(b.negative_, SubtractDigits(right, left), scale);
  }
  const std::size_t digits = sum.digits_.size();
  return Bounded(std::move(sum), digits, scale);
}

Decimal::Result Subtract(const Decimal& a, const Decimal& b) {
  return Add(a, Decimal(!b.negative_, b.digits_, b.scale_));
}

Decimal::Result Multiply(const Decimal& a, const Decimal& b) {
  const std::int64_t scale = a.scale_ + b.scale_;
  Decimal product(a.negative_ != b.negative_, MultiplyDigits(a.digits_, b.digits_), scale);
  const std::size_t digits = product.digits_.size();
  return Bounded(std::move(product), digits, scale);
}

Decimal::Result Divide(const Decimal& a, const Decimal& b) {
  if (b.zero()) return std::unexpected("division by zero");
  // One place more than asked for decides the rounding, with the remainder behind it.
  std::string over = a.digits_;
  std::string under = b.digits_;
  if (b.scale_ >= 0) {
    over = Scaled(over, b.scale_);
  } else {
    under = Scaled(under, -b.scale_);
  }
  auto [quotient, rest] = DivideDigits(over, under);
  if (CompareDigits(AddDigits(rest, rest), under) >= 0) quotient = AddDigits(quotient, "1");
  Decimal result(a.negative_ != b.negative_, std::move(quotient), a.scale_);
  const std::size_t digits = result.digits_.size();
  return Bounded(std::move(result), digits, a.scale_);
}

Decimal::Result Remainder(const Decimal& a, const Decimal& b) {
  if (b.zero()) return std::unexpected("division by zero");
  const std::int64_t scale = std::max(a.scale_, b.scale_);
  const std::string left = Scaled(a.digits_, scale - a.scale_);
  const std::string right = Scaled(b.digits_, scale - b.scale_);
  return Decimal(a.negative_, DivideDigits(left, right).second, scale);
}

int Compare(const Decimal& a, const Decimal& b) {
  if (a.negative_ != b.negative_) return a.negative_ ? -1 : 1;
  const std::int64_t scale = std::max(a.scale_, b.scale_);
  const int order =
      CompareDigits(Scaled(a.digits_, scale - a.scale_), Scaled(b.digits_, scale - b.scale_));
  return a.negative_ ? -order : order;
}

}  // namespace wireproof::mock
