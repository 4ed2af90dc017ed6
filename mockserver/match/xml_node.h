// An XML document as a tree of values, with its namespaces resolved. Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/match/xml_document.h"

namespace wireproof::mock {

struct XmlAttribute {
  std::string name = {};   // as written: "p:x"
  std::string local = {};  // "x"
  std::string uri = {};    // of its namespace; empty without a prefix
  std::string value = {};
  bool is_declaration = false;  // xmlns, xmlns:p
};

enum class XmlKind : std::uint8_t {
  kDocument,
  kElement,
  kText,
  kCdata,
  kComment,
  kInstruction,  // name and text
};

struct XmlNode {
  XmlKind kind = XmlKind::kElement;
  std::string name = {};
  std::string local = {};
  std::string uri = {};
  std::string text = {};
  std::vector<XmlAttribute> attributes = {};
  std::vector<XmlNode> children = {};

  bool is_text() const { return kind == XmlKind::kText || kind == XmlKind::kCdata; }
};

struct XmlReading {
  // Whether a prefix that is not bound is an error.
  bool require_bound_prefixes = false;
};

// The document node. Well-formedness is checked as far as it matters to matching: one root
// element, known entities, attributes once, no control characters.
std::expected<XmlNode, std::string> ReadXml(std::string_view text, const XmlReading& reading = {});

// The texts below a node, one after the other (DOM's textContent).
std::string TextContent(const XmlNode& node);

// What stands before the colon of a name, empty without one.
std::string_view XmlPrefix(std::string_view name);

// Without texts that are blank.
void RemoveBlankTexts(XmlNode& node);

// As the JDK's transformer writes it, without a declaration; pretty with a final line feed.
// `declarations` are put on the outermost element.
std::string WriteXml(const XmlNode& node, XmlLayout layout,
                     const std::vector<XmlAttribute>& declarations = {});

}  // namespace wireproof::mock
