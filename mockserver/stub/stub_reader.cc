#include "mockserver/stub/stub_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "http/script/octets.h"

namespace wireproof::mock {
namespace {

// Beyond, a double is not every whole number.
constexpr double kMaxExactWhole = 9007199254740992.0;

std::string WholeExpected(WholeRange range) {
  if (range.most == INT64_MAX) return fmt::format("a whole number, {} or more", range.least);
  return fmt::format("a whole number, {} to {}", range.least, range.most);
}

// What WireMock makes of a string where it wants a number.
std::optional<Json> NumberOf(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  const auto number = ReadJson(value.get_ref<const std::string&>());
  if (!number || !IsNumber(*number)) return std::nullopt;
  return *number;
}

}  // namespace

void StubReader::Refuse(std::string pointer, std::string message) {
  Refuse(JsonProblem{.pointer = std::move(pointer), .message = std::move(message)});
}

void StubReader::Refuse(JsonProblem problem) {
  if (!problem_) problem_ = std::move(problem);
}

bool StubReader::SpendOctets(std::size_t count, const std::string& pointer) {
  if (count <= octets_left_) {
    octets_left_ -= count;
    return true;
  }
  Refuse(pointer, fmt::format("more than {} octets in all scripts together", kMaxScriptOctets));
  return false;
}

std::string Shown(const Json& value) {
  constexpr std::size_t kMost = 40;
  if (IsNumber(value)) {
    const std::string text = NumberText(value);
    return text.size() > kMost ? text.substr(0, kMost) + "..." : text;
  }
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const Json head(text.substr(0, kMost));
    std::string shown = head.dump(-1, ' ', true, Json::error_handler_t::replace);
    return text.size() > kMost ? shown + "..." : shown;
  }
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array";
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  return "null";
}

std::optional<std::int64_t> ReadWhole(StubReader& reader, const Json& value,
                                      const std::string& pointer, WholeRange range) {
  if (IsNumber(value)) {
    const double number = NumberValue(value);
    const bool whole = std::trunc(number) == number && std::abs(number) <= kMaxExactWhole;
    if (whole && number >= static_cast<double>(range.least) &&
        number <= static_cast<double>(range.most)) {
      return static_cast<std::int64_t>(number);
    }
  }
  reader.Refuse(pointer, fmt::format("found {}; expected {}", Shown(value), WholeExpected(range)));
  return std::nullopt;
}

std::optional<double> ReadNumber(StubReader& reader, const Json& value, const std::string& pointer,
                                 NumberRange range) {
  if (IsNumber(value)) {
    const double number = NumberValue(value);
    if (number >= range.least && number <= range.most) return number;
  }
  reader.Refuse(pointer, fmt::format("found {}; expected a number, {} to {}", Shown(value),
                                     range.least, range.most));
  return std::nullopt;
}

std::optional<std::size_t> ReadName(StubReader& reader, const Json& value,
                                    const std::string& pointer,
                                    const std::vector<std::string_view>& names) {
  if (value.is_string()) {
    const auto at = std::ranges::find(names, value.get_ref<const std::string&>());
    if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
  }
  reader.Refuse(pointer,
                fmt::format("found {}; expected one of {}", Shown(value), fmt::join(names, ", ")));
  return std::nullopt;
}

std::optional<std::string> ReadLineOctets(StubReader& reader, const Json& value,
                                          const std::string& pointer) {
  if (!value.is_string()) {
    reader.Refuse(pointer, fmt::format("found {}; expected a string", Shown(value)));
    return std::nullopt;
  }
  auto octets = script::OctetsFromUtf8(value.get_ref<const std::string&>());
  if (!octets) {
    reader.Refuse(pointer, "a character above U+00FF; expected one character an octet");
    return std::nullopt;
  }
  if (octets->find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    reader.Refuse(pointer, "CR, LF or NUL; such octets are for a script's send");
    return std::nullopt;
  }
  return octets;
}

ObjectReader::ObjectReader(StubReader& reader, const Json& value, std::string pointer, Nulls nulls)
    : reader_(reader),
      value_(value),
      pointer_(std::move(pointer)),
      nulls_(nulls),
      is_object_(value.is_object()) {
  if (!is_object_) {
    reader_.Refuse(pointer_, fmt::format("found {}; expected an object", Shown(value)));
  }
}

