// What names mean: Rendering::Resolve.
#include "mockserver/template/rendering.h"

namespace wireproof::mock::handlebars {
namespace {

// @index, @key and the like; nothing where the scope is no iteration.
TemplateValue LoopMember(const LoopPlace& loop, std::string_view name) {
  const auto index = static_cast<std::int64_t>(loop.index);
  if (name == "index") return TemplateValue::Integer(index);
  if (name == "index_1") return TemplateValue::Integer(index + 1);
  // Of a list it is the index.
  if (name == "key") {
    return loop.key != nullptr ? TemplateValue::Text(*loop.key) : TemplateValue::Integer(index);
  }
  if (name == "first") return TemplateValue::Borrowed(loop.index == 0 ? "first" : "");
  if (name == "last") return TemplateValue::Borrowed(loop.last ? "last" : "");
  if (name == "odd") return TemplateValue::Borrowed(index % 2 == 1 ? "odd" : "");
  if (name == "even") return TemplateValue::Borrowed(index % 2 == 0 ? "even" : "");
  return {};
}

}  // namespace

// Each context from the innermost to the outermost is asked for the whole name, then the
// variables. "../" leaves contexts out; "this" asks one alone; "@" asks no contexts.
TemplateValue Rendering::Resolve(const NamePath& path, const Scope& scope) {
  const Scope* start = &scope;
  for (std::size_t i = 0; i < path.parents; ++i) {
    start = start->parent;
    if (start == nullptr) return {};
  }
  if (path.this_alone || (path.segments.empty() && path.parents > 0)) {
    return Walk(start->value, path, 0);
  }
  if (path.segments.empty()) return {};
  const std::string& head = path.segments[0];
  if (path.data) {
    if (head == "root") return Walk(root_->value, path, 1);
    for (; start != nullptr; start = start->parent) {
      if (start->loop == nullptr) continue;
      if (TemplateValue value = LoopMember(*start->loop, head); !value.is_null()) return value;
    }
  }
  for (; start != nullptr; start = start->parent) {
    if (TemplateValue value = ResolveIn(path, *start); !value.is_null()) return value;
  }
  if (path.parents > 0) return {};
  const auto variable = variables_.find(head);
  return variable == variables_.end() ? TemplateValue() : Walk(variable->second, path, 1);
}

TemplateValue Rendering::ResolveIn(const NamePath& path, const Scope& scope) {
  for (const auto& [name, value] : scope.params) {
    if (name == path.segments[0]) return Walk(value, path, 1);
  }
  return Walk(scope.value, path, 0);
}

TemplateValue Rendering::Walk(TemplateValue value, const NamePath& path, std::size_t from) {
  for (std::size_t i = from; i < path.segments.size() && !value.is_null(); ++i) {
    // Members are found by walking through them.
    if (!Charge(8 * value.size())) return {};
    value = value.Member(path.segments[i]);
  }
  return value;
}

}  // namespace wireproof::mock::handlebars
