#include "mockserver/template/template.h"

#include <fmt/format.h>

#include "mockserver/template/lexer.h"
#include "mockserver/template/parser.h"
#include "mockserver/template/rendering.h"

namespace wireproof::mock {

struct Template::Program {
  handlebars::Nodes nodes = {};
  bool constant = false;
};

namespace {

// Whether the tree is nothing but the source: no tags, not even comments.
bool IsConstant(const handlebars::Nodes& nodes, std::string_view source) {
  std::string text;
  for (const handlebars::Node& node : nodes) {
    const auto* one = std::get_if<handlebars::TextNode>(&node.value);
    if (one == nullptr) return false;
    text += one->text;
  }
  return text == source;
}

}  // namespace

std::expected<Template, std::string> Template::Compile(std::string_view source,
                                                       const TemplateLimits& limits) {
  if (source.size() > limits.max_source_bytes) {
    return std::unexpected(fmt::format("1:1: a template of {} octets; at most {}", source.size(),
                                       limits.max_source_bytes));
  }
  auto tags = handlebars::Lex(source);
  if (!tags) return std::unexpected(std::move(tags.error()));
  auto nodes = handlebars::ParseTags(*std::move(tags), limits.max_depth);
  if (!nodes) return std::unexpected(std::move(nodes.error()));
  const bool constant = IsConstant(*nodes, source);
  return Template(
      std::make_shared<const Program>(Program{.nodes = *std::move(nodes), .constant = constant}));
}

bool Template::is_constant() const {
  return program_->constant;
}

std::expected<std::string, std::string> Template::Render(const TemplateValue& model,
                                                         const RenderOptions& options) const {
  return handlebars::Rendering(options).Run(program_->nodes, model);
}

}  // namespace wireproof::mock
