#include "mockserver/match/xml_node.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <optional>
#include <pugixml.hpp>
#include <utility>

#include "mockserver/match/xml_scan.h"

namespace wireproof::mock {
namespace {

constexpr std::string_view kXmlUri = "http://www.w3.org/XML/1998/namespace";

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Makes a tree of values from the parser's, with the declarations in scope at hand.
class Builder {
 public:
  explicit Builder(const XmlReading& reading) : reading_(reading) {}

  std::optional<std::string> Document(const pugi::xml_document& source, XmlNode& document) {
    document.kind = XmlKind::kDocument;
    int roots = 0;
    for (const pugi::xml_node& child : source.children()) {
      if (child.type() == pugi::node_element) ++roots;
      const bool text = child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata;
      if (text && !IsBlank(child.value())) return "text outside of the root element";
      if (text) continue;
      if (auto problem = Child(child, document, 1)) return problem;
    }
    if (roots != 1) return "expected one root element";
    return std::nullopt;
  }

 private:
  std::optional<std::string> Child(const pugi::xml_node& source, XmlNode& parent,
                                   std::size_t depth) {
    if (++nodes_ > XmlLimits::kMaxNodes) return "the document has too many nodes";
    switch (source.type()) {
      case pugi::node_element:
        return Element(source, parent.children.emplace_back(), depth);
      case pugi::node_pcdata:
        // Only comments stand between two texts, and those are gone where it matters.
        parent.children.push_back({.kind = XmlKind::kText, .text = source.value()});
        return std::nullopt;
      case pugi::node_cdata:
        parent.children.push_back({.kind = XmlKind::kCdata, .text = source.value()});
        return std::nullopt;
      case pugi::node_comment:
        parent.children.push_back({.kind = XmlKind::kComment, .text = source.value()});
        return std::nullopt;
      case pugi::node_pi:
        parent.children.push_back(
            {.kind = XmlKind::kInstruction, .name = source.name(), .text = source.value()});
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  std::optional<std::string> Element(const pugi::xml_node& source, XmlNode& element,
                                     std::size_t depth) {
    if (depth > XmlLimits::kMaxDepth) return "the document is nested too deep";
    element.name = source.name();
    const std::size_t scope = scope_.size();
    for (const pugi::xml_attribute& attribute : source.attributes()) {
      if (++nodes_ > XmlLimits::kMaxNodes) return "the document has too many nodes";
      Attribute(attribute, element);
    }
    if (auto problem = Resolve(element)) return problem;
    for (const pugi::xml_node& child : source.children()) {
      if (auto problem = Child(child, element, depth + 1)) return problem;
    }
    scope_.resize(scope);
    return std::nullopt;
  }

  void Attribute(const pugi::xml_attribute& source, XmlNode& element) {
    XmlAttribute attribute = {.name = source.name(), .value = source.value()};
    const std::string_view prefix = XmlPrefix(attribute.name);
    attribute.local = attribute.name.substr(prefix.empty() ? 0 : prefix.size() + 1);
    attribute.is_declaration = attribute.name == "xmlns" || prefix == "xmlns";
    if (attribute.is_declaration) {
      scope_.emplace_back(prefix.empty() ? "" : attribute.local, attribute.value);
    }
    element.attributes.push_back(std::move(attribute));
  }

  // Names are looked up when all declarations of the element are known.
  std::optional<std::string> Resolve(XmlNode& element) {
    std::vector<std::string_view> names;
    for (const XmlAttribute& attribute : element.attributes) names.push_back(attribute.name);
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) != names.end()) {
      return fmt::format("an attribute stands twice in <{}>", element.name);
    }
    const std::string_view prefix = XmlPrefix(element.name);
    element.local = element.name.substr(prefix.empty() ? 0 : prefix.size() + 1);
    if (auto problem = Lookup(prefix, element.uri)) return problem;
    for (XmlAttribute& attribute : element.attributes) {
      const std::string_view own = XmlPrefix(attribute.name);
      if (attribute.is_declaration || own.empty()) continue;
      if (auto problem = Lookup(own, attribute.uri)) return problem;
    }
    return std::nullopt;
  }

  std::optional<std::string> Lookup(std::string_view prefix, std::string& uri) const {
    if (prefix == "xml") {
      uri = kXmlUri;
      return std::nullopt;
    }
    for (auto at = scope_.rbegin(); at != scope_.rend(); ++at) {
      if (at->first != prefix) continue;
      uri = at->second;
      return std::nullopt;
    }
    if (prefix.empty() || !reading_.require_bound_prefixes) return std::nullopt;
    return fmt::format("the prefix \"{}\" is not bound", prefix);
  }

  const XmlReading& reading_;
  std::size_t nodes_ = 0;
  std::vector<std::pair<std::string, std::string>> scope_;  // prefix, namespace
};

}  // namespace

std::string_view XmlPrefix(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

std::expected<XmlNode, std::string> ReadXml(std::string_view text, const XmlReading& reading) {
  if (text.size() > XmlLimits::kMaxBytes) {
    return std::unexpected(
        fmt::format("the document has more than {} octets", XmlLimits::kMaxBytes));
  }
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (auto problem = XmlTextProblem(text)) return std::unexpected(std::move(*problem));
  constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                pugi::parse_comments | pugi::parse_pi | pugi::parse_ws_pcdata |
                                pugi::parse_fragment;
  try {
    pugi::xml_document source;
    const pugi::xml_parse_result parsed =
        source.load_buffer(text.data(), text.size(), kOptions, pugi::encoding_utf8);
    if (!parsed) {
      return std::unexpected(
          fmt::format("not XML: {} at octet {}", parsed.description(), parsed.offset));
    }
    XmlNode document;
    if (auto problem = Builder(reading).Document(source, document)) {
      return std::unexpected(std::move(*problem));
    }
    return document;
  } catch (const std::bad_alloc&) {
    return std::unexpected("not enough memory for the document");
  }
}

std::string TextContent(const XmlNode& node) {
  if (node.children.empty()) {
    const bool text = node.is_text() || node.kind == XmlKind::kComment;
    return text || node.kind == XmlKind::kInstruction ? node.text : "";
  }
  std::string text;
  for (const XmlNode& child : node.children) {
    if (child.is_text() || child.kind == XmlKind::kElement) text += TextContent(child);
  }
  return text;
}

void RemoveBlankTexts(XmlNode& node) {
  std::erase_if(node.children, [](const XmlNode& child) {
    return child.kind == XmlKind::kText && IsBlank(child.text);
  });
  for (XmlNode& child : node.children) RemoveBlankTexts(child);
}

}  // namespace wireproof::mock
