#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "mockserver/match/json_schema_program.h"

namespace wireproof::mock {
namespace {

// What a keyword's value must be, and where schemas are in it.
enum class Shape : std::uint8_t {
  kSchema,
  kSchemas,  // an array of them, not empty
  kSchemaOrSchemas,
  kSchemaMap,
  kPatternMap,    // the names are regular expressions
  kDependencies,  // schemas or arrays of names
  kNumber,
  kPositive,
  kCount,
  kString,
  kPattern,
  kNames,
  kNameMap,
  kArray,
  kBool,
  kType,
  kLimit,  // a number; true or false in draft 4
};

struct Keyword {
  std::string_view name;
  Shape shape;
  SchemaVersion from = SchemaVersion::kV4;
  SchemaVersion to = SchemaVersion::kV202012;
};
using enum SchemaVersion;

constexpr Keyword kKeywords[] = {
    {"definitions", Shape::kSchemaMap},
    {"$defs", Shape::kSchemaMap},
    {"properties", Shape::kSchemaMap},
    {"patternProperties", Shape::kPatternMap},
    {"additionalProperties", Shape::kSchema},
    {"items", Shape::kSchemaOrSchemas, kV4, kV201909},
    {"items", Shape::kSchema, kV202012},
    {"prefixItems", Shape::kSchemas, kV202012},
    {"additionalItems", Shape::kSchema, kV4, kV201909},
    {"unevaluatedItems", Shape::kSchema, kV201909},
    {"unevaluatedProperties", Shape::kSchema, kV201909},
    {"contains", Shape::kSchema, kV6},
    {"propertyNames", Shape::kSchema, kV6},
    {"if", Shape::kSchema, kV7},
    {"then", Shape::kSchema, kV7},
    {"else", Shape::kSchema, kV7},
    {"not", Shape::kSchema},
    {"allOf", Shape::kSchemas},
    {"anyOf", Shape::kSchemas},
    {"oneOf", Shape::kSchemas},
    {"dependencies", Shape::kDependencies},
    {"dependentSchemas", Shape::kSchemaMap, kV201909},
    {"dependentRequired", Shape::kNameMap, kV201909},
    {"type", Shape::kType},
    {"enum", Shape::kArray},
    {"multipleOf", Shape::kPositive},
    {"minimum", Shape::kNumber},
    {"maximum", Shape::kNumber},
    {"exclusiveMinimum", Shape::kLimit},
    {"exclusiveMaximum", Shape::kLimit},
    {"minLength", Shape::kCount},
    {"maxLength", Shape::kCount},
    {"minItems", Shape::kCount},
    {"maxItems", Shape::kCount},
    {"minProperties", Shape::kCount},
    {"maxProperties", Shape::kCount},
    {"minContains", Shape::kCount, kV201909},
    {"maxContains", Shape::kCount, kV201909},
    {"uniqueItems", Shape::kBool},
    {"required", Shape::kNames},
    {"pattern", Shape::kPattern},
    {"format", Shape::kString},
    {"$ref", Shape::kString},
    {"$dynamicRef", Shape::kString, kV202012},
    {"$recursiveRef", Shape::kString, kV201909, kV201909},
    {"$anchor", Shape::kString, kV201909},
    {"$dynamicAnchor", Shape::kString, kV202012},
};

std::unexpected<JsonProblem> Bad(std::string_view pointer, std::string_view message) {
  return std::unexpected(
      JsonProblem{std::string(pointer), "Invalid JSON Schema: " + std::string(message)});
}

bool IsNames(const Json& value) {
  return value.is_array() &&
         std::ranges::all_of(value, [](const Json& name) { return name.is_string(); });
}

bool IsType(const Json& value) {
  constexpr std::array<std::string_view, 7> kTypes = {"string", "number", "integer", "boolean",
                                                      "null",   "array",  "object"};
  return value.is_string() &&
         std::ranges::find(kTypes, value.get_ref<const std::string&>()) != kTypes.end();
}

// "http://a/b/c" and "d": "http://a/b/d" (RFC 3986 section 5.2 without dot segments).
std::string Joined(const std::string& base, const std::string& reference) {
  const std::size_t colon = reference.find(':');
  if (colon != std::string::npos && colon < reference.find_first_of("/?#")) return reference;
  const std::string_view plain = std::string_view(base).substr(0, base.find('#'));
  if (reference.empty() || reference.front() == '#') return std::string(plain) + reference;
  if (reference.front() == '/') {
    const std::size_t scheme = plain.find("://");
    const std::size_t start = scheme == std::string_view::npos ? 0 : scheme + 3;
    return std::string(plain.substr(0, plain.find('/', start))) + reference;
  }
  const std::size_t slash = plain.rfind('/');
  return std::string(plain.substr(0, slash == std::string_view::npos ? 0 : slash + 1)) + reference;
}

std::string Unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto hex = [&](std::size_t at) {
      return std::string_view("0123456789abcdef").find(static_cast<char>(text[at] | 0x20));
    };
    const bool escaped =
        text[i] == '%' && i + 2 < text.size() && hex(i + 1) < 16 && hex(i + 2) < 16;
    out += escaped ? static_cast<char>(hex(i + 1) * 16 + hex(i + 2)) : text[i];
    if (escaped) i += 2;
  }
  return out;
}

}  // namespace

