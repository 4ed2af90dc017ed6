#include "harness/scenario/substitution.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/scenario/families.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;
using script::PointerTo;

// The name, where the text is one variable alone.
std::optional<std::string_view> VariableAlone(std::string_view text) {
  if (!text.starts_with("${") || text.find('}') != text.size() - 1) return std::nullopt;
  return text.substr(2, text.size() - 3);
}

}  // namespace

void Substitution::Apply(json& value, const std::string& pointer) {
  if (value.is_string()) {
    ApplyToString(value, pointer);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) Apply(value[i], PointerTo(pointer, i));
  } else if (value.is_object()) {
    ApplyToMembers(value, pointer);
  }
}

void Substitution::ApplyToMembers(json& object, const std::string& pointer) {
  json renamed = json::object();
  for (auto& [key, member] : object.items()) {
    const std::string at = PointerTo(pointer, key);
    const std::string name =
        key.find('$') == std::string::npos ? std::string(key) : PutInto(key, at);
    if (renamed.contains(name)) {
      Fail(at, fmt::format("key \"{}\" twice, once its variables are put in", name));
      continue;
    }
    const std::string new_pointer = PointerTo(pointer, name);
    if (name != key) source_.origins.push_back({new_pointer, source_.Translate(at)});
    Apply(member, new_pointer);
    renamed[name] = std::move(member);
  }
  object = std::move(renamed);
}

void Substitution::ApplyToString(json& value, const std::string& pointer) {
  const std::string text = value.get<std::string>();
  if (const auto name = VariableAlone(text)) {
    if (const auto variable = variables_.find(*name); variable != variables_.end()) {
      used_.emplace(*name);
      source_.origins.push_back({pointer, PointerTo(row_pointer_, *name)});
      value = *variable->second;
      return;
    }
  }
  if (text.find('$') != std::string::npos) value = PutInto(text, pointer);
}

std::string Substitution::PutInto(const std::string& text, const std::string& pointer) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t dollar = std::min(text.find('$', at), text.size());
    out.append(text, at, dollar - at);
    at = dollar;
    if (at == text.size()) break;
    if (text.compare(at, 2, "$$") == 0) {
      out += "$$";
      at += 2;
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (text.compare(at, 2, "${") != 0 || end == std::string::npos) {
      Fail(pointer, fmt::format("{}: a dollar alone; expected ${{name}} or $$", Found(json(text))));
      return text;
    }
    AppendValue(out, std::string_view(text).substr(at + 2, end - at - 2), pointer);
    at = end + 1;
  }
  return out;
}

void Substitution::AppendValue(std::string& text, std::string_view name,
                               const std::string& pointer) {
  const auto variable = variables_.find(name);
  if (variable == variables_.end()) {
    if (std::ranges::find(kRunVariables, name) == std::end(kRunVariables)) {
      Fail(pointer,
           fmt::format("unknown variable \"{}\"; expected one of {}", name, KnownVariables()));
    }
    text += fmt::format("${{{}}}", name);
    return;
  }
  used_.emplace(name);
  const json& value = *variable->second;
  if (value.is_string()) {
    text += value.get_ref<const std::string&>();
  } else if (value.is_number_integer()) {
    text += value.dump();
  } else {
    Fail(PointerTo(row_pointer_, name),
         fmt::format("{}; expected a string or an integer, because \"{}\" is used inside a string",
                     Found(value), name));
  }
}

void Substitution::Fail(const std::string& pointer, std::string message) const {
  const std::string at = pointer.starts_with(row_pointer_) ? pointer : source_.Translate(pointer);
  source_.faults->Add(at, std::move(message), source_.row);
}

std::string Substitution::KnownVariables() const {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : variables_) names.push_back(name);
  names.insert(names.end(), std::begin(kRunVariables), std::end(kRunVariables));
  return ListNames(names);
}

}  // namespace wireproof::harness