const Json* ObjectReader::Take(std::string_view key) {
  taken_.push_back(key);
  if (!is_object_) return nullptr;
  const auto at = value_.find(key);
  if (at == value_.end()) return nullptr;
  return at->is_null() && nulls_ == Nulls::kAbsent ? nullptr : &*at;
}

const Json* ObjectReader::TakeArray(std::string_view key) {
  const Json* value = Take(key);
  if (value == nullptr || value->is_array()) return value;
  reader_.Refuse(At(key), fmt::format("found {}; expected an array", Shown(*value)));
  return nullptr;
}

const Json* ObjectReader::TakeObject(std::string_view key) {
  const Json* value = Take(key);
  if (value == nullptr || value->is_object()) return value;
  reader_.Refuse(At(key), fmt::format("found {}; expected an object", Shown(*value)));
  return nullptr;
}

std::optional<std::string> ObjectReader::Text(std::string_view key) {
  const Json* value = Take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return value->get<std::string>();
  if (reader_.reading().coerce_scalars && (IsNumber(*value) || value->is_boolean())) {
    return JsonAsText(*value);
  }
  reader_.Refuse(At(key), fmt::format("found {}; expected a string", Shown(*value)));
  return std::nullopt;
}

std::optional<bool> ObjectReader::Flag(std::string_view key) {
  const Json* value = Take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  if (reader_.reading().coerce_scalars && (*value == "true" || *value == "false")) {
    return *value == "true";
  }
  reader_.Refuse(At(key), fmt::format("found {}; expected true or false", Shown(*value)));
  return std::nullopt;
}

std::optional<std::int64_t> ObjectReader::Whole(std::string_view key, WholeRange range) {
  const Json* value = Take(key);
  if (value == nullptr) return std::nullopt;
  if (reader_.reading().coerce_scalars) {
    const Json number = NumberOf(*value).value_or(*value);
    if (IsNumber(number)) {
      const double whole = std::trunc(NumberValue(number));
      if (std::abs(whole) <= kMaxExactWhole) {
        return ReadWhole(reader_, Json(static_cast<std::int64_t>(whole)), At(key), range);
      }
    }
  }
  return ReadWhole(reader_, *value, At(key), range);
}

std::optional<double> ObjectReader::Number(std::string_view key, NumberRange range) {
  const Json* value = Take(key);
  if (value == nullptr) return std::nullopt;
  if (reader_.reading().coerce_scalars) {
    if (const auto number = NumberOf(*value)) return ReadNumber(reader_, *number, At(key), range);
  }
  return ReadNumber(reader_, *value, At(key), range);
}

std::vector<std::string> ObjectReader::Texts(std::string_view key) {
  std::vector<std::string> texts;
  const Json* value = TakeArray(key);
  if (value == nullptr) return texts;
  for (std::size_t i = 0; i < value->size(); ++i) {
    const Json& item = (*value)[i];
    if (!item.is_string()) {
      reader_.Refuse(PointerTo(At(key), i),
                     fmt::format("found {}; expected a string", Shown(item)));
      break;
    }
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

void ObjectReader::Require(std::string_view key) {
  if (is_object_ && !Has(key)) {
    reader_.Refuse(pointer_, fmt::format("\"{}\" is missing", key));
  }
}

bool ObjectReader::Has(std::string_view key) const {
  if (!is_object_) return false;
  const auto at = value_.find(key);
  return at != value_.end() && !(at->is_null() && nulls_ == Nulls::kAbsent);
}

std::string ObjectReader::At(std::string_view key) const {
  return PointerTo(pointer_, key);
}

void ObjectReader::End() {
  if (!is_object_) return;
  for (const auto& [key, value] : value_.get_ref<const Json::object_t&>()) {
    if (std::ranges::find(taken_, key) != taken_.end()) continue;
    reader_.Refuse(At(key),
                   fmt::format("unknown member; expected one of {}", fmt::join(taken_, ", ")));
    return;
  }
}

}  // namespace wireproof::mock
