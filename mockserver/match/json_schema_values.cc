#include "mockserver/match/json_schema_values.h"

#include <charconv>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace wireproof::mock {
namespace {

// mantissa * 10^exponent; the mantissa's last digit is not 0 unless it is 0.
struct Decimal {
  std::string digits = {};
  long long exponent = 0;
};

Decimal DecimalOf(const Json& number) {
  const std::string text = NumberText(number);
  Decimal decimal;
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  bool fraction = false;
  for (const char c : std::string_view(text).substr(0, e)) {
    if (c == '.') fraction = true;
    if (c < '0' || c > '9') continue;
    decimal.digits += c;
    if (fraction) --decimal.exponent;
  }
  if (e < text.size()) {
    long long exponent = 0;
    const char* from = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
    const auto [end, error] = std::from_chars(from, text.data() + text.size(), exponent);
    constexpr long long kMost = 1'000'000'000;
    // Beyond all reason: whole or not is all that matters of it.
    if (error != std::errc{}) exponent = text[e + 1] == '-' ? -kMost : kMost;
    decimal.exponent += exponent;
  }
  while (decimal.digits.size() > 1 && decimal.digits.ends_with('0')) {
    decimal.digits.pop_back();
    ++decimal.exponent;
  }
  decimal.digits.erase(0, decimal.digits.find_first_not_of('0'));
  return decimal;
}

// (digits * 10^power) mod divisor, digit by digit: no number gets larger than ten divisors.
unsigned __int128 Remainder(const std::string& digits, long long power, unsigned __int128 divisor) {
  unsigned __int128 rest = 0;
  for (const char c : digits) rest = (rest * 10 + static_cast<unsigned>(c - '0')) % divisor;
  for (; power > 0 && rest != 0; --power) rest = rest * 10 % divisor;
  return rest;
}

std::size_t HashOf(const Json& value) {
  if (IsNumber(value)) return std::hash<double>{}(NumberValue(value));
  if (value.is_string()) return std::hash<std::string>{}(value.get_ref<const std::string&>()) ^ 1;
  std::size_t hash = static_cast<std::size_t>(value.type()) + 7;
  if (value.is_boolean()) return hash + (value.get<bool>() ? 1 : 0);
  if (value.is_array()) {
    for (const Json& item : value) hash = hash * 31 + HashOf(item);
  } else if (value.is_object()) {
    // Whatever the order of the members.
    for (const auto& [key, member] : value.items()) {
      hash += (std::hash<std::string>{}(key) * 31) ^ HashOf(member);
    }
  }
  return hash;
}

}  // namespace

bool IsWholeNumber(const Json& number) {
  if (number.is_number_integer()) return true;
  const Decimal decimal = DecimalOf(number);
  return decimal.digits.empty() || decimal.exponent >= 0;
}

bool IsMultipleOf(const Json& number, const Json& factor) {
  const Decimal value = DecimalOf(number);
  const Decimal step = DecimalOf(factor);
  if (value.digits.empty()) return true;
  // value * 10^v is a multiple of step * 10^s: bring both to the smaller exponent.
  constexpr std::size_t kMostDigits = 30;
  constexpr long long kMostPower = 10'000;
  const long long shift = value.exponent - step.exponent;
  const bool exact =
      step.digits.size() + static_cast<std::size_t>(shift < 0 ? -shift : 0) <= kMostDigits &&
      shift <= kMostPower;
  if (!exact) return std::remainder(NumberValue(number), NumberValue(factor)) == 0;
  unsigned __int128 divisor = 0;
  for (const char c : step.digits) divisor = divisor * 10 + static_cast<unsigned>(c - '0');
  for (long long i = shift; i < 0; ++i) divisor *= 10;
  return Remainder(value.digits, shift, divisor) == 0;
}

bool AreUnique(const Json& items) {
  std::unordered_multimap<std::size_t, const Json*> seen;
  // Where many hashes are equal nearly all items are, or someone tries to take long.
  std::size_t budget = 10'000'000;
  for (const Json& item : items) {
    const std::size_t hash = HashOf(item);
    const auto [from, to] = seen.equal_range(hash);
    for (auto at = from; at != to; ++at) {
      if (budget-- == 0 || EqualJson(*at->second, item)) return false;
    }
    seen.emplace(hash, &item);
  }
  return true;
}

}  // namespace wireproof::mock
