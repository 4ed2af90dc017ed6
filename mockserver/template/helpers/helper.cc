#include "mockserver/template/helpers/helper.h"

#include <fmt/format.h>

#include <unordered_map>

namespace wireproof::mock::handlebars {
namespace {

using HelperTable = std::unordered_map<std::string_view, Helper>;

HelperTable AllHelpers() {
  HelperTable table;
  for (const auto& group : {BuiltinHelpers(), ConditionHelpers(), StringHelpers(),
                            StringFormatHelpers(), NumberHelpers(), CodingHelpers(), RegexHelpers(),
                            JsonHelpers(), JsonEditHelpers(), DateHelpers(), RandomHelpers(),
                            ListHelpers(), MathHelpers(), SystemHelpers(), XmlHelpers()}) {
    for (const auto& [name, helper] : group) table.emplace(name, helper);
  }
  return table;
}

}  // namespace

Helper FindHelper(std::string_view name) {
  static const HelperTable kTable = AllHelpers();
  const auto found = kTable.find(name);
  return found == kTable.end() ? nullptr : found->second;
}

TemplateValue ErrorText(std::string_view message) {
  return TemplateValue::Text(fmt::format("[ERROR: {}]", message));
}

TemplateValue TextValue(std::string text) {
  return TemplateValue::Text(std::move(text));
}

TemplateValue HelperCall::Param(std::size_t index) const {
  return index < params.size() ? params[index] : TemplateValue();
}

TemplateValue HelperCall::Option(std::string_view name) const {
  for (const auto& [key, value] : hash) {
    if (key == name) return value;
  }
  return {};
}

bool HelperCall::Flag(std::string_view name) const {
  return Option(name).boolean().value_or(false);
}

std::expected<std::int64_t, std::string> HelperCall::Whole(std::string_view name,
                                                           std::int64_t otherwise) const {
  const TemplateValue value = Option(name);
  if (value.is_null()) return otherwise;
  if (const auto whole = value.integer()) return *whole;
  return std::unexpected(fmt::format("{} must be a whole number", name));
}

std::expected<std::string, std::string> HelperCall::ContextText() const {
  if (context.is_null()) return std::unexpected("expected a value, found none");
  return Text(context);
}

std::string HelperCall::Body() const {
  if (block == nullptr) return {};
  return rendering.Capture(block->body, scope);
}

std::string HelperCall::BodyWith(const TemplateValue& value) const {
  Scope inner{.value = value, .parent = &scope};
  if (!block->params.empty()) inner.params.emplace_back(block->params[0], value);
  return rendering.Capture(block->body, inner);
}

std::string HelperCall::Inverse() const {
  return block == nullptr ? std::string() : rendering.Capture(block->inverse, scope);
}

std::expected<std::string, std::string> HelperCall::Input() const {
  if (section()) return Body();
  return ContextText();
}

}  // namespace wireproof::mock::handlebars