const Json* SchemaMember(const Json& schema, std::string_view key) {
  const auto* members = schema.get_ptr<const Json::object_t*>();
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find_if(
      *members, [&](const auto& member) { return std::string_view(member.first) == key; });
  return found == members->end() ? nullptr : &found->second;
}

// Walks through all schemas of the document: checks, compiles patterns, notes names, then finds
// what references are about.
class SchemaCompiler {
 public:
  SchemaCompiler(const Json& schema, SchemaVersion version) {
    program_.schema_ = std::make_unique<const Json>(schema);
    program_.version_ = version;
  }

  std::expected<SchemaProgram, JsonProblem> Run() {
    const Json& root = *program_.schema_;
    if (auto version = ReadVersion(root); !version) return std::unexpected(version.error());
    names_[""] = &root;
    if (auto walked = Walk(root, "", ""); !walked) return std::unexpected(walked.error());
    // What a reference is about may hold more of them.
    for (std::size_t i = 0; i < references_.size(); ++i) {
      const Reference reference = references_[i];
      if (auto resolved = Resolve(reference); !resolved) return std::unexpected(resolved.error());
    }
    if (dynamic_ && resources_ > 1) {
      return Bad("", "$dynamicRef and $recursiveRef with embedded $id are not supported");
    }
    return std::move(program_);
  }

 private:
  using Checked = std::expected<void, JsonProblem>;

  struct Reference {
    const Json* schema;
    std::string to;
    std::string base;
    std::string pointer;
  };

  Checked ReadVersion(const Json& root) {
    const Json* named = SchemaMember(root, "$schema");
    if (named == nullptr) return {};
    if (!named->is_string()) return Bad("/$schema", "expected a string");
    std::string uri = named->get<std::string>();
    if (uri.ends_with('#')) uri.pop_back();
    constexpr std::array<std::string_view, 5> kUris = {
        "json-schema.org/draft-04/schema", "json-schema.org/draft-06/schema",
        "json-schema.org/draft-07/schema", "json-schema.org/draft/2019-09/schema",
        "json-schema.org/draft/2020-12/schema"};
    const auto found = std::ranges::find_if(
        kUris, [&](std::string_view known) { return uri.ends_with("//" + std::string(known)); });
    if (found == kUris.end()) return Bad("/$schema", "unknown dialect \"" + uri + "\"");
    program_.version_ = static_cast<SchemaVersion>(found - kUris.begin());
    return {};
  }

  Checked Walk(const Json& schema, std::string base, const std::string& pointer) {
    if (!seen_.emplace(&schema, true).second) return {};
    if (schema.is_boolean()) return {};
    if (!schema.is_object()) return Bad(pointer, "expected an object, true or false");
    if (auto named = Names(schema, base, pointer); !named) return named;
    for (const auto& [key, value] : schema.items()) {
      const auto keyword = std::ranges::find_if(kKeywords, [&, name = &key](const Keyword& known) {
        return known.name == *name && program_.version_ >= known.from &&
               program_.version_ <= known.to;
      });
      if (keyword == std::end(kKeywords)) continue;
      const std::string at = PointerTo(pointer, key);
      if (auto checked = Check(*keyword, value, base, at); !checked) return checked;
      if (key == "$ref" || key == "$dynamicRef" || key == "$recursiveRef") {
        if (key != "$ref") dynamic_ = true;
        references_.push_back({&schema, value.get<std::string>(), base, at});
      }
      if (key.starts_with("unevaluated")) program_.tracks_evaluated_ = true;
    }
    return {};
  }

  // $id and anchors; the base for what is within.
  Checked Names(const Json& schema, std::string& base, const std::string& pointer) {
    const bool draft4 = program_.version_ == kV4;
    const bool alone = program_.version_ <= kV7 && schema.contains("$ref");
    const Json* id = SchemaMember(schema, draft4 ? "id" : "$id");
    if (id != nullptr && id->is_string() && !alone) {
      std::string uri = Joined(base, id->get<std::string>());
      if (uri.ends_with('#')) uri.pop_back();
      names_[uri] = &schema;
      if (!uri.contains('#')) {
        base = uri;
        if (!pointer.empty()) ++resources_;
      }
    }
    for (const auto* key : {"$anchor", "$dynamicAnchor"}) {
      const Json* anchor = SchemaMember(schema, key);
      if (anchor == nullptr || program_.version_ < kV201909) continue;
      if (!anchor->is_string()) return Bad(PointerTo(pointer, key), "expected a string");
      names_[base + "#" + anchor->get<std::string>()] = &schema;
    }
    return {};
  }

