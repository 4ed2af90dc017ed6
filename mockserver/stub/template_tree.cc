#include "mockserver/stub/template_tree.h"

#include <algorithm>

#include "mockserver/match/path_template.h"
#include "mockserver/stub/stub_store.h"

namespace wireproof::mock {
namespace {

// Takes the text up to the next slash; `ended` is set when there was none.
std::string_view TakeSegment(std::string_view& text, bool& ended) {
  const std::size_t slash = text.find('/');
  const std::string_view segment = text.substr(0, slash);
  ended = slash == std::string_view::npos;
  text.remove_prefix(ended ? text.size() : slash + 1);
  return segment;
}

}  // namespace

void TemplateTree::Add(const IndexEntry& entry) {
  std::string_view text = entry.stub->stub->request.url().path_template->text();
  if (static_cast<std::size_t>(std::ranges::count(text, '/')) >= kMaxDepth) {
    deep_.push_back(entry);
    return;
  }
  Node* node = &root_;
  for (bool ended = false; !ended;) {
    const std::string_view segment = TakeSegment(text, ended);
    if (segment.find("**") != std::string_view::npos) {
      node->rest.push_back(entry);
      return;
    }
    const bool variable = segment.find_first_of("{}*") != std::string_view::npos;
    std::unique_ptr<Node>& next = variable ? node->variable : node->literals[std::string(segment)];
    if (next == nullptr) next = std::make_unique<Node>();
    node = next.get();
  }
  node->entries.push_back(entry);
}

void TemplateTree::Collect(std::string_view path, Candidates& out) const {
  Collect(root_, path, false, out);
  out.Add(deep_);
}

// Each node is reached in one way, so the work is bounded by the tree whatever the path.
void TemplateTree::Collect(const Node& node, std::string_view path, bool ended, Candidates& out) {
  out.Add(node.rest);
  if (ended) {
    out.Add(node.entries);
    return;
  }
  if (node.literals.empty() && node.variable == nullptr) return;
  const std::string_view segment = TakeSegment(path, ended);
  if (const auto found = node.literals.find(segment); found != node.literals.end()) {
    Collect(*found->second, path, ended, out);
  }
  if (node.variable != nullptr) Collect(*node.variable, path, ended, out);
}

}  // namespace wireproof::mock
