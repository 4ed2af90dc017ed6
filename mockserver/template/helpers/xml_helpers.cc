// xPath, soapXPath, formatXml.
#include <fmt/format.h>

#include <algorithm>

#include "mockserver/match/xml_document.h"
#include "mockserver/template/helpers/format_option.h"
#include "mockserver/template/helpers/helper.h"

namespace wireproof::mock::handlebars {
namespace {

// What the expression gives for a node that was found, which is a document of its own.
TemplateValue FirstOf(const std::string& xml, const std::string& expression) {
  const auto found = EvaluateXPath(xml, expression);
  if (!found || found->empty()) return {};
  return TemplateValue::Text(found->front());
}

class AttributesObject final : public TemplateObject {
 public:
  explicit AttributesObject(std::string xml) : xml_(std::move(xml)) {}
  TemplateValue Member(std::string_view name) const override {
    if (name.find_first_of("'\"/[]()*@ ") != std::string_view::npos) return {};
    return FirstOf(xml_, fmt::format("/*/@{}", name));
  }
  void Write(TextSink&) const override {}

 private:
  std::string xml_;
};

// An element: prints its XML, knows its name, text and attributes.
class ElementObject final : public TemplateObject {
 public:
  explicit ElementObject(std::string xml) : xml_(std::move(xml)) {}
  TemplateValue Member(std::string_view name) const override {
    if (name == "name") return FirstOf(xml_, "name(/*)");
    if (name == "text") return FirstOf(xml_, "string(/*)");
    if (name == "attributes") {
      return TemplateValue::Object(std::make_shared<const AttributesObject>(xml_));
    }
    return {};
  }
  void Write(TextSink& sink) const override { sink.Append(xml_); }

 private:
  std::string xml_;
};

TemplateValue NodeValue(std::string text) {
  // Texts of nodes cannot be told from elements but by their form.
  if (text.starts_with('<') && EvaluateXPath(text, "name(/*)")) {
    return TemplateValue::Object(std::make_shared<const ElementObject>(std::move(text)));
  }
  return TemplateValue::Text(std::move(text));
}

// A predicate may be asked of each node, and look at each node again.
std::size_t WorkOf(std::size_t size, std::string_view expression) {
  constexpr std::size_t kMost = std::size_t{128} << 20;
  if (expression.find('[') == std::string_view::npos) return 2 * size;
  return size > (std::size_t{1} << 17) ? kMost : std::min(size * size / 64, kMost);
}

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

// Each name of an element that stands behind a "/" as a test of the local name; what is in
// brackets and quotes stays as it is.
std::string ByLocalNames(std::string_view expression) {
  std::string made;
  std::size_t brackets = 0;
  for (std::size_t at = 0; at < expression.size();) {
    const char c = expression[at];
    if (c == '[') ++brackets;
    if (c == ']' && brackets > 0) --brackets;
    const bool starts =
        brackets == 0 && at > 0 && expression[at - 1] == '/' && IsNameCharacter(c) && c != '.';
    if (!starts) {
      made += c;
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < expression.size() && IsNameCharacter(expression[end])) ++end;
    const std::string_view name = expression.substr(at, end - at);
    const bool plain =
        end == expression.size() || (expression[end] != '(' && expression[end] != ':');
    made += plain ? fmt::format("*[local-name()='{}']", name) : std::string(name);
    at = end;
  }
  return made;
}

HelperResult Evaluate(HelperCall& call, std::string_view prefix) {
  if (call.params.empty() || call.params[0].is_null()) {
    return ErrorText("The XPath expression cannot be empty");
  }
  const std::string text = call.context.is_null() ? "null" : call.Text(call.context);
  const std::string expression = call.Text(call.params[0]);
  if (!call.rendering.Charge(WorkOf(text.size(), expression))) return TemplateValue();
  const std::string whole = fmt::format("{}{}", prefix, expression);
  auto found = EvaluateXPath(text, whole);
  // WireMock's helper finds elements with a prefix by their local names too.
  if (found && found->empty() && text.find(':') != std::string::npos) {
    if (auto local = EvaluateXPath(text, ByLocalNames(whole))) found = std::move(local);
  }
  if (!found) {
    if (!EvaluateXPath(text, "/")) return ErrorText(text + " is not valid XML");
    return ErrorText(expression + " is not a valid XPath expression");
  }
  if (found->empty()) return TextValue("");
  std::vector<TemplateValue> nodes;
  for (std::string& node : *found) {
    if (!call.rendering.Charge(node.size())) return TemplateValue();
    nodes.push_back(NodeValue(std::move(node)));
  }
  return TemplateValue::List(std::move(nodes), true);
}

HelperResult XPath(HelperCall& call) {
  return Evaluate(call, "");
}

HelperResult SoapXPath(HelperCall& call) {
  return Evaluate(call, "/Envelope/Body");
}

HelperResult FormatXmlHelper(HelperCall& call) {
  const auto input = ReadFormatting(call, "formatXml", "XML");
  if (!input) return input.error();
  auto text =
      FormatXml(*input->text.text(), input->pretty ? XmlLayout::kPretty : XmlLayout::kCompact);
  if (!text) return ErrorText("Input is not valid XML");
  return TextValue(*std::move(text));
}

}  // namespace

std::vector<NamedHelper> XmlHelpers() {
  return {{"xPath", XPath}, {"soapXPath", SoapXPath}, {"formatXml", FormatXmlHelper}};
}

}  // namespace wireproof::mock::handlebars
