#include "mockserver/template/blocks.h"

namespace wireproof::mock::handlebars {

std::optional<bool> Blocks::Render(std::string_view name) {
  if (name == "if" || name == "unless") {
    const bool wants = name == "if";
    const bool holds = !Subject().IsEmpty();
    return holds == wants ? Body() : Inverse();
  }
  if (name == "each") return Each(Subject());
  if (name == "with") return With(Subject());
  return std::nullopt;
}

TemplateValue Blocks::Subject() {
  const Call& call = block_.call;
  return call.params.empty() ? scope_.value : rendering_.Evaluate(call.params[0], scope_);
}

bool Blocks::RenderSection(const TemplateValue& value) {
  if (value.IsEmpty()) return Inverse();
  if (value.is_list()) return Each(value);
  if (value.boolean()) return Body();
  return With(value);
}

bool Blocks::With(const TemplateValue& value) {
  if (value.IsEmpty()) return Inverse();
  Scope inner{.value = value, .parent = &scope_};
  if (!block_.params.empty()) inner.params.emplace_back(block_.params[0], value);
  return rendering_.RenderNodes(block_.body, inner, out_);
}

bool Blocks::Each(const TemplateValue& value) {
  if (value.is_list()) {
    // One item at a time: a list of a document may be large.
    const std::size_t size = value.size();
    if (size == 0) return Inverse();
    for (std::size_t i = 0; i < size; ++i) {
      if (!Iterate(value.At(i), {.index = i, .last = i + 1 == size})) return false;
    }
    return true;
  }
  if (const TemplateObject* object = value.object()) {
    if (const auto items = object->Items()) return EachItem(*items);
  }
  if (const auto entries = value.Entries()) return EachEntry(*entries);
  return Inverse();
}

bool Blocks::EachItem(const std::vector<TemplateValue>& items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!Iterate(items[i], {.index = i, .last = i + 1 == items.size()})) return false;
  }
  return !items.empty() || Inverse();
}

bool Blocks::EachEntry(const TemplateEntries& entries) {
  if (!rendering_.Charge(32 * entries.size())) return false;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& [key, value] = entries[i];
    if (!Iterate(value, {.index = i, .last = i + 1 == entries.size(), .key = &key})) return false;
  }
  return !entries.empty() || Inverse();
}

// as |item index|, or as |value key|.
bool Blocks::Iterate(const TemplateValue& value, const LoopPlace& loop) {
  if (!rendering_.Step()) return false;
  Scope inner{.value = value, .parent = &scope_, .loop = &loop};
  if (!block_.params.empty()) inner.params.emplace_back(block_.params[0], value);
  if (block_.params.size() > 1) {
    inner.params.emplace_back(block_.params[1],
                              loop.key != nullptr
                                  ? TemplateValue::Text(*loop.key)
                                  : TemplateValue::Integer(static_cast<std::int64_t>(loop.index)));
  }
  return rendering_.RenderNodes(block_.body, inner, out_);
}

}  // namespace wireproof::mock::handlebars
