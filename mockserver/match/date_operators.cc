#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "mockserver/match/value_pattern.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {
namespace {

constexpr std::array<std::string_view, 3> kKeys = {"before", "after", "equalToDateTime"};
constexpr std::array<std::string_view, 7> kUnits = {"seconds", "minutes", "hours", "days",
                                                    "weeks",   "months",  "years"};

struct DateOptions {
  std::string_view key = {};  // of kKeys
  std::string expected = {};  // as written
  std::string actual_format = {};
  std::string truncate_expected = {};
  std::string truncate_actual = {};
  bool apply_truncation_last = false;
  // Of expressions such as "now" and "now +3 days", else nothing: `literal` is the date.
  std::optional<TimeOffset> from_now = {};
  DateTime literal = {};
};

// Truncations were read by Truncate before; what they are given stays as it is where they fail.
DateTime Truncated(const DateTime& time, const std::string& truncation) {
  return truncation.empty() ? time : Truncate(time, truncation).value_or(time);
}

// WireMock compares a time without a zone with one that has a zone as if it were of the zone that
// the machine is set to.
DateTime InSystemZone(const DateTime& local) {
  return AtZone(local, SystemZone()).value_or(local);
}

class DateOperator final : public Operator {
 public:
  explicit DateOperator(DateOptions options) : options_(std::move(options)) {}

  double Distance(std::optional<std::string_view> value,
                  const MatchContext& context) const override {
    const auto actual =
        value ? ParseDateTime(*value, options_.actual_format) : std::unexpected(std::string());
    if (!actual) return 1;
    const DateTime expected = Expected(context.now);
    const DateTime compared = Comparable(*actual, expected);
    if (Holds(Compare(compared, expected))) return 0;
    return Apart(compared, expected);
  }

  Json ToJson() const override {
    Json json = Json::object();
    json[std::string(options_.key)] = ExpectedText();
    if (!options_.actual_format.empty()) json["actualFormat"] = options_.actual_format;
    if (!options_.truncate_expected.empty()) json["truncateExpected"] = options_.truncate_expected;
    if (!options_.truncate_actual.empty()) json["truncateActual"] = options_.truncate_actual;
    if (options_.apply_truncation_last) json["applyTruncationLast"] = true;
    return json;
  }

  std::string Describe() const override {
    return fmt::format("[{}] {}", options_.key, ExpectedText());
  }

 private:
  // "now" alone is written with its offset, as WireMock does.
  std::string ExpectedText() const {
    if (options_.expected != "now") return options_.expected;
    const TimeOffset& offset = *options_.from_now;
    return fmt::format("now {:+} {}", offset.amount, kUnits[static_cast<std::size_t>(offset.unit)]);
  }

  // What is asked for; only what is reckoned from now on is truncated, as in WireMock.
  DateTime Expected(const DateTime& now) const {
    if (!options_.from_now) return options_.literal;
    const DateTime here = InZone(now, SystemZone()).value_or(now);
    if (options_.apply_truncation_last) {
      return Truncated(Shift(here, *options_.from_now), options_.truncate_expected);
    }
    return Shift(Truncated(here, options_.truncate_expected), *options_.from_now);
  }

  // The value in the form of what it is compared with: a point in time, or what clocks show.
  DateTime Comparable(const DateTime& actual, const DateTime& expected) const {
    if (expected.has_zone) {
      return actual.has_zone ? Truncated(actual, options_.truncate_actual) : InSystemZone(actual);
    }
    if (!actual.has_zone) return actual;
    // With a format of its own the value is read as a local time too, which is not truncated.
    const bool truncate = options_.actual_format.empty();
    return ToLocal(truncate ? Truncated(actual, options_.truncate_actual) : actual);
  }

  bool Holds(int order) const {
    if (options_.key == "before") return order < 0;
    if (options_.key == "after") return order > 0;
    return order == 0;
  }

  // Two years apart is half way, as in WireMock; never 0, since this is no match.
  static double Apart(const DateTime& a, const DateTime& b) {
    constexpr double kTwoYearsMs = 2.0 * 31'536'000'000.0;
    constexpr double kLeast = 1e-12;
    const double seconds =
        std::abs(static_cast<double>(a.unix_seconds) - static_cast<double>(b.unix_seconds));
    const double ms = std::abs(seconds * 1000 + std::abs(a.nanos - b.nanos) / 1e6);
    return std::max(kLeast, ms / (ms + kTwoYearsMs));
  }

  DateOptions options_;
};

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lowered;
}

// Reads the pattern object; the first problem stays.
class DateReader {
 public:
  DateReader(const Json& value, std::string_view pointer) : value_(value), pointer_(pointer) {}

