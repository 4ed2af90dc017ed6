// Walks JSON of a fixed shape: each member is asked for by name and type; what was not asked for is
// refused. The first problem is kept, and reading goes on with nothing, so that readers are plain
// sequences. Private to this folder.
//
//   ObjectReader object(reader, value, "/response");
//   if (auto status = object.Whole("status", {.least = 100, .most = 999})) ...
//   object.End();
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mockserver/json/json.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {

// What is the same for all places of one document.
class StubReader {
 public:
  // What the composed octets of all scripts of a document may come to: `repeat` multiplies.
  static constexpr std::size_t kMaxScriptOctets = std::size_t{16} << 20;

  explicit StubReader(const StubReading& reading) : reading_(reading) {}

  const StubReading& reading() const { return reading_; }
  // Keeps the first.
  void Refuse(std::string pointer, std::string message);
  void Refuse(JsonProblem problem);
  bool asked_for_remarks() const { return reading_.remarks != nullptr; }
  void Remark(JsonProblem remark) {
    if (asked_for_remarks()) reading_.remarks->push_back(std::move(remark));
  }
  bool failed() const { return problem_.has_value(); }

  // False, and a problem, where they are more than what is left.
  bool SpendOctets(std::size_t count, const std::string& pointer);

  // What was read, unless there is a problem.
  template <typename T>
  std::expected<T, JsonProblem> Finish(T value) {
    if (problem_) return std::unexpected(*std::move(problem_));
    return value;
  }

 private:
  StubReading reading_;
  std::optional<JsonProblem> problem_;
  std::size_t octets_left_ = kMaxScriptOctets;
};

// A value as messages show it: "\"abc\"", "5", "an object". Printable ASCII, not long.
std::string Shown(const Json& value);

struct WholeRange {
  std::int64_t least = 0;
  std::int64_t most = INT64_MAX;
};
struct NumberRange {
  double least = 0;
  double most = 0;
};

// A whole number is one by value: 5.0 is 5.
std::optional<std::int64_t> ReadWhole(StubReader& reader, const Json& value,
                                      const std::string& pointer, WholeRange range);
std::optional<double> ReadNumber(StubReader& reader, const Json& value, const std::string& pointer,
                                 NumberRange range);
// One of a list of names: its index.
std::optional<std::size_t> ReadName(StubReader& reader, const Json& value,
                                    const std::string& pointer,
                                    const std::vector<std::string_view>& names);
// Octets, a character U+0000 to U+00FF each, without CR, LF and NUL.
std::optional<std::string> ReadLineOctets(StubReader& reader, const Json& value,
                                          const std::string& pointer);

class ObjectReader {
 public:
  enum class Nulls : std::uint8_t {
    kAbsent,  // as in WireMock
    kValues,  // in "wireproof": null is a value, and mostly of a wrong type
  };

  // A problem if `value` is no object; then it is as if empty. It must outlive this, as must the
  // keys.
  ObjectReader(StubReader& reader, const Json& value, std::string pointer,
               Nulls nulls = Nulls::kAbsent);

  // Null where absent.
  const Json* Take(std::string_view key);
  const Json* TakeArray(std::string_view key);
  const Json* TakeObject(std::string_view key);
  std::optional<std::string> Text(std::string_view key);
  std::optional<bool> Flag(std::string_view key);
  std::optional<std::int64_t> Whole(std::string_view key, WholeRange range);
  std::optional<double> Number(std::string_view key, NumberRange range);
  std::vector<std::string> Texts(std::string_view key);

  // A problem where the key is absent.
  void Require(std::string_view key);

  bool Has(std::string_view key) const;
  std::string At(std::string_view key) const;
  StubReader& reader() { return reader_; }

  // Refuses the first key that was not taken.
  void End();

 private:
  StubReader& reader_;
  const Json& value_;
  std::string pointer_;
  Nulls nulls_;
  bool is_object_;
  std::vector<std::string_view> taken_;
};

}  // namespace wireproof::mock
