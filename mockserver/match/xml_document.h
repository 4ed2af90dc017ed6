// XML for templates: XPath over a text, and a text laid out anew.
//
// Entities other than XML's own five are refused, and so is a DOCTYPE that declares some; a DOCTYPE
// without declarations is skipped, nothing outside the text is ever read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wireproof::mock {

struct XmlLimits {
  static constexpr std::size_t kMaxBytes = std::size_t{16} << 20;  // of a document
  static constexpr std::size_t kMaxNodes = 200'000;                // elements, texts, attributes
  static constexpr std::size_t kMaxDepth = 200;                    // elements in one another
  static constexpr std::size_t kMaxXPathBytes = 4096;
  static constexpr std::size_t kMaxXPathDepth = 50;  // brackets and parentheses in one another
  // Nodes that one step of a path may give before duplicates are dropped.
  static constexpr double kMaxXPathNodes = 4e6;
  // Octets that all predicates together may look at, by an estimate from the expression's form.
  static constexpr double kMaxXPathWork = 1e9;
};

// A prefix of the expression and its namespace.
using XmlNamespaces = std::vector<std::pair<std::string, std::string>>;

// XPath 1.0. Of each node its text, of an element its XML, indented as WireMock's xPath helper
// shows it; a number, string or boolean is one text. Empty where nothing is found. Without
// namespaces a name is that of an element without a prefix, as in WireMock; with some it is
// looked up as XPath says. The error says what is wrong with the text or with the expression.
std::expected<std::vector<std::string>, std::string> EvaluateXPath(
    std::string_view text, std::string_view expression, const XmlNamespaces& namespaces = {});

enum class XmlLayout : std::uint8_t { kCompact, kPretty };

// The document without blank texts and without its declaration, as WireMock's formatXml helper
// writes it: two spaces a level, or on one line. The error says what is wrong with the text.
std::expected<std::string, std::string> FormatXml(std::string_view text, XmlLayout layout);

}  // namespace wireproof::mock
