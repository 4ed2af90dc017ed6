// Fields as WireMock writes them. Private to this folder.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/script/octets.h"
#include "mockserver/admin/admin_call.h"
#include "mockserver/match/utf8.h"

namespace wireproof::mock {

// A value of a field as text: UTF-8, or Latin-1 where it is none.
inline std::string FieldText(std::string_view octets) {
  return IsUtf8(octets) ? std::string(octets) : script::OctetsToUtf8(octets);
}

// A value, or the array of them where there are several.
inline Json OneOrMany(const std::vector<std::string>& values) {
  if (values.size() == 1) return values.front();
  return values;
}

// {"Name": "value" | ["v1", "v2"]}: names by their first spelling, whatever their case later.
template <typename FieldList>
Json FieldsJson(const FieldList& fields) {
  std::vector<std::pair<std::string, std::vector<std::string>>> grouped;
  for (const auto& field : fields) {
    const auto same = [&](const auto& group) {
      return LowerCase(group.first) == LowerCase(field.name);
    };
    auto at = std::ranges::find_if(grouped, same);
    if (at == grouped.end()) {
      at = grouped.insert(grouped.end(), {std::string(field.name), {}});
    }
    at->second.push_back(FieldText(field.value));
  }
  Json object = Json::object();
  for (const auto& [name, values] : grouped) object[name] = OneOrMany(values);
  return object;
}

}  // namespace wireproof::mock
