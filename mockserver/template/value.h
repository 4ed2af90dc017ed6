// The values that templates compute with: cheap to copy, most of them views.
//
// A value is nothing, a truth value, a number, text, a list, a map, a part of a JSON document, a
// date, or an object that works its members out when they are asked for (the request). Views
// (text of a request, a borrowed Json) must not outlive what they look at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "mockserver/json/json.h"
#include "mockserver/template/decimal.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {

class TemplateValue;
using TemplateEntries = std::vector<std::pair<std::string, TemplateValue>>;

// Text up to a limit: what does not fit is not written, and `full` says so.
class TextSink {
 public:
  explicit TextSink(std::size_t most) : most_(most) {}
  void Append(std::string_view text);
  bool full() const { return full_; }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
  std::size_t most_;
  bool full_ = false;
};

// Something with members that are worked out when asked for.
class TemplateObject {
 public:
  virtual ~TemplateObject() = default;
  // Nothing where there is none.
  virtual TemplateValue Member(std::string_view name) const = 0;
  virtual void Write(TextSink& sink) const = 0;
  // What `each` walks through: items, else entries; nullopt where it is neither.
  virtual std::optional<std::vector<TemplateValue>> Items() const;
  virtual std::optional<TemplateEntries> Entries() const;
};

struct TemplateText {
  std::shared_ptr<const std::string> owner = {};  // null where the text is borrowed
  std::string_view view = {};
};

struct TemplateList;
struct TemplateMap;

// Who read a document: the readers behind WireMock's helpers make different values of it.
enum class JsonSource : std::uint8_t {
  kParameters,  // decimals are doubles
  kPath,        // jsonPath: decimals are doubles, and an array prints as JSON wherever it stands
  kParsed,      // parseJson: decimals keep their digits
};

// An array or object of a JSON document.
struct TemplateJson {
  std::shared_ptr<const Json> node;
  JsonSource source = JsonSource::kPath;
  bool as_json = false;  // is written as JSON, else as Java writes collections: {a=1}
};

struct TemplateDate {
  DateTime time = {};
  std::optional<std::string> format = {};  // SimpleDateFormat, "epoch", "unix"; none: ISO 8601
};

class TemplateValue {
 public:
  using Variant =
      std::variant<std::monostate, bool, std::int64_t, double, Decimal, TemplateText,
                   std::shared_ptr<const TemplateList>, std::shared_ptr<const TemplateMap>,
                   TemplateJson, std::shared_ptr<const TemplateDate>,
                   std::shared_ptr<const TemplateObject>>;

  TemplateValue() = default;
  static TemplateValue Bool(bool value) { return TemplateValue(Variant(value)); }
  static TemplateValue Integer(std::int64_t value) { return TemplateValue(Variant(value)); }
  static TemplateValue Double(double value) { return TemplateValue(Variant(value)); }
  static TemplateValue Number(Decimal value) { return TemplateValue(Variant(std::move(value))); }
  static TemplateValue Text(std::string text);
  static TemplateValue Borrowed(std::string_view text);
  // A list that prints its first item alone, if `prints_first`: the values of one name.
  static TemplateValue List(std::vector<TemplateValue> items, bool prints_first = false);
  // A list that prints a text instead.
  static TemplateValue ListAs(std::vector<TemplateValue> items, std::string text);
  static TemplateValue Map(TemplateEntries entries);
  static TemplateValue Object(std::shared_ptr<const TemplateObject> object);
  static TemplateValue Date(TemplateDate date);
  // A node of a document: scalars become plain values.
  static TemplateValue OfJson(std::shared_ptr<const Json> node, JsonSource source, bool as_json);

  const Variant& variant() const { return value_; }
  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_number() const;
  // The text of a text value; nullopt for all others.
  std::optional<std::string_view> text() const;
  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer() const;
  const TemplateDate* date() const;
  const TemplateObject* object() const;
  // The exact value of a number; zero for others.
  Decimal decimal() const;

  // Items of a list or JSON array (not of objects).
  bool is_list() const;
  std::size_t size() const;  // of a list, map or JSON; 0 for others
  TemplateValue At(std::size_t index) const;
  // The members of a map, a JSON object, or an object that has entries.
  std::optional<TemplateEntries> Entries() const;
  TemplateValue Member(std::string_view name) const;

  // What {{#if}} takes for no: nothing, "", 0, false, an empty list.
  bool IsEmpty() const;
  // Lists and maps in one another below this one, counting it.
  std::size_t depth() const;

  void Write(TextSink& sink) const;

 private:
  explicit TemplateValue(Variant value) : value_(std::move(value)) {}
  Variant value_;
};

struct TemplateList {
  std::vector<TemplateValue> items;
  bool prints_first = false;
  std::size_t depth = 1;
  std::optional<std::string> text = {};  // what is printed instead
};

struct TemplateMap {
  TemplateEntries entries;
  std::size_t depth = 1;
};

// Deeper lists are not made: writing and destroying them recurses.
inline constexpr std::size_t kMaxValueDepth = 200;
// Comparisons look at no more values than this.
inline constexpr std::size_t kMaxComparedValues = 1'000'000;

// Java's equals, numbers by value. nullopt where kMaxComparedValues was met.
std::optional<bool> EqualValues(const TemplateValue& a, const TemplateValue& b);

// As Java prints a double: 2.0, 1.0E10.
std::string JavaDouble(double value);

}  // namespace wireproof::mock
