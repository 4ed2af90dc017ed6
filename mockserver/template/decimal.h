// Exact decimal numbers with a scale, as java.math.BigDecimal has them.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace wireproof::mock {

// digits * 10^-scale. At most kMaxDigits digits and a scale of at most kMaxScale either way:
// what would be larger is refused.
class Decimal {
 public:
  static constexpr std::size_t kMaxDigits = 100;
  static constexpr std::int64_t kMaxScale = 400;

  Decimal() = default;
  explicit Decimal(std::int64_t value);
  // "12", "-1.50", "+.5", "1e3"; nullopt for anything else and beyond the limits.
  static std::optional<Decimal> Parse(std::string_view text);

  bool negative() const { return negative_; }
  bool zero() const { return digits_ == "0"; }
  std::int64_t scale() const { return scale_; }
  // The whole value where it is an integer of 64 bits.
  std::optional<std::int64_t> Integer() const;
  double Double() const;

  // 1E+3, 0.0000001 as 1E-7: BigDecimal.toString.
  std::string Text() const;
  // Never with an exponent.
  std::string PlainText() const;
  // Rounded to that many places after the point.
  enum class Rounding : std::uint8_t { kHalfUp, kHalfEven, kDown };
  Decimal Rounded(std::int64_t places, Rounding rounding) const;

  using Result = std::expected<Decimal, std::string>;
  friend Result Add(const Decimal& a, const Decimal& b);
  friend Result Subtract(const Decimal& a, const Decimal& b);
  friend Result Multiply(const Decimal& a, const Decimal& b);
  // Rounded half up at the scale of `a`.
  friend Result Divide(const Decimal& a, const Decimal& b);
  // With the sign of `a`.
  friend Result Remainder(const Decimal& a, const Decimal& b);
  friend int Compare(const Decimal& a, const Decimal& b);
  bool operator==(const Decimal&) const = default;  // digits and scale

 private:
  Decimal(bool negative, std::string digits, std::int64_t scale);

  bool negative_ = false;
  std::string digits_ = "0";  // no leading zeros
  std::int64_t scale_ = 0;
};

Decimal::Result Add(const Decimal& a, const Decimal& b);
Decimal::Result Subtract(const Decimal& a, const Decimal& b);
Decimal::Result Multiply(const Decimal& a, const Decimal& b);
Decimal::Result Divide(const Decimal& a, const Decimal& b);
Decimal::Result Remainder(const Decimal& a, const Decimal& b);
int Compare(const Decimal& a, const Decimal& b);

}  // namespace wireproof::mock
