// Comparing XML the way WireMock's equalToXml does (XMLUnit underneath). Private to this folder.
//
// The order of attributes and of siblings with different names is free, comments do not count,
// texts and values are trimmed and blank texts dropped. CDATA is not the same as text.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/match/xml_node.h"
#include "mockserver/match/xml_placeholder.h"

namespace wireproof::mock {

enum class NamespaceAwareness : std::uint8_t {
  kStrict,  // names are equal by namespace and local name
  kLegacy,  // the same, but a name with a prefix has no namespace; declarations do not count
  kNone,    // names as they are written; declarations are attributes
};

// XMLUnit's kinds of comparison that WireMock counts; others never make a difference.
enum class XmlComparison : std::uint8_t {
  kElementTagName,
  kSchemaLocation,
  kNoNamespaceSchemaLocation,
  kNodeType,
  kNamespaceUri,
  kTextValue,
  kProcessingInstructionTarget,
  kProcessingInstructionData,
  kElementNumAttributes,
  kAttrValue,
  kChildNodelistLength,
  kChildLookup,
  kAttrNameLookup,
};
inline constexpr int kXmlComparisons = 13;

struct XmlEqualityRules {
  NamespaceAwareness namespaces = NamespaceAwareness::kStrict;
  bool ignore_order_of_same_node = false;
  std::uint32_t exempted = 0;  // bits of XmlComparison
};

// The comparison of that name of XMLUnit ("TEXT_VALUE"): one that counts, nothing for one of
// XMLUnit's that never does. The error: XMLUnit has none of that name.
std::expected<std::optional<XmlComparison>, std::string> XmlComparisonNamed(std::string_view name);

class XmlEquality {
 public:
  // The error says what is wrong with the expected text.
  static std::expected<XmlEquality, std::string> Compile(std::string_view expected,
                                                         const XmlEqualityRules& rules);
  // Takes placeholders in the expected text for such.
  std::expected<void, std::string> EnablePlaceholders(const std::string& opening,
                                                      const std::string& closing);

  // 0 where the texts are equal, else the share of comparisons that differ, in document order as
  // in WireMock; 1 where `actual` is no XML.
  double Distance(std::string_view actual) const;
  bool Matches(std::string_view actual) const { return Compare(actual).value_or(false); }
  // The same; the error says why `actual` is no XML.
  std::expected<bool, std::string> Compare(std::string_view actual) const;

 private:
  XmlNode expected_;
  XmlEqualityRules rules_;
  XmlPlaceholders placeholders_;
};

}  // namespace wireproof::mock
