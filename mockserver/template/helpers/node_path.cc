#include "mockserver/template/helpers/node_path.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <span>

#include "mockserver/template/utf16.h"

namespace wireproof::mock::handlebars {
namespace {

// normal-single-quoted of RFC 9535: \b \t \n \f \r \' \\ \u00xx. `at` is behind the first quote.
std::string ReadName(std::string_view text, std::size_t& at) {
  constexpr std::string_view kLetters = "btnfr";
  constexpr std::string_view kMeant = "\b\t\n\f\r";
  std::string name;
  for (; at < text.size() && text[at] != '\''; ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      name += text[at];
      continue;
    }
    const char letter = text[++at];
    if (letter == 'u' && at + 4 < text.size()) {
      unsigned code = 0;
      std::from_chars(text.data() + at + 1, text.data() + at + 5, code, 16);
      AppendCharacter(name, code);
      at += 4;
    } else {
      const auto index = kLetters.find(letter);
      name += index == std::string_view::npos ? letter : kMeant[index];
    }
  }
  return name;
}

NodePath ParseNodePath(std::string_view text) {
  NodePath path;
  for (std::size_t at = text.find('['); at < text.size(); at = text.find('[', at)) {
    ++at;
    if (at < text.size() && text[at] == '\'') {
      ++at;
      path.emplace_back(ReadName(text, at));
    } else {
      std::size_t index = 0;
      std::from_chars(text.data() + at, text.data() + text.size(), index);
      path.emplace_back(index);
    }
    at = std::min(text.find(']', at), text.size());
  }
  return path;
}

Json* Step(Json* node, const std::variant<std::string, std::size_t>& step) {
  if (const auto* name = std::get_if<std::string>(&step)) {
    if (!node->is_object()) return nullptr;
    const auto found = node->find(*name);
    return found == node->end() ? nullptr : &*found;
  }
  const std::size_t index = std::get<std::size_t>(step);
  return node->is_array() && index < node->size() ? &(*node)[index] : nullptr;
}

Json* Find(Json& document, std::span<const std::variant<std::string, std::size_t>> steps) {
  Json* node = &document;
  for (const auto& step : steps) {
    node = Step(node, step);
    if (node == nullptr) return nullptr;
  }
  return node;
}

}  // namespace

std::vector<NodePath> NodePathsOf(const std::vector<std::string>& paths) {
  std::vector<NodePath> nodes;
  nodes.reserve(paths.size());
  for (const std::string& path : paths) nodes.push_back(ParseNodePath(path));
  return nodes;
}

Json* FindNode(Json& document, const NodePath& path) {
  return Find(document, path);
}

void RemoveNode(Json& document, const NodePath& path) {
  Json* parent = Find(document, std::span(path).first(path.size() - 1));
  if (parent == nullptr || Step(parent, path.back()) == nullptr) return;
  if (const auto* name = std::get_if<std::string>(&path.back())) {
    parent->erase(*name);
  } else {
    parent->erase(std::get<std::size_t>(path.back()));
  }
}

}  // namespace wireproof::mock::handlebars
