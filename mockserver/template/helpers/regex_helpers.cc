// regexExtract, matches, contains.
#include <fmt/format.h>

#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/regex.h"

namespace wireproof::mock::handlebars {
namespace {

// Groups of all matches are collected up to so many.
constexpr std::size_t kMostGroups = 100'000;

// With a variable's name: the groups of all matches; else the first match.
HelperResult RegexExtract(HelperCall& call) {
  const auto input = call.ContextText();
  if (!input) return std::unexpected(input.error());
  if (call.params.empty()) return std::unexpected("expected a regular expression");
  const std::string pattern = call.Text(call.params[0]);
  const auto regex = call.rendering.CompileRegex(pattern);
  if (!regex) return ErrorText("Invalid regex string " + pattern);
  if (call.params.size() == 1) {
    if (const auto match = (*regex)->FindText(*input)) return TextValue(*match);
  } else {
    std::vector<TemplateValue> groups;
    for (auto& group : (*regex)->FindGroups(*input, kMostGroups)) {
      groups.push_back(group ? TemplateValue::Text(*std::move(group)) : TemplateValue());
    }
    if (!groups.empty()) {
      if (!call.rendering.Charge(64 * groups.size())) return TemplateValue();
      call.rendering.Assign(call.Text(call.params[1]),
                            TemplateValue::List(std::move(groups), true));
      return TemplateValue();
    }
  }
  const TemplateValue otherwise = call.Option("default");
  return otherwise.is_null() ? ErrorText("Nothing matched " + pattern) : otherwise;
}

// Unlike other conditions, a block of these has no else in WireMock.
HelperResult Answer(const HelperCall& call, bool holds) {
  if (!call.section()) return TemplateValue::Bool(holds);
  return holds ? TextValue(call.Body()) : TextValue("");
}

HelperResult Matches(HelperCall& call) {
  if (call.params.empty()) {
    return ErrorText("You must specify the string to be matched and the regular expression");
  }
  const auto input = call.ContextText();
  if (!input) return std::unexpected(input.error());
  const auto regex = call.rendering.CompileRegex(call.Text(call.params[0]));
  if (!regex) return std::unexpected(regex.error());
  return Answer(call, (*regex)->Matches(*input));
}

HelperResult Contains(HelperCall& call) {
  if (call.params.empty()) {
    return ErrorText(
        "You must specify the string or array to be matched and the regular expression");
  }
  const TemplateValue& expected = call.params[0];
  if (call.context.is_null() || expected.is_null()) return TemplateValue::Bool(false);
  if (!expected.text()) return std::unexpected("expected a text to look for");
  if (!call.context.is_list()) {
    return Answer(call, call.Text(call.context).find(*expected.text()) != std::string::npos);
  }
  bool holds = false;
  for (std::size_t i = 0; i < call.context.size() && !holds; ++i) {
    holds = call.context.At(i).text() == expected.text();
  }
  return Answer(call, holds);
}

}  // namespace

std::vector<NamedHelper> RegexHelpers() {
  return {{"regexExtract", RegexExtract}, {"matches", Matches}, {"contains", Contains}};
}

}  // namespace wireproof::mock::handlebars
