#include "mockserver/match/xml_equality.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace wireproof::mock {
namespace {

constexpr std::string_view kInstanceUri = "http://www.w3.org/2001/XMLSchema-instance";

constexpr std::array<std::string_view, kXmlComparisons> kCounted = {"ELEMENT_TAG_NAME",
                                                                    "SCHEMA_LOCATION",
                                                                    "NO_NAMESPACE_SCHEMA_LOCATION",
                                                                    "NODE_TYPE",
                                                                    "NAMESPACE_URI",
                                                                    "TEXT_VALUE",
                                                                    "PROCESSING_INSTRUCTION_TARGET",
                                                                    "PROCESSING_INSTRUCTION_DATA",
                                                                    "ELEMENT_NUM_ATTRIBUTES",
                                                                    "ATTR_VALUE",
                                                                    "CHILD_NODELIST_LENGTH",
                                                                    "CHILD_LOOKUP",
                                                                    "ATTR_NAME_LOOKUP"};
constexpr std::array<std::string_view, 10> kUncounted = {"XML_VERSION",
                                                         "XML_STANDALONE",
                                                         "XML_ENCODING",
                                                         "HAS_DOCTYPE_DECLARATION",
                                                         "DOCTYPE_NAME",
                                                         "DOCTYPE_PUBLIC_ID",
                                                         "DOCTYPE_SYSTEM_ID",
                                                         "NAMESPACE_PREFIX",
                                                         "ATTR_VALUE_EXPLICITLY_SPECIFIED",
                                                         "CHILD_NODELIST_SEQUENCE"};

// As Java's String.trim.
void Trim(std::string& text) {
  const auto is_space = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  const auto start = std::ranges::find_if_not(text, is_space);
  text.erase(text.begin(), start);
  while (!text.empty() && is_space(text.back())) text.pop_back();
}

// Without comments, with texts put together and trimmed, and names as the awareness has them.
void Normalize(XmlNode& node, NamespaceAwareness awareness) {
  std::vector<XmlNode> kept;
  for (XmlNode& child : node.children) {
    if (child.kind == XmlKind::kComment) continue;
    const bool joins =
        child.kind == XmlKind::kText && !kept.empty() && kept.back().kind == XmlKind::kText;
    if (joins) {
      kept.back().text += child.text;
    } else {
      kept.push_back(std::move(child));
    }
  }
  for (XmlNode& child : kept) Trim(child.text);
  std::erase_if(kept, [](const XmlNode& child) { return child.is_text() && child.text.empty(); });
  node.children = std::move(kept);

  const bool strict = awareness == NamespaceAwareness::kStrict;
  if (awareness == NamespaceAwareness::kNone) node.local = node.name;
  if (awareness == NamespaceAwareness::kNone || (!strict && !XmlPrefix(node.name).empty())) {
    node.uri.clear();
  }
  for (XmlAttribute& attribute : node.attributes) {
    Trim(attribute.value);
    if (strict) continue;
    attribute.local = attribute.name;
    attribute.uri.clear();
  }
  if (awareness != NamespaceAwareness::kNone) {
    std::erase_if(node.attributes, [](const XmlAttribute& a) { return a.is_declaration; });
  }
  for (XmlNode& child : node.children) Normalize(child, awareness);
}

using Children = std::vector<const XmlNode*>;

Children InOrder(const XmlNode& node) {
  Children children;
  for (const XmlNode& child : node.children) children.push_back(&child);
  return children;
}

// By name, and where the order of the same nodes is free by their texts.
Children Sorted(const XmlNode& node, bool by_text) {
  Children children = InOrder(node);
  std::ranges::stable_sort(children, {},
                           [](const XmlNode* child) -> std::string_view { return child->local; });
  if (!by_text) return children;
  for (auto from = children.begin(); from != children.end();) {
    const auto to = std::find_if(
        from, children.end(), [&](const XmlNode* child) { return child->local != (*from)->local; });
    if (to - from > 1) {
      std::vector<std::pair<std::string, const XmlNode*>> keyed;
      for (auto at = from; at != to; ++at) keyed.emplace_back(TextContent(**at), *at);
      std::ranges::stable_sort(keyed, {}, &std::pair<std::string, const XmlNode*>::first);
      for (std::size_t i = 0; i < keyed.size(); ++i) from[static_cast<long>(i)] = keyed[i].second;
    }
    from = to;
  }
  return children;
}

const XmlAttribute* FindAttribute(const XmlNode& node, const XmlAttribute& like) {
  const auto found = std::ranges::find_if(node.attributes, [&](const XmlAttribute& attribute) {
    return attribute.local == like.local && attribute.uri == like.uri;
  });
  return found == node.attributes.end() ? nullptr : &*found;
}

const XmlAttribute* InstanceAttribute(const XmlNode& node, std::string_view local) {
  const auto found = std::ranges::find_if(node.attributes, [&](const XmlAttribute& attribute) {
    return attribute.uri == kInstanceUri && attribute.local == local;
  });
  return found == node.attributes.end() ? nullptr : &*found;
}

bool IsOrdinary(const XmlAttribute& attribute) {
  return attribute.uri != kInstanceUri ||
         (attribute.local != "type" && attribute.local != "schemaLocation" &&
          attribute.local != "noNamespaceSchemaLocation");
}

// Goes through both trees and counts. What the expected side has not is never compared.
class Walk {
 public:
  Walk(const XmlEqualityRules& rules, const XmlPlaceholders& placeholders, bool sorted)
      : rules_(rules), placeholders_(placeholders), sorted_(sorted) {}

