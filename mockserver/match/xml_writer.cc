#include <algorithm>

#include "mockserver/match/xml_node.h"

namespace wireproof::mock {
namespace {

std::string_view EscapeOf(char c, bool in_attribute) {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '\r':
      return "&#13;";
    case '"':
      return in_attribute ? "&quot;" : "";
    case '\n':
      return in_attribute ? "&#10;" : "";
    case '\t':
      return in_attribute ? "&#9;" : "";
    default:
      return "";
  }
}

void AppendEscaped(std::string& out, std::string_view text, bool in_attribute) {
  for (const char c : text) {
    const std::string_view escape = EscapeOf(c, in_attribute);
    if (escape.empty()) {
      out += c;
    } else {
      out += escape;
    }
  }
}

class Writer {
 public:
  explicit Writer(XmlLayout layout) : pretty_(layout == XmlLayout::kPretty) {}

  std::string Run(const XmlNode& node, const std::vector<XmlAttribute>& declarations) {
    if (node.kind == XmlKind::kDocument) {
      for (const XmlNode& child : node.children) Node(child, 0, declarations);
    } else {
      Node(node, 0, declarations);
    }
    if (pretty_) out_ += '\n';
    return std::move(out_);
  }

 private:
  void Node(const XmlNode& node, std::size_t level, const std::vector<XmlAttribute>& declarations) {
    switch (node.kind) {
      case XmlKind::kElement:
        return Element(node, level, declarations);
      case XmlKind::kText:
        return AppendEscaped(out_, node.text, false);
      case XmlKind::kCdata:
        out_ += "<![CDATA[" + node.text + "]]>";
        return;
      case XmlKind::kComment:
        out_ += "<!--" + node.text + "-->";
        return;
      case XmlKind::kInstruction:
        out_ += "<?" + node.name + (node.text.empty() ? "" : " " + node.text) + "?>";
        return;
      case XmlKind::kDocument:
        return;
    }
  }

  // Declarations come first; both kinds in the order of their names, as the JDK's DOM has them.
  void Attributes(const XmlNode& node, const std::vector<XmlAttribute>& declarations) {
    std::vector<const XmlAttribute*> all;
    for (const XmlAttribute& attribute : declarations) all.push_back(&attribute);
    for (const XmlAttribute& attribute : node.attributes) all.push_back(&attribute);
    std::ranges::stable_sort(all, [](const XmlAttribute* a, const XmlAttribute* b) {
      if (a->is_declaration != b->is_declaration) return a->is_declaration;
      return a->name < b->name;
    });
    for (const XmlAttribute* attribute : all) {
      out_ += ' ';
      out_ += attribute->name;
      out_ += "=\"";
      AppendEscaped(out_, attribute->value, true);
      out_ += '"';
    }
  }

  void Element(const XmlNode& node, std::size_t level,
               const std::vector<XmlAttribute>& declarations) {
    out_ += '<';
    out_ += node.name;
    Attributes(node, declarations);
    if (node.children.empty()) {
      out_ += "/>";
      return;
    }
    out_ += '>';
    const bool on_lines = pretty_ && !std::ranges::all_of(node.children, [](const XmlNode& child) {
                            return child.is_text();
                          });
    for (const XmlNode& child : node.children) {
      if (on_lines) NewLine(level + 1);
      if (on_lines && child.kind == XmlKind::kText) {
        const std::size_t start = std::min(child.text.find_first_not_of('\n'), child.text.size());
        AppendEscaped(out_, std::string_view(child.text).substr(start), false);
      } else {
        Node(child, level + 1, {});
      }
    }
    if (on_lines) NewLine(level);
    out_ += "</" + node.name + ">";
  }

  void NewLine(std::size_t level) {
    out_ += '\n';
    out_.append(level * 2, ' ');
  }

  bool pretty_;
  std::string out_;
};

}  // namespace

std::string WriteXml(const XmlNode& node, XmlLayout layout,
                     const std::vector<XmlAttribute>& declarations) {
  return Writer(layout).Run(node, declarations);
}

std::expected<std::string, std::string> FormatXml(std::string_view text, XmlLayout layout) {
  auto document = ReadXml(text);
  if (!document) return std::unexpected(std::move(document.error()));
  RemoveBlankTexts(*document);
  return WriteXml(*document, layout);
}

}  // namespace wireproof::mock
