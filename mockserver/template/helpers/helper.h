// What helpers are: functions from a call to a value. Private to the template library.
//
// A helper that is used wrongly gives a text "[ERROR: ...]", as in WireMock, or an error, which
// ends the rendering, where WireMock answers with an error page.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mockserver/template/rendering.h"
#include "mockserver/template/value.h"

namespace wireproof::mock::handlebars {

using HelperResult = std::expected<TemplateValue, std::string>;

struct HelperCall {
  Rendering& rendering;
  const Scope& scope;
  const BlockNode* block = nullptr;  // null: {{helper}} or (helper)
  TemplateValue context = {};        // the first argument; what `this` is where there is none
  bool has_context = false;
  std::vector<TemplateValue> params = {};  // behind the first
  std::vector<std::pair<std::string_view, TemplateValue>> hash = {};

  bool section() const { return block != nullptr; }
  // Nothing where there are not so many.
  TemplateValue Param(std::size_t index) const;
  // Nothing where it is not given.
  TemplateValue Option(std::string_view name) const;
  // Whether it is given, and true itself.
  bool Flag(std::string_view name) const;
  // An option that must be a whole number; `otherwise` where it is not given.
  std::expected<std::int64_t, std::string> Whole(std::string_view name,
                                                 std::int64_t otherwise) const;
  std::string Text(const TemplateValue& value) const { return rendering.Text(value); }
  // The text of the context; an error where it is nothing.
  std::expected<std::string, std::string> ContextText() const;
  // What the block's body gives, here or with another context.
  std::string Body() const;
  std::string BodyWith(const TemplateValue& value) const;
  std::string Inverse() const;
  // The body of a block, else the text of the context.
  std::expected<std::string, std::string> Input() const;
  // Nothing so large is made.
  std::size_t MostOctets() const { return rendering.options().limits.max_output_bytes; }
};

using Helper = HelperResult (*)(HelperCall&);

struct NamedHelper {
  std::string_view name;
  Helper helper;
};

// Null where there is none of that name.
Helper FindHelper(std::string_view name);

// "[ERROR: message]"
TemplateValue ErrorText(std::string_view message);
TemplateValue TextValue(std::string text);

// The helpers of each file.
std::vector<NamedHelper> BuiltinHelpers();
std::vector<NamedHelper> ConditionHelpers();
std::vector<NamedHelper> StringHelpers();
std::vector<NamedHelper> StringFormatHelpers();
std::vector<NamedHelper> NumberHelpers();
std::vector<NamedHelper> CodingHelpers();
std::vector<NamedHelper> RegexHelpers();
std::vector<NamedHelper> JsonHelpers();
std::vector<NamedHelper> JsonEditHelpers();
std::vector<NamedHelper> DateHelpers();
std::vector<NamedHelper> RandomHelpers();
std::vector<NamedHelper> ListHelpers();
std::vector<NamedHelper> MathHelpers();
std::vector<NamedHelper> SystemHelpers();
std::vector<NamedHelper> XmlHelpers();

}  // namespace wireproof::mock::handlebars