  void Nodes(const XmlNode& expected, const XmlNode& actual) {
    using enum XmlComparison;
    const bool mixture = expected.is_text() && actual.is_text();
    Count(kNodeType,
          expected.kind == actual.kind || (mixture && Accepted(expected.text, actual.text)));
    if (!expected.uri.empty()) Count(kNamespaceUri, expected.uri == actual.uri);
    Count(kChildNodelistLength,
          expected.children.size() == actual.children.size() || IsMissingText(expected, actual));
    switch (expected.kind) {
      case XmlKind::kElement:
        Element(expected, actual);
        break;
      case XmlKind::kInstruction:
        Count(kProcessingInstructionTarget, expected.name == actual.name);
        Count(kProcessingInstructionData, expected.text == actual.text);
        break;
      case XmlKind::kText:
      case XmlKind::kCdata:
        Count(kTextValue, expected.text == actual.text || Accepted(expected.text, actual.text));
        break;
      default:
        break;
    }
    ComparedChildren(expected, actual);
  }

  int differences() const { return different_; }
  double share() const { return static_cast<double>(different_) / std::max(1, compared_); }

 private:
  void Count(XmlComparison comparison, bool equal) {
    if ((rules_.exempted >> static_cast<unsigned>(comparison) & 1U) != 0) return;
    ++compared_;
    if (!equal) ++different_;
  }

  bool Accepted(const std::string& expected, std::string_view actual) const {
    const auto found = placeholders_.find(expected);
    return found != placeholders_.end() && found->second.Accepts(actual);
  }

  // A placeholder may accept that there is no text.
  bool IsMissingText(const XmlNode& expected, const XmlNode& actual) const {
    return actual.children.empty() && expected.children.size() == 1 &&
           expected.children[0].is_text() && Accepted(expected.children[0].text, "");
  }

  void Element(const XmlNode& expected, const XmlNode& actual) {
    using enum XmlComparison;
    Count(kElementTagName, expected.local == actual.local);
    const auto ordinary = [](const XmlNode& node) {
      return std::ranges::count_if(node.attributes, IsOrdinary);
    };
    std::ptrdiff_t missing = 0;  // that placeholders accept as missing
    for (const XmlAttribute& attribute : expected.attributes) {
      const bool lacks = IsOrdinary(attribute) && FindAttribute(actual, attribute) == nullptr;
      if (lacks && Accepted(attribute.value, "")) ++missing;
    }
    const std::ptrdiff_t wanted = ordinary(expected);
    const std::ptrdiff_t there = ordinary(actual);
    Count(kElementNumAttributes, wanted == there || (missing > 0 && wanted - missing == there));
    if (const XmlAttribute* type = InstanceAttribute(expected, "type")) Attribute(*type, actual);
    Location(kSchemaLocation, "schemaLocation", expected, actual);
    Location(kNoNamespaceSchemaLocation, "noNamespaceSchemaLocation", expected, actual);
    for (const XmlAttribute& attribute : expected.attributes) {
      if (!IsOrdinary(attribute)) continue;
      if (Attribute(attribute, actual)) {
        Count(kNodeType, true);
        if (!attribute.uri.empty()) Count(kNamespaceUri, true);
      }
    }
  }

