#include "harness/subject/members.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "http/script/json_reader.h"
#include "http/script/octets.h"

namespace wireproof::harness {

using nlohmann::json;

namespace {

const json kEmptyObject = json::object();

}  // namespace

Members::Members(const json& value, std::string pointer, MemberProblem& problem)
    : value_(&value), pointer_(std::move(pointer)), problem_(&problem) {
  if (value.is_object()) return;
  problem.Set(pointer_, fmt::format("expected an object, found {}", value.type_name()));
  value_ = &kEmptyObject;
}

bool Members::Has(const char* name) const {
  return value_->contains(name);
}

const json* Members::Optional(const char* name) {
  asked_.push_back(name);
  const auto found = value_->find(name);
  return found == value_->end() ? nullptr : &*found;
}

const json* Members::Any(const char* name) {
  const json* member = Optional(name);
  if (member == nullptr) problem_->Set(pointer_, fmt::format("the member \"{}\" is missing", name));
  return member;
}

std::string Members::TextOr(const char* name, std::string fallback) {
  const json* member = Optional(name);
  if (member == nullptr) return fallback;
  if (!member->is_string()) {
    Wrong(name, fmt::format("expected a string, found {}", member->type_name()));
    return fallback;
  }
  return member->get<std::string>();
}

std::string Members::Text(const char* name) {
  if (Any(name) == nullptr) return {};
  std::string text = TextOr(name, {});
  if (text.empty()) Wrong(name, "expected a string that is not empty");
  return text;
}

std::int64_t Members::IntegerOr(const char* name, std::int64_t least, std::int64_t most,
                                std::int64_t fallback) {
  const json* member = Optional(name);
  if (member == nullptr) return fallback;
  if (member->is_number_integer()) {
    const auto number = member->get<std::int64_t>();
    if (number >= least && number <= most) return number;
  }
  Wrong(name, fmt::format("expected an integer from {} to {}", least, most));
  return fallback;
}

std::int64_t Members::Integer(const char* name, std::int64_t least, std::int64_t most) {
  return Any(name) == nullptr ? least : IntegerOr(name, least, most, least);
}

std::vector<std::string> Members::Texts(const char* name) {
  const json* member = Optional(name);
  std::vector<std::string> texts;
  if (member == nullptr) return texts;
  if (!member->is_array()) Wrong(name, "expected an array of strings");
  for (const json& item : *member) {
    if (item.is_string()) {
      texts.push_back(item.get<std::string>());
    } else {
      Wrong(name, "expected an array of strings");
    }
  }
  return texts;
}

std::string Members::Octets(const char* name) {
  const std::string text = TextOr(name, {});
  auto octets = script::OctetsFromUtf8(text);
  if (!octets) Wrong(name, "expected octets: no character above U+00FF");
  return octets.value_or("");
}

std::vector<std::pair<std::string, std::string>> Members::Fields(const char* name) {
  std::vector<std::pair<std::string, std::string>> fields;
  const json* member = Optional(name);
  if (member == nullptr) return fields;
  const auto wrong = [&] { Wrong(name, "expected fields: an array of [name, value]"); };
  if (!member->is_array()) wrong();
  for (const json& item : *member) {
    if (!item.is_array() || item.size() != 2 || !item[0].is_string() || !item[1].is_string()) {
      wrong();
      return fields;
    }
    auto field_name = script::OctetsFromUtf8(item[0].get_ref<const std::string&>());
    auto field_value = script::OctetsFromUtf8(item[1].get_ref<const std::string&>());
    if (!field_name || !field_value) {
      wrong();
      return fields;
    }
    fields.emplace_back(std::move(*field_name), std::move(*field_value));
  }
  return fields;
}

std::string Members::PointerTo(const char* name) const {
  return script::PointerTo(pointer_, std::string_view(name));
}

void Members::Wrong(const char* name, std::string message) {
  problem_->Set(PointerTo(name), std::move(message));
}

void Members::Done() {
  for (const auto& [name, member] : value_->items()) {
    if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
    problem_->Set(script::PointerTo(pointer_, std::string_view(name)), "unknown member");
  }
}

}  // namespace wireproof::harness
