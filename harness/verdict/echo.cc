#include "harness/verdict/echo.h"

#include <nlohmann/json.hpp>

#include "harness/verdict/words.h"
#include "http/script/json_reader.h"
#include "http/script/octets.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;

std::optional<std::string> Octets(const json& value) {
  if (!value.is_string()) return std::nullopt;
  return script::OctetsFromUtf8(value.get_ref<const std::string&>());
}

// Each of these reads a member where there is one; false where it is something else.
bool ReadMember(const json& object, const char* name, std::optional<std::string>& into) {
  const auto found = object.find(name);
  if (found == object.end()) return true;
  into = Octets(*found);
  return into.has_value();
}

bool ReadMember(const json& object, const char* name, std::optional<wire::Fields>& into) {
  const auto found = object.find(name);
  if (found == object.end()) return true;
  if (!found->is_array()) return false;
  into.emplace();
  for (const json& line : *found) {
    if (!line.is_array() || line.size() != 2) return false;
    auto field_name = Octets(line[0]);
    auto field_value = Octets(line[1]);
    if (!field_name || !field_value) return false;
    into->push_back({*std::move(field_name), *std::move(field_value)});
  }
  return true;
}

}  // namespace

std::expected<Echo, std::string> ParseEcho(std::string_view body) {
  const auto value = script::ParseJson(body);
  if (!value) return std::unexpected("not JSON: " + script::Describe(value.error()));
  if (!value->is_object()) return std::unexpected("not a JSON object: " + Quoted(body));
  Echo echo;
  const auto bad = [](const char* member, const char* wanted) {
    return std::unexpected(std::string("its member ") + member + " is not " + wanted);
  };
  if (!ReadMember(*value, "method", echo.method)) return bad("method", "octets");
  if (!ReadMember(*value, "target", echo.target)) return bad("target", "octets");
  if (!ReadMember(*value, "version", echo.version)) return bad("version", "octets");
  if (!ReadMember(*value, "body", echo.body)) return bad("body", "octets");
  if (!ReadMember(*value, "fields", echo.fields)) return bad("fields", "a list of fields");
  if (!ReadMember(*value, "trailers", echo.trailers)) return bad("trailers", "a list of fields");
  return echo;
}

}  // namespace wireproof::harness