  // Whether it is there.
  bool Attribute(const XmlAttribute& expected, const XmlNode& actual) {
    using enum XmlComparison;
    const XmlAttribute* found = FindAttribute(actual, expected);
    Count(kAttrNameLookup, found != nullptr || Accepted(expected.value, ""));
    if (found == nullptr) return false;
    Count(kAttrValue, expected.value == found->value || Accepted(expected.value, found->value));
    return true;
  }

  void Location(XmlComparison comparison, std::string_view local, const XmlNode& expected,
                const XmlNode& actual) {
    const XmlAttribute* wanted = InstanceAttribute(expected, local);
    if (wanted == nullptr) return;
    const XmlAttribute* found = InstanceAttribute(actual, local);
    Count(comparison, found != nullptr && found->value == wanted->value);
  }

  // Each is compared with the next of its sort, going round from the last pair on.
  void ComparedChildren(const XmlNode& expected, const XmlNode& actual) {
    const bool by_text = rules_.ignore_order_of_same_node;
    const Children wanted = sorted_ ? Sorted(expected, by_text) : InOrder(expected);
    const Children there = sorted_ ? Sorted(actual, by_text) : InOrder(actual);
    std::array<std::set<std::size_t>, 3> free;
    for (std::size_t i = 0; i < there.size(); ++i) free[Sort(*there[i])].insert(i);
    std::size_t next = 0;
    for (const XmlNode* child : wanted) {
      auto& candidates = free[Sort(*child)];
      if (candidates.empty()) {
        Count(XmlComparison::kChildLookup, child->is_text() && Accepted(child->text, ""));
        continue;
      }
      auto at = candidates.lower_bound(next);
      if (at == candidates.end()) at = candidates.begin();
      const std::size_t index = *at;
      candidates.erase(at);
      next = index + 1;
      Nodes(*child, *there[index]);
    }
  }

  static std::size_t Sort(const XmlNode& node) {
    return node.is_text() ? 0 : node.kind == XmlKind::kElement ? 1 : 2;
  }

  const XmlEqualityRules& rules_;
  const XmlPlaceholders& placeholders_;
  bool sorted_;
  int compared_ = 0;
  int different_ = 0;
};

std::expected<XmlNode, std::string> ReadNormalized(std::string_view text,
                                                   NamespaceAwareness awareness) {
  auto document =
      ReadXml(text, {.require_bound_prefixes = awareness == NamespaceAwareness::kStrict});
  if (document) Normalize(*document, awareness);
  return document;
}

}  // namespace

std::expected<std::optional<XmlComparison>, std::string> XmlComparisonNamed(std::string_view name) {
  const auto found = std::ranges::find(kCounted, name);
  if (found != kCounted.end()) return static_cast<XmlComparison>(found - kCounted.begin());
  if (std::ranges::find(kUncounted, name) != kUncounted.end()) return std::nullopt;
  return std::unexpected("unknown kind of comparison \"" + std::string(name) + "\"");
}

std::expected<XmlEquality, std::string> XmlEquality::Compile(std::string_view expected,
                                                             const XmlEqualityRules& rules) {
  XmlEquality equality;
  equality.rules_ = rules;
  auto document = ReadNormalized(expected, rules.namespaces);
  if (!document) return std::unexpected(std::move(document.error()));
  equality.expected_ = std::move(*document);
  return equality;
}

std::expected<void, std::string> XmlEquality::EnablePlaceholders(const std::string& opening,
                                                                 const std::string& closing) {
  auto found = FindXmlPlaceholders(expected_, opening, closing);
  if (!found) return std::unexpected(std::move(found.error()));
  placeholders_ = std::move(*found);
  return {};
}

std::expected<bool, std::string> XmlEquality::Compare(std::string_view actual) const {
  const auto document = ReadNormalized(actual, rules_.namespaces);
  if (!document) return std::unexpected(document.error());
  Walk walk(rules_, placeholders_, true);
  walk.Nodes(expected_, *document);
  return walk.differences() == 0;
}

double XmlEquality::Distance(std::string_view actual) const {
  const auto document = ReadNormalized(actual, rules_.namespaces);
  if (!document) return 1;
  Walk sorted(rules_, placeholders_, true);
  sorted.Nodes(expected_, *document);
  if (sorted.differences() == 0) return 0;
  Walk walk(rules_, placeholders_, false);
  walk.Nodes(expected_, *document);
  // Equal but for the order in which WireMock pairs nodes is still not equal.
  constexpr double kLeast = 1e-9;
  return std::max(kLeast, walk.share());
}

}  // namespace wireproof::mock
