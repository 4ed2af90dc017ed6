// A JSON value and where it stands: what the readers of this folder walk, so that every fault of a
// file is reported (not only the first), each at its JSON pointer.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/scenario/load_error.h"

namespace wireproof::harness {

// All faults of one file.
class Faults {
 public:
  explicit Faults(std::string file) : file_(std::move(file)) {}

  // Where a part of an expanded family really stands: a row's override, or a variable's value.
  struct Origin {
    std::string expanded;  // pointer into the expanded scenario
    std::string source;    // pointer into the file
  };

  // Adds a fault once: the rows of a family share theirs. `row` names the row that showed it.
  void Add(std::string pointer, std::string message, std::string_view row = {});

  std::size_t size() const { return errors_.size(); }
  const std::string& file() const { return file_; }
  std::vector<LoadError> Take() { return std::move(errors_); }

 private:
  std::string file_;
  std::vector<LoadError> errors_;
  std::vector<std::pair<std::string, std::string>> seen_;  // pointer and message without the row
};

// How pointers of one expanded scenario become pointers into its file.
struct Source {
  Faults* faults = nullptr;
  std::vector<Faults::Origin> origins;  // the longest prefix counts
  std::string row;                      // the case, in families

  std::string Translate(std::string_view pointer) const;
};

// Found and expected, for messages: "\"gone\"", "an object", "12"; long texts are shortened.
std::string Found(const nlohmann::json& value);

class Place {
 public:
  // Both must outlive the place.
  Place(const nlohmann::json& value, std::string pointer, const Source& source)
      : value_(&value), pointer_(std::move(pointer)), source_(&source) {}

  const nlohmann::json& value() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  std::string file_pointer() const { return source_->Translate(pointer_); }
  const Source& source() const { return *source_; }

  // Reports a fault here, or below here. Always false / nullopt, to be returned.
  std::nullopt_t Fail(std::string message) const;
  std::nullopt_t FailBelow(std::string_view relative, std::string message) const;
  // The same for a message that says only what was expected below here: adds what was found.
  std::nullopt_t FailFound(const std::string& relative, const std::string& expected) const;
  // "an array; expected a string".
  std::nullopt_t FailExpected(std::string_view expected) const;

  bool Has(std::string_view key) const;
  // The member, which must be there.
  Place operator[](std::string_view key) const;
  Place operator[](std::size_t index) const;
  std::size_t size() const;
  bool IsObject() const;
  bool IsArray() const;
  bool IsString() const;
  bool IsNull() const;

  // An object with these keys and no others; reports each that is unknown and whatever is no
  // object. False only where it is no object.
  bool CheckObject(std::span<const std::string_view> known) const;
  bool CheckObject(std::initializer_list<std::string_view> known) const;
  // Reports where the key is missing.
  bool Require(std::string_view key) const;

  // The value as what it must be; reports what it is not.
  std::optional<bool> Bool() const;
  std::optional<std::int64_t> Integer(std::int64_t least, std::int64_t most) const;
  // A text for people or a name: `$$` is a dollar; a variable that is still open is a fault.
  std::optional<std::string> Text() const;
  std::optional<std::string> TextThatIsNotEmpty() const;
  // A string that is not empty, in which a dollar is a dollar: requirements have no variables.
  std::optional<std::string> Prose() const;
  // Bytes in any form of scenarios/README.md, "Octets", without open variables.
  std::optional<std::string> Octets() const;

 private:
  const nlohmann::json* value_;
  std::string pointer_;
  const Source* source_;
};

// The names of a set of values. `what`: "fate"; the message lists the names.
template <class E>
using NameTable = std::span<const std::pair<std::string_view, E>>;

std::string ListNames(std::span<const std::string_view> names);

template <class E>
std::optional<E> OneOf(const Place& place, std::string_view what, NameTable<E> table) {
  const auto text = place.IsString() ? place.Text() : std::nullopt;
  std::vector<std::string_view> names;
  for (const auto& [name, value] : table) {
    if (text && *text == name) return value;
    names.push_back(name);
  }
  return place.Fail(Found(place.value()) + " is no " + std::string(what) + "; expected one of " +
                    ListNames(names));
}

// One value or an array of at least one.
template <class Read>
auto OneOrMore(const Place& place, Read&& read) {
  std::vector<typename decltype(read(place))::value_type> all;
  if (!place.IsArray()) {
    if (auto one = read(place)) all.push_back(*std::move(one));
    return all;
  }
  if (place.size() == 0) place.Fail("an empty array; expected at least one member");
  for (std::size_t i = 0; i < place.size(); ++i) {
    if (auto one = read(place[i])) all.push_back(*std::move(one));
  }
  return all;
}

// An array, each member read; reports what is no array.
template <class Read>
auto Each(const Place& place, std::string_view expected, Read&& read) {
  std::vector<typename decltype(read(place))::value_type> all;
  if (!place.IsArray()) {
    place.FailExpected(expected);
    return all;
  }
  for (std::size_t i = 0; i < place.size(); ++i) {
    if (auto one = read(place[i])) all.push_back(*std::move(one));
  }
  return all;
}

}  // namespace wireproof::harness
