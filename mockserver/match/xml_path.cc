#include "mockserver/match/xml_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <pugixml.hpp>
#include <set>
#include <unordered_map>
#include <utility>

namespace wireproof::mock {

struct XPath::Program {
  explicit Program(const std::string& expression) : query(expression.c_str()) {}
  pugi::xpath_query query;
};

namespace {

using Results = std::expected<std::vector<std::string>, std::string>;

struct Size {
  double nodes = 1;
  double bytes = 1;
  double depth = 1;
};

// The document as the expression sees it, and which of our nodes each element is.
class PathDocument {
 public:
  PathDocument(const XmlNode& document, const XmlNamespaces& namespaces) : namespaces_(namespaces) {
    Fill(document, document_, 1);
  }

  const pugi::xml_document& document() const { return document_; }
  const Size& size() const { return size_; }

  // Null for what is no element.
  const XmlNode* Ours(const pugi::xml_node& node) const {
    const auto found = elements_.find(node.internal_object());
    return found == elements_.end() ? nullptr : found->second;
  }

 private:
  void Fill(const XmlNode& node, pugi::xml_node target, double depth) {
    size_.depth = std::max(size_.depth, depth);
    for (const XmlNode& child : node.children) {
      size_.nodes += 1 + static_cast<double>(child.attributes.size());
      size_.bytes += 16 + static_cast<double>(child.text.size());
      switch (child.kind) {
        case XmlKind::kElement:
          FillElement(child, target.append_child(pugi::node_element), depth);
          break;
        case XmlKind::kText:
        case XmlKind::kCdata:
          FillText(child, target);
          break;
        case XmlKind::kComment:
          target.append_child(pugi::node_comment).set_value(child.text.c_str());
          break;
        case XmlKind::kInstruction: {
          pugi::xml_node instruction = target.append_child(pugi::node_pi);
          instruction.set_name(child.name.c_str());
          instruction.set_value(child.text.c_str());
          break;
        }
        case XmlKind::kDocument:
          break;
      }
    }
  }

  // For XPath a text with a CDATA section beside it is one text.
  static void FillText(const XmlNode& text, pugi::xml_node target) {
    pugi::xml_node last = target.last_child();
    if (last.type() == pugi::node_pcdata) {
      last.set_value((last.value() + text.text).c_str());
    } else {
      target.append_child(pugi::node_pcdata).set_value(text.text.c_str());
    }
  }

  void FillElement(const XmlNode& element, pugi::xml_node target, double depth) {
    elements_.emplace(target.internal_object(), &element);
    target.set_name(NameOf(element.name, element.local, element.uri).c_str());
    for (const XmlAttribute& attribute : element.attributes) {
      size_.bytes += 16 + static_cast<double>(attribute.value.size());
      if (attribute.is_declaration && namespaces_.empty()) continue;
      const std::string name = attribute.is_declaration ? attribute.name
                               : namespaces_.empty()
                                   ? attribute.local
                                   : NameOf(attribute.name, attribute.local, attribute.uri);
      target.append_attribute(name.c_str()).set_value(attribute.value.c_str());
    }
    if (depth == 1) Declare(target);
    Fill(element, target, depth + 1);
  }

  // For namespace-uri().
  void Declare(pugi::xml_node root) const {
    for (const auto& [prefix, uri] : namespaces_) {
      const std::string name = "xmlns:" + prefix;
      if (!root.attribute(name.c_str())) {
        root.append_attribute(name.c_str()).set_value(uri.c_str());
      }
    }
  }

  std::string NameOf(const std::string& name, const std::string& local,
                     const std::string& uri) const {
    if (namespaces_.empty() || uri.empty() || XmlPrefix(name) == "xml") return name;
    const auto bound = std::ranges::find(namespaces_, uri, &XmlNamespaces::value_type::second);
    // No expression can have a prefix with a space.
    return (bound == namespaces_.end() ? "other " : bound->first) + ":" + local;
  }

