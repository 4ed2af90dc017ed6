// Placeholders of equalToXml: ${xmlunit.ignore}, isNumber, isDateTime, isDateTime(dd.MM.yyyy),
// matchesRegex(^a). Private to this folder.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "mockserver/match/xml_node.h"

namespace wireproof::mock {

class JavaRegex;

struct XmlPlaceholder {
  enum class Kind : std::uint8_t { kIgnore, kIsNumber, kIsDateTime, kMatchesRegex };
  Kind kind = Kind::kIgnore;
  std::string format = {};                      // of kIsDateTime; empty: the usual ones
  std::shared_ptr<const JavaRegex> regex = {};  // of kMatchesRegex: somewhere in the text

  bool Accepts(std::string_view text) const;
};

// The texts and attribute values of a document that are placeholders.
using XmlPlaceholders = std::map<std::string, XmlPlaceholder, std::less<>>;

// The delimiters are regular expressions; empty are "${" and "}". The error names the text: a
// placeholder with other text around it, an unknown one, a bad expression.
std::expected<XmlPlaceholders, std::string> FindXmlPlaceholders(const XmlNode& document,
                                                                const std::string& opening,
                                                                const std::string& closing);

}  // namespace wireproof::mock
