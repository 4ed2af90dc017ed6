// One rendering of a template: its contexts, variables and budgets. Private to this folder.
#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mockserver/template/template.h"
#include "mockserver/template/tree.h"

namespace wireproof::mock::handlebars {

class Regex;

// Where an `each` is.
struct LoopPlace {
  std::size_t index = 0;
  bool last = false;
  const std::string* key = nullptr;
};

// A context: a value, in the one around it.
struct Scope {
  TemplateValue value = {};
  const Scope* parent = nullptr;
  const LoopPlace* loop = nullptr;
  std::vector<std::pair<std::string_view, TemplateValue>> params = {};  // as |a b|
};

// What went wrong last stands in failure(); everything that gives a bool gives false then, and
// everything else something empty.
class Rendering {
 public:
  explicit Rendering(const RenderOptions& options) : options_(options) {}
  Rendering(const Rendering&) = delete;
  Rendering& operator=(const Rendering&) = delete;

  std::expected<std::string, std::string> Run(const Nodes& nodes, const TemplateValue& model);

  const RenderOptions& options() const { return options_; }
  const std::string& failure() const { return failure_; }
  bool Fail(std::string message);

  // Counts octets read or made by helpers; false when too many were.
  bool Charge(std::size_t octets);
  // The text of a value, counted.
  std::string Text(const TemplateValue& value);
  // A variable of the whole template from here on.
  void Assign(std::string name, TemplateValue value);
  // What nodes give in a context, counted.
  std::string Capture(const Nodes& nodes, const Scope& scope);
  // The same pattern is compiled once.
  std::expected<const Regex*, std::string> CompileRegex(std::string_view pattern);
  // The same text is read once. Null where it is no JSON.
  std::shared_ptr<const Json> ReadDocument(const TemplateText& text);

 private:
  friend class Blocks;

  bool Step();
  bool RenderNodes(const Nodes& nodes, const Scope& scope, std::string& out);
  bool RenderOutput(const Call& call, const Scope& scope, std::string& out);
  bool RenderBlock(const BlockNode& block, const Scope& scope, std::string& out);
  bool RenderPartial(const PartialNode& partial, const Scope& scope, std::string& out);
  bool RenderSection(const BlockNode& block, const Scope& scope, std::string& out);
  bool Append(std::string_view text, std::string& out);
  bool AppendValue(const TemplateValue& value, std::string& out);

  TemplateValue Evaluate(const Expression& expression, const Scope& scope);
  // The value of a helper's call; nullopt where no helper has the name.
  std::optional<TemplateValue> CallHelper(const Call& call, const Scope& scope,
                                          const BlockNode* block);
  TemplateValue Resolve(const NamePath& path, const Scope& scope);
  TemplateValue ResolveIn(const NamePath& path, const Scope& scope);
  TemplateValue Walk(TemplateValue value, const NamePath& path, std::size_t from);

  const RenderOptions& options_;
  const Scope* root_ = nullptr;
  std::map<std::string, TemplateValue, std::less<>> variables_;
  std::map<std::string, const BlockNode*, std::less<>> partials_;
  std::map<std::string, std::shared_ptr<const Regex>, std::less<>> regexes_;
  struct Document {
    TemplateText text;
    std::shared_ptr<const Json> json;
  };
  std::vector<Document> documents_;
  std::size_t steps_ = 0;
  std::size_t charged_ = 0;
  std::size_t partial_depth_ = 0;
  std::string failure_;
};

}  // namespace wireproof::mock::handlebars