  const XmlNamespaces& namespaces_;
  pugi::xml_document document_;
  std::unordered_map<const void*, const XmlNode*> elements_;
  Size size_;
};

std::optional<std::string> CostProblem(const XPathShape& shape, const Size& size) {
  double nodes = size.nodes;
  if (shape.wide_steps > 1) nodes = size.nodes * size.depth;
  if (shape.crossing_steps > 0) nodes = size.nodes * size.nodes;
  if (nodes > XmlLimits::kMaxXPathNodes) {
    return "the expression would visit too many nodes of this document";
  }
  const double work = std::pow(size.nodes, shape.nested_walks) * size.bytes * shape.arguments;
  if (work > XmlLimits::kMaxXPathWork) {
    return "the expression would take too long over this document";
  }
  return std::nullopt;
}

// Prefixes of the names in an element.
void CollectPrefixes(const XmlNode& element, std::set<std::string>& prefixes) {
  prefixes.emplace(XmlPrefix(element.name));
  for (const XmlAttribute& attribute : element.attributes) {
    if (!attribute.is_declaration) prefixes.emplace(XmlPrefix(attribute.name));
  }
  for (const XmlNode& child : element.children) {
    if (child.kind == XmlKind::kElement) CollectPrefixes(child, prefixes);
  }
}

// The declarations of elements around that one which its names need.
std::vector<XmlAttribute> Declarations(const pugi::xml_node& node, const PathDocument& document) {
  std::set<std::string> needed;
  CollectPrefixes(*document.Ours(node), needed);
  std::vector<XmlAttribute> declarations;
  std::set<std::string> seen;
  for (pugi::xml_node at = node; at; at = at.parent()) {
    const XmlNode* element = document.Ours(at);
    if (element == nullptr) continue;
    for (const XmlAttribute& attribute : element->attributes) {
      if (!attribute.is_declaration || !seen.insert(attribute.name).second) continue;
      const bool is_default = attribute.name == "xmlns";
      if (at != node && needed.contains(is_default ? "" : attribute.local)) {
        declarations.push_back(attribute);
      }
    }
  }
  return declarations;
}

std::string TextOf(const pugi::xpath_node& found, const PathDocument& document, bool namespaces) {
  if (found.attribute()) return found.attribute().value();
  const pugi::xml_node node = found.node();
  if (const XmlNode* element = document.Ours(node)) {
    return WriteXml(*element, XmlLayout::kPretty,
                    namespaces ? Declarations(node, document) : std::vector<XmlAttribute>());
  }
  if (node.type() == pugi::node_comment) return fmt::format("[#comment: {}]", node.value());
  if (node.type() == pugi::node_pi) return fmt::format("[{}: {}]", node.name(), node.value());
  return node.value();
}

}  // namespace

std::expected<XPath, std::string> XPath::Compile(std::string_view expression,
                                                 XmlNamespaces namespaces) {
  XPath path;
  path.expression_ = std::string(expression);
  path.namespaces_ = std::move(namespaces);
  auto shape = ReadXPathShape(expression, path.namespaces_);
  if (!shape) return std::unexpected(std::move(shape.error()));
  path.shape_ = std::move(*shape);
  try {
    path.program_ = std::make_shared<const Program>(path.shape_.translated);
  } catch (const pugi::xpath_exception& error) {
    return std::unexpected(
        fmt::format("not XPath: {} at octet {}", error.what(), error.result().offset));
  } catch (const std::bad_alloc&) {
    return std::unexpected("not enough memory for the expression");
  }
  return path;
}

Results XPath::Evaluate(const XmlNode& document) const {
  const PathDocument seen(document, namespaces_);
  if (auto problem = CostProblem(shape_, seen.size())) return std::unexpected(std::move(*problem));
  const pugi::xpath_query& query = program_->query;
  try {
    switch (query.return_type()) {
      case pugi::xpath_type_number:
        return {{XPathNumberText(query.evaluate_number(seen.document()))}};
      case pugi::xpath_type_boolean:
        return {{query.evaluate_boolean(seen.document()) ? "true" : "false"}};
      case pugi::xpath_type_string:
        return {{query.evaluate_string(seen.document())}};
      default:
        break;
    }
    pugi::xpath_node_set found = query.evaluate_node_set(seen.document());
    found.sort();
    std::vector<std::string> texts;
    double bytes = 0;
    for (const pugi::xpath_node& node : found) {
      const bool is_document = node.node() && node.node() == seen.document();
      texts.push_back(is_document ? WriteXml(document, XmlLayout::kPretty)
                                  : TextOf(node, seen, !namespaces_.empty()));
      // Elements in one another are written again and again.
      bytes += static_cast<double>(texts.back().size());
      if (bytes > XmlLimits::kMaxXPathWork / 10) {
        return std::unexpected("the nodes that were found are too large together");
      }
    }
    return texts;
  } catch (const pugi::xpath_exception& error) {
    return std::unexpected(error.what());
  } catch (const std::bad_alloc&) {
    return std::unexpected("not enough memory for the expression");
  }
}

std::string XPathNumberText(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-∞" : "∞";
  std::string text = fmt::format("{:.3f}", std::abs(number));
  text.resize(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  const std::size_t whole = std::min(text.find('.'), text.size());
  for (std::size_t at = whole; at > 3; at -= 3) text.insert(at - 3, ",");
  return std::signbit(number) ? "-" + text : text;
}

Results EvaluateXPath(std::string_view text, std::string_view expression,
                      const XmlNamespaces& namespaces) {
  const auto path = XPath::Compile(expression, namespaces);
  if (!path) return std::unexpected(path.error());
  const auto document = ReadXml(text, path->reading());
  if (!document) return std::unexpected(document.error());
  return path->Evaluate(*document);
}

}  // namespace wireproof::mock
