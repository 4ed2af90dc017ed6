#include "mockserver/template/rendering.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mockserver/template/blocks.h"
#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/lexer.h"
#include "mockserver/template/regex.h"

namespace wireproof::mock::handlebars {
namespace {

// Compiling a pattern costs up to megabytes and milliseconds, so it counts as that many octets.
constexpr std::size_t kRegexCharge = std::size_t{1} << 20;
// A few documents are asked again and again; more are not worth searching.
constexpr std::size_t kMostDocuments = 16;

// Roughly what a helper reads of an argument.
std::size_t SizeOf(const TemplateValue& value) {
  if (const auto text = value.text()) return text->size();
  return 16 + 16 * value.size();
}

}  // namespace

std::expected<std::string, std::string> Rendering::Run(const Nodes& nodes,
                                                       const TemplateValue& model) {
  const Scope root{.value = model};
  root_ = &root;
  std::string out;
  const bool rendered = RenderNodes(nodes, root, out);
  if (options_.cost != nullptr) {
    options_.cost->steps += steps_;
    options_.cost->work_bytes += charged_;
  }
  if (!rendered || !failure_.empty()) return std::unexpected(failure_);
  return out;
}

bool Rendering::Fail(std::string message) {
  if (failure_.empty()) failure_ = std::move(message);
  return false;
}

bool Rendering::Step() {
  if (++steps_ <= options_.limits.max_steps) return failure_.empty();
  return Fail(fmt::format("the template takes more than {} steps", options_.limits.max_steps));
}

bool Rendering::Charge(std::size_t octets) {
  charged_ += octets;
  if (charged_ <= options_.limits.max_work_bytes) return failure_.empty();
  return Fail(fmt::format("the template's helpers read and make more than {} octets",
                          options_.limits.max_work_bytes));
}

std::string Rendering::Text(const TemplateValue& value) {
  TextSink sink(options_.limits.max_output_bytes);
  value.Write(sink);
  if (sink.full()) {
    Fail(fmt::format("a text of more than {} octets", options_.limits.max_output_bytes));
    return {};
  }
  std::string text = sink.Take();
  if (!Charge(text.size())) return {};
  return text;
}

void Rendering::Assign(std::string name, TemplateValue value) {
  variables_.insert_or_assign(std::move(name), std::move(value));
}

std::string Rendering::Capture(const Nodes& nodes, const Scope& scope) {
  std::string out;
  if (!RenderNodes(nodes, scope, out) || !Charge(out.size())) return {};
  return out;
}

std::expected<const Regex*, std::string> Rendering::CompileRegex(std::string_view pattern) {
  if (const auto found = regexes_.find(pattern); found != regexes_.end()) {
    return found->second.get();
  }
  if (!Charge(kRegexCharge)) return std::unexpected(failure_);
  auto regex = Regex::Compile(pattern);
  if (!regex) return std::unexpected(std::move(regex.error()));
  return regexes_.emplace(std::string(pattern), *std::move(regex)).first->second.get();
}

std::shared_ptr<const Json> Rendering::ReadDocument(const TemplateText& text) {
  for (const Document& document : documents_) {
    if (document.text.view.data() == text.view.data() &&
        document.text.view.size() == text.view.size()) {
      return document.json;
    }
  }
  if (!Charge(text.view.size())) return nullptr;
  auto json = ReadJson(text.view);
  std::shared_ptr<const Json> shared;
  if (json) shared = std::make_shared<const Json>(*std::move(json));
  if (documents_.size() == kMostDocuments) documents_.erase(documents_.begin());
  documents_.push_back({.text = text, .json = shared});
  return shared;
}

bool Rendering::RenderNodes(const Nodes& nodes, const Scope& scope, std::string& out) {
  for (const Node& node : nodes) {
    if (!Step()) return false;
    bool ok = true;
    if (const auto* text = std::get_if<TextNode>(&node.value)) {
      ok = Append(text->text, out);
    } else if (const auto* output = std::get_if<OutputNode>(&node.value)) {
      ok = RenderOutput(output->call, scope, out);
    } else if (const auto* partial = std::get_if<PartialNode>(&node.value)) {
      ok = RenderPartial(*partial, scope, out);
    } else {
      ok = RenderBlock(*std::get<std::unique_ptr<BlockNode>>(node.value), scope, out);
    }
    if (!ok) return false;
  }
  return true;
}

bool Rendering::RenderOutput(const Call& call, const Scope& scope, std::string& out) {
  if (auto value = CallHelper(call, scope, nullptr)) return AppendValue(*value, out);
  if (!call.params.empty() || !call.hash.empty()) {
    return Fail(At(call.place, fmt::format("no helper is called {}", call.name.text)));
  }
  return AppendValue(Resolve(call.name, scope), out);
}

bool Rendering::RenderBlock(const BlockNode& block, const Scope& scope, std::string& out) {
  const std::string& name = block.call.name.text;
  if (block.decorator) {
    if (block.call.params.size() != 1) return Fail(At(block.call.place, "inline takes a name"));
    partials_.insert_or_assign(Text(Evaluate(block.call.params[0], scope)), &block);
    return failure_.empty();
  }
  if (!block.inverted && !block.raw) {
    Blocks blocks(*this, block, scope, out);
    if (const auto ok = blocks.Render(name)) return *ok;
  }
  if (!block.inverted) {
    if (auto value = CallHelper(block.call, scope, &block)) return AppendValue(*value, out);
  }
  if (!block.call.params.empty() || !block.call.hash.empty()) {
    return Fail(At(block.call.place, fmt::format("no helper is called {}", name)));
  }
  if (block.raw) return true;
  return RenderSection(block, scope, out);
}

// {{#name}}: a list is walked through, anything else that is not empty is the context.
bool Rendering::RenderSection(const BlockNode& block, const Scope& scope, std::string& out) {
  const TemplateValue value = Resolve(block.call.name, scope);
  if (block.inverted) return RenderNodes(value.IsEmpty() ? block.body : block.inverse, scope, out);
  Blocks blocks(*this, block, scope, out);
  return blocks.RenderSection(value);
}

bool Rendering::RenderPartial(const PartialNode& partial, const Scope& scope, std::string& out) {
  std::string name;
  if (const auto* path = std::get_if<NamePath>(&partial.name.value)) {
    name = path->text;
  } else {
    name = Text(Evaluate(partial.name, scope));
  }
  const auto found = partials_.find(name);
  if (found == partials_.end()) {
    if (partial.has_fallback) return RenderNodes(partial.fallback, scope, out);
    return Fail(At(partial.place, fmt::format("no partial is called {}", name)));
  }
  if (++partial_depth_ > options_.limits.max_depth) {
    return Fail(At(partial.place, "partials in one another too deep"));
  }
  Scope inner{.value = scope.value, .parent = &scope};
  if (!partial.params.empty()) inner.value = Evaluate(partial.params[0], scope);
  for (const auto& [key, value] : partial.hash) {
    inner.params.emplace_back(key, Evaluate(value, scope));
  }
  const bool ok = RenderNodes(found->second->body, inner, out);
  --partial_depth_;
  return ok;
}

bool Rendering::Append(std::string_view text, std::string& out) {
  if (text.size() > options_.limits.max_output_bytes - out.size()) {
    return Fail(
        fmt::format("the template gives more than {} octets", options_.limits.max_output_bytes));
  }
  out += text;
  return failure_.empty();
}

bool Rendering::AppendValue(const TemplateValue& value, std::string& out) {
  if (const auto text = value.text()) return Append(*text, out);
  TextSink sink(options_.limits.max_output_bytes - out.size());
  value.Write(sink);
  if (sink.full()) {
    return Fail(
        fmt::format("the template gives more than {} octets", options_.limits.max_output_bytes));
  }
  return Append(sink.Take(), out);
}

TemplateValue Rendering::Evaluate(const Expression& expression, const Scope& scope) {
  if (const auto* value = std::get_if<TemplateValue>(&expression.value)) return *value;
  if (const auto* path = std::get_if<NamePath>(&expression.value)) return Resolve(*path, scope);
  const Call& call = *std::get<std::unique_ptr<Call>>(expression.value);
  if (auto value = CallHelper(call, scope, nullptr)) return *std::move(value);
  if (call.params.empty() && call.hash.empty()) return Resolve(call.name, scope);
  Fail(At(call.place, fmt::format("no helper is called {}", call.name.text)));
  return {};
}

std::optional<TemplateValue> Rendering::CallHelper(const Call& call, const Scope& scope,
                                                   const BlockNode* block) {
  if (call.name.segments.size() != 1 || call.name.data || call.name.this_alone) return std::nullopt;
  const Helper helper = FindHelper(call.name.text);
  if (helper == nullptr) return std::nullopt;
  HelperCall made{.rendering = *this, .scope = scope, .block = block};
  made.has_context = !call.params.empty();
  made.context = made.has_context ? Evaluate(call.params[0], scope) : scope.value;
  std::size_t size = SizeOf(made.context);
  for (std::size_t i = 1; i < call.params.size(); ++i) {
    made.params.push_back(Evaluate(call.params[i], scope));
    size += SizeOf(made.params.back());
  }
  for (const auto& [key, value] : call.hash) made.hash.emplace_back(key, Evaluate(value, scope));
  if (!Step() || !Charge(size)) return TemplateValue();
  HelperResult result = helper(made);
  if (!result) {
    Fail(At(call.place, fmt::format("{}: {}", call.name.text, result.error())));
    return TemplateValue();
  }
  if (result->depth() > kMaxValueDepth) {
    Fail(At(call.place, fmt::format("lists nested deeper than {}", kMaxValueDepth)));
    return TemplateValue();
  }
  if (!Charge(SizeOf(*result))) return TemplateValue();
  return *std::move(result);
}

}  // namespace wireproof::mock::handlebars