  OperatorResult Read(std::string_view key) {
    options_.key = key;
    options_.expected = Text(key);
    if (!problem_) options_.actual_format = Text("actualFormat");
    if (!problem_) options_.truncate_expected = Truncation("truncateExpected");
    if (!problem_) options_.truncate_actual = Truncation("truncateActual");
    if (!problem_) ReadTruncationOrder();
    if (!problem_) ReadFormat();
    if (!problem_) ReadExpected();
    if (problem_) return std::unexpected(std::move(*problem_));
    return std::make_shared<const DateOperator>(std::move(options_));
  }

 private:
  void Fail(std::string_view key, std::string message) {
    problem_ = {.pointer = PointerTo(pointer_, key), .message = std::move(message)};
  }

  // Of an optional member, "" where it is not there; the operand itself must be.
  std::string Text(std::string_view key) {
    const auto found = value_.find(std::string(key));
    if (found == value_.end() || (found->is_null() && key != options_.key)) return "";
    if (!found->is_string()) {
      Fail(key, fmt::format("{} must be a string", key));
      return "";
    }
    return found->get<std::string>();
  }

  std::string Truncation(std::string_view key) {
    std::string name = Text(key);
    if (problem_ || name.empty()) return "";
    if (const auto truncated = Truncate({}, name); !truncated) Fail(key, truncated.error());
    std::ranges::replace(name, '_', ' ');
    return Lowered(name);
  }

  void ReadTruncationOrder() {
    const auto found = value_.find("applyTruncationLast");
    if (found == value_.end() || found->is_null()) return;
    if (!found->is_boolean()) {
      return Fail("applyTruncationLast", "applyTruncationLast must be true or false");
    }
    options_.apply_truncation_last = found->get<bool>();
  }

  void ReadFormat() {
    if (options_.actual_format.empty()) return;
    const auto written = FormatDateTime({}, options_.actual_format);
    if (!written) Fail("actualFormat", written.error());
  }

  void ReadExpected() {
    std::string expression = Lowered(options_.expected);
    if (expression.starts_with("now ")) expression.erase(0, 4);
    if (expression == "now") {
      options_.from_now = OffsetMembers();
      return;
    }
    if (IsOffset(expression)) {
      const auto offset = ParseTimeOffset(expression);
      if (!offset) return Fail(options_.key, offset.error());
      if (std::abs(offset->amount) > std::numeric_limits<std::int32_t>::max()) {
        return Fail(options_.key, "the amount is too large");
      }
      options_.from_now = *offset;
      return;
    }
    if (value_.contains("expectedOffset") || value_.contains("expectedOffsetUnit")) {
      return Fail("expectedOffset", "an offset can be given to \"now\" only");
    }
    const auto literal = ParseDateTime(options_.expected);
    if (!literal) {
      return Fail(options_.key, fmt::format("{}; expected a date, \"now\", or an offset such as "
                                            "\"now +3 days\"",
                                            literal.error()));
    }
    options_.literal = *literal;
  }

  // "+3 days", where it is one: a sign, digits, a space, letters.
  static bool IsOffset(std::string_view text) {
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    const std::size_t space = text.find_first_not_of("0123456789");
    if (space == 0 || space == std::string_view::npos || text[space] != ' ') return false;
    const std::string_view unit = text.substr(space + 1);
    return !unit.empty() && std::ranges::all_of(unit, [](char c) { return c >= 'a' && c <= 'z'; });
  }

  // {"expectedOffset": 3, "expectedOffsetUnit": "days"}
  TimeOffset OffsetMembers() {
    const auto amount = value_.find("expectedOffset");
    const std::string unit = Text("expectedOffsetUnit");
    if (problem_ || (amount == value_.end() && unit.empty())) return {};
    if (amount == value_.end() || unit.empty()) {
      Fail("expectedOffset", "expectedOffset and expectedOffsetUnit need each other");
      return {};
    }
    const bool whole = amount->is_number_integer() && amount->get<double>() >= -2147483648.0 &&
                       amount->get<double>() <= 2147483647.0;
    if (!whole) {
      Fail("expectedOffset", "expectedOffset must be a whole number");
      return {};
    }
    const auto parsed = ParseTimeUnit(unit);
    if (!parsed) {
      Fail("expectedOffsetUnit", parsed.error());
      return {};
    }
    return {.amount = amount->get<std::int64_t>(), .unit = *parsed};
  }

  const Json& value_;
  std::string pointer_;
  DateOptions options_;
  std::optional<JsonProblem> problem_;
};

}  // namespace

OperatorResult DateOperatorFromJson(const Json& value, std::string_view pointer) {
  if (!value.is_object()) return nullptr;
  for (const auto& [name, operand] : value.items()) {
    const auto key = std::ranges::find(kKeys, name);
    if (key != kKeys.end()) return DateReader(value, pointer).Read(*key);
  }
  return nullptr;
}

}  // namespace wireproof::mock
