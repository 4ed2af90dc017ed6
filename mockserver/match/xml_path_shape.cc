#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mockserver/match/xml_path.h"

namespace wireproof::mock {
namespace {

bool IsNameStart(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || byte >= 0x80;
}
bool IsNamePart(char c) {
  return IsNameStart(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

constexpr std::array<std::string_view, 4> kWide = {"descendant", "descendant-or-self", "ancestor",
                                                   "ancestor-or-self"};
constexpr std::array<std::string_view, 4> kCrossing = {"following", "preceding",
                                                       "following-sibling", "preceding-sibling"};

class ShapeReader {
 public:
  ShapeReader(std::string_view expression, const XmlNamespaces& namespaces)
      : rest_(expression), namespaces_(namespaces) {}

  std::expected<XPathShape, std::string> Run() {
    while (!rest_.empty()) {
      if (auto problem = Token()) return std::unexpected(std::move(*problem));
    }
    return std::move(shape_);
  }

 private:
  void Copy(std::size_t count) {
    shape_.translated += rest_.substr(0, count);
    rest_.remove_prefix(count);
  }

  std::optional<std::string> Token() {
    const char c = rest_.front();
    if (c == '"' || c == '\'') {
      const std::size_t end = rest_.find(c, 1);
      if (end == std::string_view::npos) return "a string is not closed";
      Copy(end + 1);
      operand_ = true;
      return std::nullopt;
    }
    if (IsNameStart(c)) return Name();
    if (c == '[' || c == '(') return Open(c);
    if (c == ']' || c == ')') {
      if (open_.empty()) return fmt::format("\"{}\" without its beginning", c);
      open_.pop_back();
      operand_ = true;
      Copy(1);
      return std::nullopt;
    }
    Symbol(c);
    return std::nullopt;
  }

  std::optional<std::string> Open(char c) {
    if (open_.size() >= XmlLimits::kMaxXPathDepth) return "the expression is nested too deep";
    open_.push_back({.predicate = c == '['});
    operand_ = false;
    Copy(1);
    return std::nullopt;
  }

  void Symbol(char c) {
    if (rest_.starts_with("//")) {
      Walk();
      ++shape_.wide_steps;
      operand_ = false;
      return Copy(2);
    }
    if (rest_.starts_with("..")) {
      Walk();
      operand_ = true;
      return Copy(2);
    }
    if (c == '/') {
      if (!operand_) Walk();  // a path from the document's root
      operand_ = false;
    } else if (c == ',') {
      ++shape_.arguments;
      operand_ = false;
    } else if (c == '.' || c == '*' || (c >= '0' && c <= '9')) {
      operand_ = true;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      operand_ = false;
    }
    Copy(1);
  }

  // A step that may go through the whole document. Within predicates each level multiplies.
  void Walk() {
    bool marked = false;
    for (auto at = open_.rbegin(); at != open_.rend() && !marked; ++at) {
      if (!at->predicate) continue;
      at->walks = true;
      marked = true;
    }
    int nested = 0;
    for (const Bracket& bracket : open_) nested += bracket.walks ? 1 : 0;
    shape_.nested_walks = std::max(shape_.nested_walks, nested);
  }

  std::optional<std::string> Name() {
    std::size_t size = 0;
    while (size < rest_.size() && IsNamePart(rest_[size])) ++size;
    const std::string_view name = rest_.substr(0, size);
    const std::string_view after = rest_.substr(size);
    operand_ = true;
    if (after.starts_with("::")) {
      Axis(name);
      Copy(size + 2);
      return std::nullopt;
    }
    const bool prefixed =
        after.size() > 1 && after[0] == ':' && (IsNameStart(after[1]) || after[1] == '*');
    if (!prefixed) {
      // Operators that are words are no operands; as names of elements they cost a little more.
      if (name == "and" || name == "or" || name == "div" || name == "mod") operand_ = false;
      Copy(size);
      return std::nullopt;
    }
    if (name == "xml") {
      Copy(size + 1);
      return std::nullopt;
    }
    const auto bound = std::ranges::find(
        namespaces_, name, [](const auto& pair) { return std::string_view(pair.first); });
    if (bound == namespaces_.end()) {
      return fmt::format("the prefix \"{}\" is not bound; give it in xPathNamespaces", name);
    }
    const auto first =
        std::ranges::find(namespaces_, bound->second, &XmlNamespaces::value_type::second);
    shape_.translated += first->first;
    rest_.remove_prefix(size);
    Copy(1);
    return std::nullopt;
  }

  void Axis(std::string_view name) {
    if (std::ranges::find(kWide, name) != kWide.end()) {
      Walk();
      ++shape_.wide_steps;
    } else if (std::ranges::find(kCrossing, name) != kCrossing.end()) {
      Walk();
      ++shape_.crossing_steps;
    } else if (name == "parent") {
      Walk();
    }
    operand_ = false;
  }

  struct Bracket {
    bool predicate = false;
    bool walks = false;
  };

  std::string_view rest_;
  const XmlNamespaces& namespaces_;
  XPathShape shape_;
  std::vector<Bracket> open_;
  bool operand_ = false;  // what was read last ends an operand, so that "/" goes on from it
};

}  // namespace

std::expected<XPathShape, std::string> ReadXPathShape(std::string_view expression,
                                                      const XmlNamespaces& namespaces) {
  if (expression.size() > XmlLimits::kMaxXPathBytes) {
    return std::unexpected(
        fmt::format("the expression has more than {} octets", XmlLimits::kMaxXPathBytes));
  }
  if (expression.contains('\0')) return std::unexpected("the expression has a zero octet");
  return ShapeReader(expression, namespaces).Run();
}

}  // namespace wireproof::mock
