#include "mockserver/stub/octets_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace wireproof::mock {
namespace {

// Octets nest less, and so do TLS settings.
constexpr std::size_t kMaxDepth = script::OctetsTemplate::kMaxDepth + 10;

bool ToPlain(const Json& value, std::size_t depth, nlohmann::json& plain) {
  if (depth > kMaxDepth) return false;
  if (value.is_object()) {
    plain = nlohmann::json::object();
    for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
      if (!ToPlain(member, depth + 1, plain[key])) return false;
    }
    return true;
  }
  if (value.is_array()) {
    plain = nlohmann::json::array();
    for (const Json& item : value) {
      plain.push_back(nullptr);
      if (!ToPlain(item, depth + 1, plain.back())) return false;
    }
    return true;
  }
  if (value.is_string()) plain = value.get_ref<const std::string&>();
  if (value.is_boolean()) plain = value.get<bool>();
  if (value.is_number_integer()) {
    // Readers there ask for unsigned numbers, which nlohmann's parser makes of all that can be.
    const bool negative = !value.is_number_unsigned() && value.get<std::int64_t>() < 0;
    plain = negative ? nlohmann::json(value.get<std::int64_t>())
                     : nlohmann::json(value.get<std::uint64_t>());
  }
  if (!value.is_number_integer() && IsNumber(value)) plain = NumberValue(value);
  return true;
}

}  // namespace

std::optional<nlohmann::json> PlainJson(const Json& value) {
  nlohmann::json plain;
  if (!ToPlain(value, 0, plain)) return std::nullopt;
  return plain;
}

Json OrderedJson(const nlohmann::json& value) {
  return Json::parse(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

script::OctetsTemplate ReadOctets(StubReader& reader, const Json& value, const std::string& pointer,
                                  const std::vector<std::string_view>& variables) {
  const auto plain = PlainJson(value);
  if (!plain) {
    reader.Refuse(pointer, fmt::format("nested deeper than {} levels", kMaxDepth));
    return {};
  }
  auto octets = script::OctetsTemplate::FromJson(*plain);
  if (!octets) {
    reader.Refuse(pointer + octets.error().pointer, octets.error().message);
    return {};
  }
  for (const std::string& name : octets->Variables()) {
    if (std::ranges::find(variables, name) != variables.end()) continue;
    reader.Refuse(pointer, fmt::format("unknown variable ${{{}}}; expected one of {}", name,
                                       fmt::join(variables, ", ")));
    return {};
  }
  const auto text = octets->Expand([](std::string_view) { return std::string(); });
  if (!reader.SpendOctets(text->size(), pointer)) return {};
  return std::move(*octets);
}

std::vector<std::string> ReadLines(StubReader& reader, const Json& value,
                                   const std::string& pointer) {
  std::vector<std::string> lines;
  if (!value.is_array()) {
    reader.Refuse(pointer, fmt::format("found {}; expected an array of strings", Shown(value)));
    return lines;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    auto line = ReadLineOctets(reader, value[i], PointerTo(pointer, i));
    if (!line) break;
    lines.push_back(std::move(*line));
  }
  return lines;
}

Json LinesToJson(const std::vector<std::string>& lines) {
  Json value = Json::array();
  for (const std::string& line : lines) value.push_back(script::OctetsToUtf8(line));
  return value;
}

wire::Fields ReadFieldList(StubReader& reader, const Json& value, const std::string& pointer) {
  wire::Fields fields;
  if (!value.is_array()) {
    reader.Refuse(
        pointer, fmt::format("found {}; expected an array of [\"Name\", \"value\"]", Shown(value)));
    return fields;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Json& line = value[i];
    const std::string here = PointerTo(pointer, i);
    if (!line.is_array() || line.size() != 2) {
      reader.Refuse(here, "expected [\"Name\", \"value\"]");
      break;
    }
    auto name = ReadLineOctets(reader, line[0], PointerTo(here, std::size_t{0}));
    auto text = ReadLineOctets(reader, line[1], PointerTo(here, std::size_t{1}));
    if (!name || !text) break;
    if (name->empty()) reader.Refuse(PointerTo(here, std::size_t{0}), "expected a name");
    fields.push_back({.name = std::move(*name), .value = std::move(*text)});
  }
  return fields;
}

Json FieldListToJson(const wire::Fields& fields) {
  Json value = Json::array();
  for (const wire::Field& field : fields) {
    value.push_back(
        Json::array({script::OctetsToUtf8(field.name), script::OctetsToUtf8(field.value)}));
  }
  return value;
}

}  // namespace wireproof::mock
