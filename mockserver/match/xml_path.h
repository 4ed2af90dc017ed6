// XPath 1.0 over our trees, evaluated by pugixml. Private to this folder.
//
// pugixml compares names as they are written. So the document it sees is made for it: without
// namespaces attributes lose their prefixes and declarations are left out; with some, names get the
// expression's own prefix for their namespace.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/match/xml_node.h"

namespace wireproof::mock {

// What an expression's form says about its cost.
struct XPathShape {
  std::string translated = {};  // with one prefix for each namespace
  int arguments = 1;            // of all functions: texts that may be joined
  int wide_steps = 0;           // descendants and ancestors
  int crossing_steps = 0;       // following, preceding and siblings: all pairs of nodes
  int nested_walks = 0;         // predicates in one another that walk through the document
};

// Takes the expression apart into tokens; refuses what is too long or too deep, and prefixes that
// are not among the namespaces.
std::expected<XPathShape, std::string> ReadXPathShape(std::string_view expression,
                                                      const XmlNamespaces& namespaces);

class XPath {
 public:
  static std::expected<XPath, std::string> Compile(std::string_view expression,
                                                   XmlNamespaces namespaces = {});

  // The texts that EvaluateXPath speaks of. The error: it would cost too much. Thread-safe.
  std::expected<std::vector<std::string>, std::string> Evaluate(const XmlNode& document) const;
  // How the document must have been read.
  XmlReading reading() const { return {.require_bound_prefixes = !namespaces_.empty()}; }
  const std::string& expression() const { return expression_; }
  const XmlNamespaces& namespaces() const { return namespaces_; }

  struct Program;

 private:
  std::string expression_;
  XmlNamespaces namespaces_;
  XPathShape shape_;
  std::shared_ptr<const Program> program_;
};

// A number as WireMock shows it: "2", "1,234.5", "NaN"; at most three decimals.
std::string XPathNumberText(double number);

}  // namespace wireproof::mock
