// The blocks that render their own bodies: if, unless, each, with. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mockserver/template/rendering.h"

namespace wireproof::mock::handlebars {

class Blocks {
 public:
  // All must outlive this; what is rendered is appended to `out`.
  Blocks(Rendering& rendering, const BlockNode& block, const Scope& scope, std::string& out)
      : rendering_(rendering), block_(block), scope_(scope), out_(out) {}

  // nullopt where `name` is none of these blocks.
  std::optional<bool> Render(std::string_view name);
  // {{#name}} with the value of the name.
  bool RenderSection(const TemplateValue& value);

 private:
  // The first argument; the context where there is none.
  TemplateValue Subject();
  bool Body() { return rendering_.RenderNodes(block_.body, scope_, out_); }
  bool Inverse() { return rendering_.RenderNodes(block_.inverse, scope_, out_); }
  bool With(const TemplateValue& value);
  bool Each(const TemplateValue& value);
  bool EachItem(const std::vector<TemplateValue>& items);
  bool EachEntry(const TemplateEntries& entries);
  bool Iterate(const TemplateValue& value, const LoopPlace& loop);

  Rendering& rendering_;
  const BlockNode& block_;
  const Scope& scope_;
  std::string& out_;
};

}  // namespace wireproof::mock::handlebars
