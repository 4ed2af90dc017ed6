#include <algorithm>
#include <memory>
#include <utility>

#include "mockserver/match/json_schema_program.h"
#include "mockserver/match/json_schema_values.h"

namespace wireproof::mock {
namespace {

bool HasType(const Json& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  return IsNumber(value) && (type == "number" || IsWholeNumber(value));
}

// A count that a schema gives; what is larger than any container can be is as good as the largest.
bool LessThanCount(std::size_t size, const Json& count) {
  return CompareNumbers(Json(size), count) < 0;
}

std::size_t CodePoints(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace

// One validation. Each function gives the number of violations it finds.
class SchemaRun {
 public:
  explicit SchemaRun(const SchemaProgram& program) : program_(program) {}

  // Which members or items of a value have been looked at by a schema that they fulfil.
  using Evaluated = std::vector<bool>;

  std::size_t Apply(const Json& schema, const Json& value, Evaluated& evaluated) {
    if (schema.is_boolean()) return schema.get<bool>() ? 0 : 1;
    if (++steps_ > SchemaLimits::kMaxSteps || depth_ >= SchemaLimits::kMaxDepth) return 1;
    ++depth_;
    Evaluated own(value.is_structured() && program_.tracks_evaluated_ ? value.size() : 0);
    std::size_t found = 0;
    const auto target = program_.targets_.find(&schema);
    if (target != program_.targets_.end()) found += Apply(*target->second, value, own);
    if (target == program_.targets_.end() || program_.version_ >= SchemaVersion::kV201909) {
      found += Anything(schema, value) + Combined(schema, value, own);
      if (IsNumber(value)) found += Numbers(schema, value);
      if (value.is_string()) found += Strings(schema, value.get_ref<const std::string&>());
      if (value.is_array()) found += Items(schema, value, own);
      if (value.is_object()) found += Members(schema, value, own);
    }
    --depth_;
    if (found == 0) Merge(own, evaluated);
    return found;
  }

 private:
  // Of a keyword that belongs to the versions from that one on.
  const Json* From(SchemaVersion version, const Json& schema, std::string_view key) const {
    return program_.version_ >= version ? SchemaMember(schema, key) : nullptr;
  }

  static void Merge(const Evaluated& from, Evaluated& into) {
    for (std::size_t i = 0; i < std::min(from.size(), into.size()); ++i) {
      if (from[i]) into[i] = true;
    }
  }
  static void Mark(Evaluated& evaluated, std::size_t index) {
    if (index < evaluated.size()) evaluated[index] = true;
  }

  std::size_t Apply(const Json& schema, const Json& value) {
    Evaluated unused;
    return Apply(schema, value, unused);
  }

  static std::size_t Anything(const Json& schema, const Json& value) {
    std::size_t found = 0;
    if (const Json* type = SchemaMember(schema, "type")) {
      const auto fits = [&](const Json& name) {
        return HasType(value, name.get_ref<const std::string&>());
      };
      const Json* nullable = SchemaMember(schema, "nullable");
      const bool null_allowed = value.is_null() && nullable != nullptr && *nullable == true;
      const bool typed = type->is_array() ? std::ranges::any_of(*type, fits) : fits(*type);
      if (!typed && !null_allowed) ++found;
    }
    if (const Json* values = SchemaMember(schema, "enum")) {
      if (std::ranges::none_of(*values, [&](const Json& v) { return EqualJson(v, value); })) {
        ++found;
      }
    }
    return found;
  }

  std::size_t Combined(const Json& schema, const Json& value, Evaluated& own) {
    std::size_t found = 0;
    if (const Json* constant = From(SchemaVersion::kV6, schema, "const")) {
      if (!EqualJson(*constant, value)) ++found;
    }
    if (const Json* all = SchemaMember(schema, "allOf")) {
      for (const Json& each : *all) found += Apply(each, value, own);
    }
    if (const Json* any = SchemaMember(schema, "anyOf")) {
      // All of them are tried: each that fits has looked at members.
      bool fits = false;
      for (const Json& each : *any) fits = (Apply(each, value, own) == 0) || fits;
      if (!fits) ++found;
    }
    if (const Json* one = SchemaMember(schema, "oneOf")) {
      int fitting = 0;
      for (const Json& each : *one) fitting += Apply(each, value, own) == 0 ? 1 : 0;
      if (fitting != 1) ++found;
    }
    if (const Json* negated = SchemaMember(schema, "not")) {
      if (Apply(*negated, value) == 0) ++found;
    }
    if (const Json* condition = From(SchemaVersion::kV7, schema, "if")) {
      const bool holds = Apply(*condition, value, own) == 0;
      const Json* branch = SchemaMember(schema, holds ? "then" : "else");
      if (branch != nullptr) found += Apply(*branch, value, own);
    }
    return found;
  }

  std::size_t Numbers(const Json& schema, const Json& value) const {
    const auto compared = [&](const char* key, auto fits) -> std::size_t {
      const Json* limit = SchemaMember(schema, key);
      if (limit == nullptr || !IsNumber(*limit)) return 0;
      return fits(CompareNumbers(value, *limit)) ? 0 : 1;
    };
    // In draft 4 the exclusive ones are true or false beside the limits.
    const auto is_true = [&](const char* key) {
      const Json* flag = SchemaMember(schema, key);
      return flag != nullptr && *flag == true;
    };
    const bool above = is_true("exclusiveMinimum");
    const bool below = is_true("exclusiveMaximum");
    std::size_t found =
        compared("minimum", [&](int order) { return above ? order > 0 : order >= 0; });
    found += compared("maximum", [&](int order) { return below ? order < 0 : order <= 0; });
    found += compared("exclusiveMinimum", [](int order) { return order > 0; });
    found += compared("exclusiveMaximum", [](int order) { return order < 0; });
    const Json* factor = SchemaMember(schema, "multipleOf");
    if (factor != nullptr && !IsMultipleOf(value, *factor)) ++found;
    return found;
  }

  // The members "min..." and "max..." against a size.
  static std::size_t Sized(const Json& schema, std::string_view what, std::size_t size) {
    const Json* low = SchemaMember(schema, "min" + std::string(what));
    const Json* high = SchemaMember(schema, "max" + std::string(what));
    std::size_t found = low != nullptr && LessThanCount(size, *low) ? 1 : 0;
    if (high != nullptr && CompareNumbers(Json(size), *high) > 0) ++found;
    return found;
  }

  std::size_t Strings(const Json& schema, const std::string& text) const {
    std::size_t found = Sized(schema, "Length", CodePoints(text));
    if (const Json* pattern = SchemaMember(schema, "pattern")) {
      if (!Finds(pattern->get_ref<const std::string&>(), text)) ++found;
    }
    // Since 2019-09 a format is an annotation.
    const Json* format = SchemaMember(schema, "format");
    if (format != nullptr && program_.version_ <= SchemaVersion::kV7 &&
        !HasFormat(format->get_ref<const std::string&>(), text)) {
      ++found;
    }
    return found;
  }

  bool Finds(const std::string& pattern, std::string_view text) const {
    const auto regex = program_.patterns_.find(pattern);
    return regex != program_.patterns_.end() && regex->second.Find(text).has_value();
  }

  std::size_t Items(const Json& schema, const Json& items, Evaluated& own) {
    std::size_t found = Sized(schema, "Items", items.size());
    const Json* unique = SchemaMember(schema, "uniqueItems");
    if (unique != nullptr && *unique == true && !AreUnique(items)) ++found;

    const bool v2020 = program_.version_ == SchemaVersion::kV202012;
    const Json* first = SchemaMember(schema, v2020 ? "prefixItems" : "items");
    const Json* rest = SchemaMember(schema, v2020 ? "items" : "additionalItems");
    if (first != nullptr && !first->is_array()) rest = std::exchange(first, nullptr);
    if (!v2020 && SchemaMember(schema, "items") == nullptr) rest = nullptr;
    const std::size_t fixed = first == nullptr ? 0 : first->size();
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Json* each = i < fixed ? &(*first)[i] : rest;
      if (each == nullptr) break;
      found += Apply(*each, items[i]);
      Mark(own, i);
    }
    found += Contained(schema, items, own);
    if (const Json* others = From(SchemaVersion::kV201909, schema, "unevaluatedItems")) {
      found += Unevaluated(*others, items, own);
    }
    return found;
  }

  std::size_t Contained(const Json& schema, const Json& items, Evaluated& own) {
    const Json* wanted = From(SchemaVersion::kV6, schema, "contains");
    if (wanted == nullptr) return 0;
    std::size_t fitting = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (Apply(*wanted, items[i]) != 0) continue;
      ++fitting;
      if (program_.version_ == SchemaVersion::kV202012) Mark(own, i);
    }
    const Json* low = From(SchemaVersion::kV201909, schema, "minContains");
    const Json* high = From(SchemaVersion::kV201909, schema, "maxContains");
    const bool few = low == nullptr ? fitting == 0 : LessThanCount(fitting, *low);
    const bool many = high != nullptr && CompareNumbers(Json(fitting), *high) > 0;
    return few || many ? 1 : 0;
  }

