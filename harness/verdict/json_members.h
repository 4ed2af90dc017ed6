// Reads a JSON value of a known shape. The first thing that is not as it should be is kept as
// "POINTER: words"; reading goes on with defaults, so that readers need no error paths.
// Private to this folder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/script/json_reader.h"
#include "http/script/octets.h"

namespace wireproof::harness {

class JsonPlace {
 public:
  // `value` and `error` must outlive this and the places below it.
  JsonPlace(const nlohmann::json& value, std::string pointer, std::string& error)
      : value_(&value), pointer_(std::move(pointer)), error_(&error) {}

  const nlohmann::json& value() const { return *value_; }

  void Refuse(std::string_view why) const {
    if (error_->empty()) *error_ = (pointer_.empty() ? "/" : pointer_) + ": " + std::string(why);
  }

  // Refuses what is no object, and members that are not among these.
  void AllowOnly(std::initializer_list<std::string_view> names) const {
    if (!value_->is_object()) return Refuse("expected an object");
    for (const auto& [key, member] : value_->items())
      if (std::ranges::find(names, key) == names.end()) Refuse("unknown member " + key);
  }

  std::optional<JsonPlace> Find(const char* key) const {
    if (!value_->is_object()) return std::nullopt;
    const auto found = value_->find(key);
    if (found == value_->end()) return std::nullopt;
    return JsonPlace(*found, script::PointerTo(pointer_, key), *error_);
  }

  JsonPlace Required(const char* key) const {
    static const nlohmann::json kNull;
    if (auto found = Find(key)) return *std::move(found);
    Refuse("member " + std::string(key) + " is missing");
    return JsonPlace(kNull, script::PointerTo(pointer_, key), *error_);
  }

  JsonPlace At(std::size_t index) const {
    return JsonPlace((*value_)[index], script::PointerTo(pointer_, index), *error_);
  }

  std::string Octets() const {
    if (value_->is_string())
      if (auto bytes = script::OctetsFromUtf8(value_->get_ref<const std::string&>()))
        return *std::move(bytes);
    Refuse("expected octets: a string of characters up to U+00FF");
    return {};
  }

  bool Bool() const {
    if (value_->is_boolean()) return value_->get<bool>();
    Refuse("expected true or false");
    return false;
  }

  // A number from 0 up.
  std::size_t Count() const {
    if (value_->is_number_unsigned()) return value_->get<std::size_t>();
    if (value_->is_number_integer() && value_->get<std::int64_t>() >= 0)
      return static_cast<std::size_t>(value_->get<std::int64_t>());
    Refuse("expected a number from 0 up");
    return 0;
  }

  int Int() const {
    const std::size_t count = Count();
    if (count <= static_cast<std::size_t>(std::numeric_limits<int>::max()))
      return static_cast<int>(count);
    Refuse("the number is too large");
    return 0;
  }

  // The enumerator whose Name() is the text.
  template <typename Enum>
  Enum OneOf(std::initializer_list<Enum> values) const {
    std::string expected;
    for (const Enum one : values) {
      if (value_->is_string() && value_->get_ref<const std::string&>() == Name(one)) return one;
      expected += (expected.empty() ? "" : ", ") + std::string(Name(one));
    }
    Refuse("expected one of " + expected);
    return *values.begin();
  }

  template <typename T, typename Reader>
  std::vector<T> Each(Reader read) const {
    std::vector<T> all;
    if (!value_->is_array()) {
      Refuse("expected an array");
      return all;
    }
    for (std::size_t i = 0; i < value_->size(); ++i) all.push_back(read(At(i)));
    return all;
  }

  // The member, where it is there; otherwise what `into` holds already.
  void Optional(const char* key, std::string& into) const {
    if (const auto found = Find(key)) into = found->Octets();
  }
  void Optional(const char* key, bool& into) const {
    if (const auto found = Find(key)) into = found->Bool();
  }
  void Optional(const char* key, int& into) const {
    if (const auto found = Find(key)) into = found->Int();
  }

 private:
  const nlohmann::json* value_;
  std::string pointer_;
  std::string* error_;
};

}  // namespace wireproof::harness
