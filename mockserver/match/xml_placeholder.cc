#include "mockserver/match/xml_placeholder.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "mockserver/match/java_regex.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {
namespace {

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// [-+]? [0-9]* "."? [0-9]+ ( [eE] [-+]? [0-9]+ )?
bool IsNumberText(std::string_view text) {
  const auto sign = [&] {
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  };
  const auto digits = [&] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  sign();
  std::size_t count = digits();
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    count = digits();
  }
  if (count == 0) return false;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    sign();
    if (digits() == 0) return false;
  }
  return text.empty();
}

// A day at least: "2026" and "2026-01" are none.
bool IsDateTimeText(std::string_view text) {
  constexpr std::size_t kDaySize = 10;
  return (text.size() >= kDaySize && ParseDateTime(text)) || ParseDateTime(text, "M/d/yyyy") ||
         ParseDateTime(text, "M/d/yy");
}

class Finder {
 public:
  Finder(JavaRegex whole, JavaRegex part) : whole_(std::move(whole)), part_(std::move(part)) {}

  std::optional<std::string> Look(const XmlNode& node) {
    if (node.is_text()) {
      if (auto problem = LookAt(node.text)) return problem;
    }
    for (const XmlAttribute& attribute : node.attributes) {
      if (auto problem = LookAt(attribute.value)) return problem;
    }
    for (const XmlNode& child : node.children) {
      if (auto problem = Look(child)) return problem;
    }
    return std::nullopt;
  }

  XmlPlaceholders Take() { return std::move(found_); }

 private:
  std::optional<std::string> LookAt(const std::string& text) {
    if (!text.contains("xmlunit.") || found_.contains(text)) return std::nullopt;
    const auto groups = whole_.Find(text);
    if (!groups || groups->empty()) {
      if (!part_.Find(text)) return std::nullopt;
      return fmt::format("a placeholder must be the whole text: \"{}\"", text);
    }
    auto placeholder = Read(groups->front());
    if (!placeholder) return std::move(placeholder.error());
    found_.emplace(text, std::move(*placeholder));
    return std::nullopt;
  }

  // "isNumber", "matchesRegex(a.*)"
  static std::expected<XmlPlaceholder, std::string> Read(std::string_view text) {
    using Kind = XmlPlaceholder::Kind;
    text = Trimmed(text);
    const std::size_t open = std::min(text.find('('), text.size());
    const std::string_view name = text.substr(0, open);
    std::string_view argument = text.substr(open);
    const bool has_argument = argument.size() >= 2 && argument.ends_with(')');
    argument = has_argument ? argument.substr(1, argument.size() - 2) : std::string_view();
    if (name == "ignore" && !has_argument) return XmlPlaceholder{.kind = Kind::kIgnore};
    if (name == "isNumber" && !has_argument) return XmlPlaceholder{.kind = Kind::kIsNumber};
    if (name == "isDateTime") {
      if (auto written = FormatDateTime({}, argument); !written) {
        return std::unexpected(std::move(written.error()));
      }
      return XmlPlaceholder{.kind = Kind::kIsDateTime, .format = std::string(argument)};
    }
    if (name == "matchesRegex" && has_argument) {
      auto regex = JavaRegex::Compile(argument);
      if (!regex) return std::unexpected(std::move(regex.error()));
      return XmlPlaceholder{.kind = Kind::kMatchesRegex,
                            .regex = std::make_shared<const JavaRegex>(std::move(*regex))};
    }
    return std::unexpected(fmt::format("unknown placeholder \"xmlunit.{}\"", text));
  }

  JavaRegex whole_;
  JavaRegex part_;
  XmlPlaceholders found_;
};

}  // namespace

bool XmlPlaceholder::Accepts(std::string_view text) const {
  switch (kind) {
    case Kind::kIgnore:
      return true;
    case Kind::kIsNumber:
      return IsNumberText(Trimmed(text));
    case Kind::kIsDateTime:
      return format.empty() ? IsDateTimeText(Trimmed(text))
                            : ParseDateTime(Trimmed(text), format).has_value();
    case Kind::kMatchesRegex:
      return regex->Find(Trimmed(text)).has_value();
  }
  return false;
}

std::expected<XmlPlaceholders, std::string> FindXmlPlaceholders(const XmlNode& document,
                                                                const std::string& opening,
                                                                const std::string& closing) {
  const std::string open = opening.empty() ? R"(\$\{)" : opening;
  const std::string close = closing.empty() ? R"(\})" : closing;
  for (const std::string& delimiter : {open, close}) {
    auto compiled = JavaRegex::Compile(delimiter);
    if (!compiled) return std::unexpected(std::move(compiled.error()));
  }
  auto whole =
      JavaRegex::Compile("(?s)^\\s*(?:" + open + ")\\s*xmlunit\\.(.*?)\\s*(?:" + close + ")\\s*$");
  auto part = JavaRegex::Compile("(?s)(?:" + open + ")\\s*xmlunit\\..*?(?:" + close + ")");
  if (!whole) return std::unexpected(std::move(whole.error()));
  if (!part) return std::unexpected(std::move(part.error()));
  Finder finder(std::move(*whole), std::move(*part));
  if (auto problem = finder.Look(document)) return std::unexpected(std::move(*problem));
  return finder.Take();
}

}  // namespace wireproof::mock
