#include "mockserver/json/json_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace wireproof::mock {
namespace {

// Exponents, with the digits before and after the point counted in, up to which numbers are
// compared exactly. Beyond, all are infinite or zero as doubles.
constexpr std::int64_t kMaxExponent = 1'000'000'000'000'000;

// The value of a number's text: 0.<digits> times ten to the `exponent`.
struct Decimal {
  bool negative = false;
  std::string digits = {};  // without zeros at either end; empty is zero
  std::int64_t exponent = 0;
};

// Saturates at twice the limit, so that adding positions cannot overflow.
std::int64_t ExponentOf(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::int64_t exponent = 0;
  for (const char c : text) {
    exponent = std::min(exponent * 10 + (c - '0'), 2 * kMaxExponent);
  }
  return negative ? -exponent : exponent;
}

Decimal DecimalOf(std::string_view text) {
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  if (decimal.negative) text.remove_prefix(1);
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  if (e < text.size()) decimal.exponent = ExponentOf(text.substr(e + 1));
  const std::string_view mantissa = text.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  decimal.digits.assign(mantissa.substr(0, point));
  if (point < mantissa.size()) decimal.digits.append(mantissa.substr(point + 1));
  const std::size_t first = std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size());
  decimal.digits.erase(0, first);
  decimal.exponent += static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  decimal.digits.erase(decimal.digits.find_last_not_of('0') + 1);
  return decimal;
}

bool IsZero(const Decimal& decimal) {
  return decimal.digits.empty();
}

// Of two that are not negative and not zero.
int CompareMagnitudes(const Decimal& a, const Decimal& b) {
  const auto limited = [](const Decimal& d) {
    return std::clamp(d.exponent, -kMaxExponent, kMaxExponent);
  };
  if (limited(a) != limited(b)) return limited(a) < limited(b) ? -1 : 1;
  if (std::abs(limited(a)) == kMaxExponent) return 0;
  const int order = a.digits.compare(b.digits);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int CompareDecimals(const Decimal& a, const Decimal& b) {
  if (IsZero(a) || IsZero(b)) {
    const int sign_a = IsZero(a) ? 0 : a.negative ? -1 : 1;
    const int sign_b = IsZero(b) ? 0 : b.negative ? -1 : 1;
    return sign_a - sign_b;
  }
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  return a.negative ? CompareMagnitudes(b, a) : CompareMagnitudes(a, b);
}

template <typename Integer>
std::optional<Json> WholeNumber(std::string_view text) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Json(value);
}

double NearestDouble(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return value;
  const Decimal decimal = DecimalOf(text);
  const double magnitude = !IsZero(decimal) && decimal.exponent > 0 ? HUGE_VAL : 0.0;
  return decimal.negative ? -magnitude : magnitude;
}

std::string_view ExactText(const Json& value) {
  const auto& octets = value.get_binary();
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

bool IsExact(const Json& value) {
  return value.is_binary() && value.get_binary().has_subtype() &&
         value.get_binary().subtype() == kExactNumber;
}

// What arithmetic may have left, and no JSON text says.
bool HasNoText(const Json& value) {
  return value.is_number_float() && !std::isfinite(value.get<double>());
}

// NaN is beyond all others, to keep an order.
int CompareDoubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return int{std::isnan(a)} - int{std::isnan(b)};
  return a < b ? -1 : a > b ? 1 : 0;
}

}  // namespace

bool IsNumber(const Json& value) {
  return value.is_number() || IsExact(value);
}

std::string NumberText(const Json& value) {
  return value.is_binary() ? std::string(ExactText(value)) : value.dump();  // "null" of infinity
}

double NumberValue(const Json& value) {
  return value.is_binary() ? NearestDouble(ExactText(value)) : value.get<double>();
}

Json MakeNumber(std::string_view text) {
  if (text.find_first_of(".eE") == text.npos) {
    if (text != "-0") {
      if (auto number = WholeNumber<std::int64_t>(text)) return *std::move(number);
      if (auto number = WholeNumber<std::uint64_t>(text)) return *std::move(number);
    }
  } else if (const double value = NearestDouble(text); std::isfinite(value)) {
    if (Json number(value); number.dump() == text) return number;
  }
  const auto* octets = reinterpret_cast<const std::uint8_t*>(text.data());
  return Json::binary({octets, octets + text.size()}, kExactNumber);
}

int CompareNumbers(const Json& a, const Json& b) {
  if (HasNoText(a) || HasNoText(b)) return CompareDoubles(NumberValue(a), NumberValue(b));
  if (a.is_number_integer() && b.is_number_integer()) {
    if (a.is_number_unsigned() == b.is_number_unsigned()) {
      return a == b ? 0 : a < b ? -1 : 1;
    }
    // Only what is beyond the signed range, or was made unsigned, differs in kind.
    const auto negative = [](const Json& n) {
      return !n.is_number_unsigned() && n.get<std::int64_t>() < 0;
    };
    if (negative(a) || negative(b)) return negative(a) ? -1 : 1;
    const auto left = a.get<std::uint64_t>();
    const auto right = b.get<std::uint64_t>();
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return CompareDecimals(DecimalOf(NumberText(a)), DecimalOf(NumberText(b)));
}

std::string CanonicalNumber(const Json& value) {
  if (HasNoText(value)) return fmt::format("{}", NumberValue(value));
  const Decimal decimal = DecimalOf(NumberText(value));
  if (IsZero(decimal)) return "0";
  const auto exponent = std::clamp(decimal.exponent, -kMaxExponent, kMaxExponent);
  const bool compared = std::abs(exponent) < kMaxExponent;
  return fmt::format("{}{}e{}", decimal.negative ? "-" : "", compared ? decimal.digits : "",
                     exponent);
}

}  // namespace wireproof::mock