  Checked Check(const Keyword& keyword, const Json& value, const std::string& base,
                const std::string& at) {
    switch (keyword.shape) {
      case Shape::kSchema:
        return Walk(value, base, at);
      case Shape::kSchemaOrSchemas:
        if (!value.is_array()) return Walk(value, base, at);
        return WalkAll(value, base, at);
      case Shape::kSchemas:
        if (!value.is_array() || value.empty()) return Bad(at, "expected an array of schemas");
        return WalkAll(value, base, at);
      case Shape::kSchemaMap:
      case Shape::kPatternMap:
      case Shape::kDependencies:
      case Shape::kNameMap:
        return CheckMap(keyword.shape, value, base, at);
      case Shape::kPattern:
        if (!value.is_string()) return Bad(at, "expected a string");
        return Pattern(value.get_ref<const std::string&>(), at);
      default:
        return CheckScalar(keyword.shape, value, at);
    }
  }

  Checked WalkAll(const Json& schemas, const std::string& base, const std::string& at) {
    for (std::size_t i = 0; i < schemas.size(); ++i) {
      if (auto walked = Walk(schemas[i], base, PointerTo(at, i)); !walked) return walked;
    }
    return {};
  }

  Checked CheckMap(Shape shape, const Json& value, const std::string& base, const std::string& at) {
    if (!value.is_object()) return Bad(at, "expected an object");
    for (const auto& [key, member] : value.items()) {
      const std::string pointer = PointerTo(at, key);
      if (shape == Shape::kPatternMap) {
        if (auto compiled = Pattern(key, pointer); !compiled) return compiled;
      }
      const bool names =
          shape == Shape::kNameMap || (shape == Shape::kDependencies && member.is_array());
      if (names) {
        if (!IsNames(member)) return Bad(pointer, "expected an array of names");
      } else if (auto walked = Walk(member, base, pointer); !walked) {
        return walked;
      }
    }
    return {};
  }

  Checked CheckScalar(Shape shape, const Json& value, const std::string& at) const {
    switch (shape) {
      case Shape::kNumber:
        return IsNumber(value) ? Checked() : Bad(at, "expected a number");
      case Shape::kLimit: {
        const bool fits = program_.version_ == kV4 ? value.is_boolean() : IsNumber(value);
        return fits ? Checked() : Bad(at, "expected a number (in draft 4 true or false)");
      }
      case Shape::kPositive:
        return IsNumber(value) && CompareNumbers(value, Json(0)) > 0
                   ? Checked()
                   : Bad(at, "expected a number greater than 0");
      case Shape::kCount:
        return IsNumber(value) && CompareNumbers(value, Json(0)) >= 0
                   ? Checked()
                   : Bad(at, "expected a number that is not negative");
      case Shape::kString:
        return value.is_string() ? Checked() : Bad(at, "expected a string");
      case Shape::kNames:
        return IsNames(value) ? Checked() : Bad(at, "expected an array of names");
      case Shape::kArray:
        return value.is_array() ? Checked() : Bad(at, "expected an array");
      case Shape::kBool:
        return value.is_boolean() ? Checked() : Bad(at, "expected true or false");
      case Shape::kType: {
        const bool fits = IsType(value) || (value.is_array() && !value.empty() &&
                                            std::ranges::all_of(value, IsType));
        return fits ? Checked() : Bad(at, "unknown type");
      }
      default:
        return {};
    }
  }

  Checked Pattern(const std::string& text, const std::string& at) {
    if (program_.patterns_.contains(text)) return {};
    auto regex = JavaRegex::Compile(text);
    if (!regex) return Bad(at, regex.error());
    program_.patterns_.emplace(text, std::move(*regex));
    return {};
  }

  Checked Resolve(const Reference& reference) {
    const std::string uri = Joined(reference.base, reference.to);
    const std::size_t hash = std::min(uri.find('#'), uri.size());
    const std::string document = uri.substr(0, hash);
    const std::string fragment =
        Unescaped(std::string_view(uri).substr(std::min(hash + 1, uri.size())));
    const Json* target = nullptr;
    if (const auto named = names_.find(document + "#" + fragment);
        !fragment.empty() && named != names_.end()) {
      target = named->second;
    } else if (const auto resource = names_.find(document); resource != names_.end()) {
      if (fragment.empty()) target = resource->second;
      if (fragment.starts_with('/')) target = At(*resource->second, fragment);
    }
    if (target == nullptr) {
      return Bad(reference.pointer,
                 fmt::format("\"{}\" is not in this document; nothing is fetched", reference.to));
    }
    program_.targets_[reference.schema] = target;
    return Walk(*target, document, reference.pointer);
  }

  static const Json* At(const Json& document, const std::string& pointer) {
    try {
      return &document.at(Json::json_pointer(pointer));
    } catch (const nlohmann::json::exception&) {
      return nullptr;
    }
  }

  SchemaProgram program_;
  std::map<std::string, const Json*> names_;  // by absolute URI
  std::vector<Reference> references_;
  std::unordered_map<const Json*, bool> seen_;
  int resources_ = 1;
  bool dynamic_ = false;
};

std::expected<SchemaProgram, JsonProblem> SchemaProgram::Compile(const Json& schema,
                                                                 SchemaVersion version) {
  return SchemaCompiler(schema, version).Run();
}

}  // namespace wireproof::mock