  // What no other keyword has looked at.
  std::size_t Unevaluated(const Json& schema, const Json& value, Evaluated& own) {
    std::size_t found = 0;
    std::size_t index = 0;
    for (const Json& each : value) {
      if (index < own.size() && !own[index]) found += Apply(schema, each);
      Mark(own, index++);
    }
    return found;
  }

  std::size_t Members(const Json& schema, const Json& object, Evaluated& own) {
    std::size_t found = Sized(schema, "Properties", object.size());
    if (const Json* required = SchemaMember(schema, "required")) {
      for (const Json& name : *required) {
        if (!object.contains(name.get_ref<const std::string&>())) ++found;
      }
    }
    const Json* names = From(SchemaVersion::kV6, schema, "propertyNames");
    std::size_t index = 0;
    for (const auto& [key, member] : object.items()) {
      found += Member(schema, key, member, own, index++);
      if (names != nullptr) found += Apply(*names, Json(key));
    }
    found += Dependent(schema, object, own);
    if (const Json* others = From(SchemaVersion::kV201909, schema, "unevaluatedProperties")) {
      found += Unevaluated(*others, object, own);
    }
    return found;
  }

  std::size_t Member(const Json& schema, const std::string& key, const Json& member, Evaluated& own,
                     std::size_t index) {
    std::size_t found = 0;
    bool known = false;
    if (const Json* properties = SchemaMember(schema, "properties")) {
      if (const Json* each = SchemaMember(*properties, key)) {
        found += Apply(*each, member);
        known = true;
      }
    }
    if (const Json* patterns = SchemaMember(schema, "patternProperties")) {
      for (const auto& [pattern, each] : patterns->items()) {
        if (!Finds(pattern, key)) continue;
        found += Apply(each, member);
        known = true;
      }
    }
    const Json* additional = SchemaMember(schema, "additionalProperties");
    if (!known && additional != nullptr) {
      found += Apply(*additional, member);
      known = true;
    }
    if (known) Mark(own, index);
    return found;
  }

  std::size_t Dependent(const Json& schema, const Json& object, Evaluated& own) {
    std::size_t found = 0;
    const auto apply = [&](const Json* dependencies) {
      if (dependencies == nullptr) return;
      for (const auto& [key, needed] : dependencies->items()) {
        if (!object.contains(key)) continue;
        if (!needed.is_array()) {
          found += Apply(needed, object, own);
          continue;
        }
        for (const Json& name : needed) {
          if (!object.contains(name.get_ref<const std::string&>())) ++found;
        }
      }
    };
    apply(SchemaMember(schema, "dependencies"));
    apply(From(SchemaVersion::kV201909, schema, "dependentRequired"));
    apply(From(SchemaVersion::kV201909, schema, "dependentSchemas"));
    return found;
  }

  const SchemaProgram& program_;
  std::size_t steps_ = 0;
  int depth_ = 0;
};

std::size_t SchemaProgram::Violations(const Json& value) const {
  SchemaRun::Evaluated unused;
  return SchemaRun(*this).Apply(*schema_, value, unused);
}

}  // namespace wireproof::mock
