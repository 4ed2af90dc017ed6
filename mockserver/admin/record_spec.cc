#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/recording.h"

namespace wireproof::mock {
namespace {

using Problem = std::optional<JsonProblem>;

Problem ReadFilters(const Json& value, const RequestPatternReading& reading, RecordSpec& spec) {
  if (!value.is_object()) return JsonProblem{"/filters", "expected an object"};
  Json pattern = value;
  if (const auto ids = value.find("ids"); ids != value.end()) {
    if (!ids->is_array()) return JsonProblem{"/filters/ids", "expected an array of UUIDs"};
    for (std::size_t i = 0; i < ids->size(); ++i) {
      const Json& id = (*ids)[i];
      if (!id.is_string() || !IsUuid(id.get_ref<const std::string&>())) {
        return JsonProblem{PointerTo("/filters/ids", i), "expected a UUID"};
      }
      spec.ids.push_back(LowerCase(id.get_ref<const std::string&>()));
    }
    pattern.erase("ids");
  }
  if (const auto allowed = value.find("allowNonProxied"); allowed != value.end()) {
    if (!allowed->is_boolean()) {
      return JsonProblem{"/filters/allowNonProxied", "expected a boolean"};
    }
    spec.allow_non_proxied = allowed->get<bool>();
    pattern.erase("allowNonProxied");
  }
  auto read = RequestPattern::FromJson(pattern, "/filters", reading);
  if (!read) return read.error();
  spec.filter = std::move(*read);
  return std::nullopt;
}

Problem ReadCaptured(const Json& value, RecordSpec& spec) {
  constexpr char kPointer[] = "/captureHeaders";
  if (!value.is_object()) return JsonProblem{kPointer, "expected an object"};
  for (const auto& [name, options] : value.items()) {
    const std::string pointer = PointerTo(kPointer, name);
    bool any_case = false;
    if (!options.is_null()) {
      if (auto unknown = UnknownMember(options, {"caseInsensitive"}, pointer)) return unknown;
      any_case = options.value("caseInsensitive", Json(false)) == true;
    }
    spec.capture_headers.emplace_back(name, any_case);
  }
  return std::nullopt;
}

Problem ReadBodyPattern(const Json& value, RecordSpec& spec) {
  constexpr char kPointer[] = "/requestBodyPattern";
  if (auto unknown = UnknownMember(
          value, {"matcher", "ignoreArrayOrder", "ignoreExtraElements", "caseInsensitive"},
          kPointer)) {
    return unknown;
  }
  constexpr std::array<std::pair<std::string_view, BodyMatcher>, 4> kMatchers = {
      {{"auto", BodyMatcher::kAuto},
       {"equalTo", BodyMatcher::kEqualTo},
       {"equalToJson", BodyMatcher::kEqualToJson},
       {"equalToXml", BodyMatcher::kEqualToXml}}};
  for (const auto& [name, member] : value.items()) {
    const std::string pointer = PointerTo(kPointer, name);
    if (name == "matcher") {
      const auto found = std::ranges::find_if(
          kMatchers, [&](const auto& one) { return member == std::string(one.first); });
      if (found == kMatchers.end()) {
        return JsonProblem{pointer, "expected auto, equalTo, equalToJson or equalToXml"};
      }
      spec.matcher = found->second;
      continue;
    }
    if (!member.is_boolean()) return JsonProblem{pointer, "expected a boolean"};
    (name == "ignoreArrayOrder"      ? spec.ignore_array_order
     : name == "ignoreExtraElements" ? spec.ignore_extra_elements
                                     : spec.case_insensitive) = member.get<bool>();
  }
  return std::nullopt;
}

Problem ReadExtraction(const Json& value, RecordSpec& spec) {
  constexpr char kPointer[] = "/extractBodyCriteria";
  if (auto unknown = UnknownMember(value, {"textSizeThreshold", "binarySizeThreshold"}, kPointer)) {
    return unknown;
  }
  for (const auto& [name, member] : value.items()) {
    const auto size = ReadSize(member);
    if (!size) return JsonProblem{PointerTo(kPointer, name), "expected a size like \"2 kb\""};
    (name == "textSizeThreshold" ? spec.text_size_threshold : spec.binary_size_threshold) = size;
  }
  return std::nullopt;
}

Problem ReadTransformers(const Json& value, RecordSpec& spec) {
  if (!value.is_array()) return JsonProblem{"/transformers", "expected an array of names"};
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!value[i].is_string()) {
      return JsonProblem{PointerTo("/transformers", i), "expected a string"};
    }
    spec.transformers.push_back(value[i].get<std::string>());
  }
  return std::nullopt;
}

Problem ReadFlag(const Json& value, const char* name, bool& flag) {
  if (!value.is_boolean()) return JsonProblem{PointerTo("", name), "expected a boolean"};
  flag = value.get<bool>();
  return std::nullopt;
}

Problem ReadMember(const std::string& name, const Json& value, const RequestPatternReading& reading,
                   RecordSpec& spec) {
  if (name == "filters") return ReadFilters(value, reading, spec);
  if (name == "captureHeaders") return ReadCaptured(value, spec);
  if (name == "requestBodyPattern") return ReadBodyPattern(value, spec);
  if (name == "extractBodyCriteria") return ReadExtraction(value, spec);
  if (name == "transformers") return ReadTransformers(value, spec);
  if (name == "persist") return ReadFlag(value, "persist", spec.persist);
  if (name == "repeatsAsScenarios") {
    return ReadFlag(value, "repeatsAsScenarios", spec.repeats_as_scenarios);
  }
  if (name == "outputFormat") {
    if (value != "FULL" && value != "IDS") {
      return JsonProblem{"/outputFormat", "expected \"FULL\" or \"IDS\""};
    }
    spec.output_ids = value == "IDS";
  } else if (name == "targetBaseUrl") {
    if (!value.is_string()) return JsonProblem{"/targetBaseUrl", "expected a URL"};
    spec.target_base_url = value.get<std::string>();
  } else if (name == "transformerParameters") {
    if (!value.is_object()) return JsonProblem{"/transformerParameters", "expected an object"};
    spec.transformer_parameters = std::make_shared<const Json>(value);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> ReadSize(const Json& value) {
  constexpr double kMost = 1e15;
  if (const auto bytes = WholeNumber(value)) return *bytes;
  if (!value.is_string()) return std::nullopt;
  const std::string text = LowerCase(value.get_ref<const std::string&>());
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  constexpr double kStep = 1024;
  const double factor = unit.empty() || unit == "b" ? 1
                        : unit == "kb"              ? kStep
                        : unit == "mb"              ? kStep * kStep
                        : unit == "gb"              ? kStep * kStep * kStep
                                                    : -1;
  if (factor < 0 || !(number >= 0) || number * factor > kMost) return std::nullopt;
  return static_cast<std::size_t>(number * factor);
}

std::expected<RecordSpec, JsonProblem> ReadRecordSpec(const Json& json,
                                                      const RequestPatternReading& reading) {
  if (auto unknown =
          UnknownMember(json, {"targetBaseUrl", "filters", "captureHeaders", "requestBodyPattern",
                               "extractBodyCriteria", "outputFormat", "persist",
                               "repeatsAsScenarios", "transformers", "transformerParameters"})) {
    return std::unexpected(std::move(*unknown));
  }
  RecordSpec spec;
  for (const auto& [name, value] : json.items()) {
    if (value.is_null()) continue;
    if (auto problem = ReadMember(name, value, reading, spec)) {
      return std::unexpected(std::move(*problem));
    }
  }
  return spec;
}

}  // namespace wireproof::mock
