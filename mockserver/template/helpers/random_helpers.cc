// randomValue, randomInt, randomDecimal, pickRandom: all from the generator that is given, by our
// own arithmetic, so that a seed gives the same everywhere.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/utf16.h"

namespace wireproof::mock::handlebars {
namespace {

std::mt19937_64& Generator(const HelperCall& call) {
  return *call.rendering.options().random;
}

// Below `bound`, evenly. Requires bound > 0.
std::uint64_t Below(std::mt19937_64& generator, std::uint64_t bound) {
  const std::uint64_t unfair = (std::numeric_limits<std::uint64_t>::max() % bound + 1) % bound;
  std::uint64_t bits = generator();
  while (bits < unfair) bits = generator();
  return bits % bound;
}

std::string Characters(std::mt19937_64& generator, std::string_view alphabet, std::size_t count) {
  std::string text;
  text.reserve(count);
  for (std::size_t i = 0; i < count; ++i) text += alphabet[Below(generator, alphabet.size())];
  return text;
}

// Version 4 of RFC 9562.
std::string Uuid(std::mt19937_64& generator) {
  std::string text = Characters(generator, "0123456789abcdef", 36);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text[at] = '-';
  text[14] = '4';
  text[19] = "89ab"[Below(generator, 4)];
  return text;
}

std::string Ascii(char first, char last) {
  std::string characters;
  for (char c = first; c <= last; ++c) characters += c;
  return characters;
}

std::string AlphabetOf(std::string_view type) {
  const std::string letters = Ascii('a', 'z') + Ascii('A', 'Z');
  const std::string digits = Ascii('0', '9');
  if (type == "ALPHANUMERIC") return letters + digits;
  if (type == "ALPHABETIC") return letters;
  if (type == "NUMERIC") return digits;
  if (type == "HEXADECIMAL") return "ABCDEF" + digits;
  if (type == "ALPHANUMERIC_AND_SYMBOLS") return Ascii('!', '}');
  return Ascii(' ', '~');
}

HelperResult RandomValue(HelperCall& call) {
  const auto length = call.Whole("length", 36);
  if (!length) return std::unexpected(length.error());
  if (*length < 0 || static_cast<std::size_t>(*length) > call.MostOctets()) {
    return std::unexpected(fmt::format("a length of {}", *length));
  }
  if (!call.rendering.Charge(static_cast<std::size_t>(*length))) return TemplateValue();
  const TemplateValue option = call.Option("type");
  const std::string type = option.is_null() ? "ALPHANUMERIC" : call.Text(option);
  std::string text = type == "UUID" ? Uuid(Generator(call))
                                    : Characters(Generator(call), AlphabetOf(type),
                                                 static_cast<std::size_t>(*length));
  return TextValue(call.Flag("uppercase") ? ToUpper(text) : ToLower(text));
}

// A bound as a number or as its text.
std::expected<Decimal, std::string> Bound(const HelperCall& call, std::string_view name,
                                          const Decimal& otherwise) {
  const TemplateValue value = call.Option(name);
  if (value.is_null()) return otherwise;
  if (value.is_number()) return value.decimal();
  if (auto number = Decimal::Parse(call.Text(value))) return *std::move(number);
  return std::unexpected(fmt::format("{} must be a number", name));
}

HelperResult RandomInt(HelperCall& call) {
  const auto lower = Bound(call, "lower", Decimal(std::numeric_limits<std::int32_t>::min()));
  const auto upper = Bound(call, "upper", Decimal(std::numeric_limits<std::int32_t>::max()));
  if (!lower) return std::unexpected(lower.error());
  if (!upper) return std::unexpected(upper.error());
  const auto first = lower->Integer();
  const auto bound = upper->Integer();
  if (!first || !bound) return std::unexpected("the bounds must be whole numbers");
  if (*first >= *bound) return std::unexpected("upper must be greater than lower");
  const std::uint64_t range =
      static_cast<std::uint64_t>(*bound) - static_cast<std::uint64_t>(*first);
  const std::uint64_t drawn = static_cast<std::uint64_t>(*first) + Below(Generator(call), range);
  return TemplateValue::Integer(static_cast<std::int64_t>(drawn));
}

HelperResult RandomDecimal(HelperCall& call) {
  constexpr double kMost = std::numeric_limits<double>::max();
  const auto lower = Bound(call, "lower", Decimal());
  const auto upper = Bound(call, "upper", Decimal());
  if (!lower) return std::unexpected(lower.error());
  if (!upper) return std::unexpected(upper.error());
  const double first = lower->Double();
  const double bound = call.Option("upper").is_null() ? kMost : upper->Double();
  if (first >= bound) return std::unexpected("upper must be greater than lower");
  // 53 bits make an even double below 1.
  const double part = static_cast<double>(Generator(call)() >> 11) * 0x1.0p-53;
  const double drawn = first * (1 - part) + bound * part;
  return TemplateValue::Double(std::clamp(drawn, first, std::nextafter(bound, first)));
}

// One of the values, or `count` of them in random order as a list.
HelperResult PickRandom(HelperCall& call) {
  if (call.context.is_null()) {
    return ErrorText(
        "Must specify either a single list argument or a set of single value "
        "arguments.");
  }
  const auto count = call.Whole("count", 0);
  if (!count) return std::unexpected(count.error());
  std::vector<TemplateValue> values;
  if (call.context.is_list()) {
    for (std::size_t i = 0; i < call.context.size(); ++i) values.push_back(call.context.At(i));
  } else {
    values = call.params;
    values.insert(values.begin(), call.context);
  }
  if (values.empty()) return std::unexpected("the list is empty");
  if (*count <= 0) return values[Below(Generator(call), values.size())];
  const std::size_t most = std::min(static_cast<std::size_t>(*count), values.size());
  for (std::size_t i = 0; i < most; ++i) {
    std::swap(values[i], values[i + Below(Generator(call), values.size() - i)]);
  }
  values.resize(most);
  return TemplateValue::List(std::move(values));
}

}  // namespace

std::vector<NamedHelper> RandomHelpers() {
  return {{"randomValue", RandomValue},
          {"randomInt", RandomInt},
          {"randomDecimal", RandomDecimal},
          {"pickRandom", PickRandom}};
}

}  // namespace wireproof::mock::handlebars
