#include "mockserver/stub/delay_json.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace wireproof::mock {
namespace {

constexpr NumberRange kMilliseconds{.least = 0, .most = kMaxDelayMs};
constexpr double kMaxSigma = 100;  // of a log-normal delay: exp(100) is over every limit

std::optional<Delay> ReadUniform(ObjectReader& object) {
  object.Require("lower");
  object.Require("upper");
  const UniformDelay delay{.lower_ms = object.Number("lower", kMilliseconds).value_or(0),
                           .upper_ms = object.Number("upper", kMilliseconds).value_or(0)};
  if (delay.lower_ms > delay.upper_ms) {
    object.reader().Refuse(object.At("lower"),
                           fmt::format("found {}; expected at most \"upper\"", delay.lower_ms));
  }
  return delay;
}

std::optional<Delay> ReadLogNormal(ObjectReader& object) {
  object.Require("median");
  object.Require("sigma");
  return LogNormalDelay{
      .median_ms = object.Number("median", kMilliseconds).value_or(0),
      .sigma = object.Number("sigma", {.least = 0, .most = kMaxSigma}).value_or(0),
      .max_ms = object.Number("maxValue", kMilliseconds)};
}

std::optional<Delay> ReadFixed(ObjectReader& object) {
  object.Require("milliseconds");
  return FixedDelay{.ms = object.Number("milliseconds", kMilliseconds).value_or(0)};
}

struct Writer {
  Json operator()(const FixedDelay& delay) const {
    return {{"type", "fixed"}, {"milliseconds", NumberToJson(delay.ms)}};
  }
  Json operator()(const UniformDelay& delay) const {
    return {{"type", "uniform"},
            {"lower", NumberToJson(delay.lower_ms)},
            {"upper", NumberToJson(delay.upper_ms)}};
  }
  Json operator()(const LogNormalDelay& delay) const {
    Json value = {{"type", "lognormal"},
                  {"median", NumberToJson(delay.median_ms)},
                  {"sigma", NumberToJson(delay.sigma)}};
    if (delay.max_ms) value["maxValue"] = NumberToJson(*delay.max_ms);
    return value;
  }
};

}  // namespace

std::optional<Delay> ReadDelay(StubReader& reader, const Json& value, const std::string& pointer) {
  ObjectReader object(reader, value, pointer);
  object.Require("type");
  const Json* type = object.Take("type");
  if (type == nullptr) return std::nullopt;
  const auto kind = ReadName(reader, *type, object.At("type"), {"fixed", "uniform", "lognormal"});
  if (!kind) return std::nullopt;
  const std::optional<Delay> delay = *kind == 0   ? ReadFixed(object)
                                     : *kind == 1 ? ReadUniform(object)
                                                  : ReadLogNormal(object);
  object.End();
  return reader.failed() ? std::nullopt : delay;
}

std::expected<Delay, JsonProblem> DelayFromJson(const Json& value, std::string_view pointer) {
  StubReader reader({});
  const auto delay = ReadDelay(reader, value, std::string(pointer));
  return reader.Finish(delay.value_or(FixedDelay{}));
}

Json DelayToJson(const Delay& delay) {
  return std::visit(Writer{}, delay);
}

Json NumberToJson(double number) {
  constexpr double kMaxExactWhole = 9007199254740992.0;
  if (std::trunc(number) == number && std::abs(number) <= kMaxExactWhole) {
    return static_cast<std::int64_t>(number);
  }
  return number;
}

}  // namespace wireproof::mock
