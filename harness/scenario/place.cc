#include "harness/scenario/place.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "http/script/json_reader.h"
#include "http/script/octets.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;
using script::PointerTo;

bool IsBelow(std::string_view pointer, std::string_view prefix) {
  return pointer.starts_with(prefix) &&
         (pointer.size() == prefix.size() || pointer[prefix.size()] == '/');
}

std::string_view Kind(const json& value) {
  switch (value.type()) {
    case json::value_t::null:
      return "null";
    case json::value_t::object:
      return "an object";
    case json::value_t::array:
      return "an array";
    case json::value_t::string:
      return "a string";
    default:
      return "a number";
  }
}

// `$$` becomes a dollar. Nullopt: a variable stands in it.
std::optional<std::string> WithoutEscapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '$') {
      if (i + 1 == text.size() || text[i + 1] != '$') return std::nullopt;
      ++i;
    }
    plain += text[i];
  }
  return plain;
}

}  // namespace

std::string Describe(const LoadError& error) {
  return fmt::format("{}#{}: {}", error.file, error.pointer, error.message);
}

void Faults::Add(std::string pointer, std::string message, std::string_view row) {
  std::pair<std::string, std::string> fault(std::move(pointer), message);
  if (std::ranges::find(seen_, fault) != seen_.end()) return;
  if (!row.empty()) message += fmt::format(" (case {})", row);
  errors_.push_back({.file = file_, .pointer = fault.first, .message = std::move(message)});
  seen_.push_back(std::move(fault));
}

std::string Source::Translate(std::string_view pointer) const {
  const Faults::Origin* best = nullptr;
  for (const auto& origin : origins) {
    if (!IsBelow(pointer, origin.expanded)) continue;
    if (best == nullptr || origin.expanded.size() >= best->expanded.size()) best = &origin;
  }
  if (best == nullptr) return std::string(pointer);
  return best->source + std::string(pointer.substr(best->expanded.size()));
}

std::string Found(const json& value) {
  constexpr std::size_t kMost = 60;
  if (value.is_object() || value.is_array() || value.is_null()) return std::string(Kind(value));
  std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  if (text.size() > kMost) text = text.substr(0, kMost) + "...\"";
  return text;
}

std::nullopt_t Place::Fail(std::string message) const {
  return FailBelow("", std::move(message));
}

std::nullopt_t Place::FailBelow(std::string_view relative, std::string message) const {
  const std::string pointer = source_->Translate(pointer_ + std::string(relative));
  const bool in_row = pointer.find("/cases/") != std::string::npos;
  source_->faults->Add(pointer, std::move(message), in_row ? "" : source_->row);
  return std::nullopt;
}

std::nullopt_t Place::FailFound(const std::string& relative, const std::string& expected) const {
  const json::json_pointer below(relative);
  if (!expected.starts_with("expected") || !value_->contains(below)) {
    return FailBelow(relative, expected);
  }
  return FailBelow(relative, Found(value_->at(below)) + "; " + expected);
}

std::nullopt_t Place::FailExpected(std::string_view expected) const {
  return Fail(fmt::format("{}; expected {}", Found(*value_), expected));
}

bool Place::Has(std::string_view key) const {
  return value_->is_object() && value_->contains(key);
}

Place Place::operator[](std::string_view key) const {
  return Place(value_->at(std::string(key)), PointerTo(pointer_, key), *source_);
}

Place Place::operator[](std::size_t index) const {
  return Place(value_->at(index), PointerTo(pointer_, index), *source_);
}

std::size_t Place::size() const {
  return value_->size();
}
bool Place::IsObject() const {
  return value_->is_object();
}
bool Place::IsArray() const {
  return value_->is_array();
}
bool Place::IsString() const {
  return value_->is_string();
}
bool Place::IsNull() const {
  return value_->is_null();
}

bool Place::CheckObject(std::span<const std::string_view> known) const {
  if (!IsObject()) {
    FailExpected("an object with keys of " + ListNames(known));
    return false;
  }
  for (const auto& [key, value] : value_->items()) {
    if (std::ranges::find(known, key) != known.end()) continue;
    FailBelow(PointerTo("", key), fmt::format("unknown key {}; expected one of {}",
                                              Found(json(key)), ListNames(known)));
  }
  return true;
}

bool Place::CheckObject(std::initializer_list<std::string_view> known) const {
  return CheckObject(std::span(known.begin(), known.size()));
}

bool Place::Require(std::string_view key) const {
  if (Has(key)) return true;
  Fail(fmt::format("\"{}\" is missing", key));
  return false;
}

std::optional<bool> Place::Bool() const {
  if (!value_->is_boolean()) return FailExpected("true or false");
  return value_->get<bool>();
}

std::optional<std::int64_t> Place::Integer(std::int64_t least, std::int64_t most) const {
  const bool fits = value_->is_number_unsigned()
                        ? value_->get<std::uint64_t>() <= static_cast<std::uint64_t>(most)
                        : value_->is_number_integer() && value_->get<std::int64_t>() <= most;
  if (!fits || value_->get<std::int64_t>() < least) {
    return FailExpected(fmt::format("an integer from {} to {}", least, most));
  }
  return value_->get<std::int64_t>();
}

std::optional<std::string> Place::Text() const {
  if (!IsString()) return FailExpected("a string");
  auto text = WithoutEscapes(value_->get_ref<const std::string&>());
  if (!text) return Fail(Found(*value_) + " holds a variable that is not known here");
  return text;
}

std::optional<std::string> Place::TextThatIsNotEmpty() const {
  auto text = Text();
  if (text && text->empty()) return FailExpected("a string that is not empty");
  return text;
}

std::optional<std::string> Place::Prose() const {
  if (!IsString() || value_->get_ref<const std::string&>().empty()) {
    return FailExpected("a string that is not empty");
  }
  return value_->get<std::string>();
}

std::optional<std::string> Place::Octets() const {
  const auto octets = script::OctetsTemplate::FromJson(*value_);
  if (!octets) return FailFound(octets.error().pointer, octets.error().message);
  auto bytes = octets->Literal();
  if (!bytes) {
    return Fail(
        fmt::format("${{{}}} is known only when the scenario runs and stands only in what "
                    "is sent; expected fixed octets here",
                    octets->Variables().front()));
  }
  return bytes;
}

std::string ListNames(std::span<const std::string_view> names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace wireproof::harness
