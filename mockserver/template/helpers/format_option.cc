#include "mockserver/template/helpers/format_option.h"

#include <fmt/format.h>

namespace wireproof::mock::handlebars {

std::expected<Formatting, TemplateValue> ReadFormatting(const HelperCall& call,
                                                        std::string_view helper,
                                                        std::string_view language) {
  std::string text;
  if (call.section()) {
    text = call.Body();
  } else if (call.context.text()) {
    text = call.Text(call.context);
  }
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string::npos) {
    return std::unexpected(ErrorText(
        fmt::format("{} should take a block of {} to format or a single parameter of type String",
                    helper, language)));
  }
  text = text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
  const TemplateValue format = call.Option("format");
  const std::string name = format.is_null() ? "pretty" : call.Text(format);
  if (name != "pretty" && name != "compact") {
    return std::unexpected(
        ErrorText(fmt::format("{}: format [{}] should be one of [pretty, compact]", helper, name)));
  }
  return Formatting{.text = TextValue(std::move(text)), .pretty = name == "pretty"};
}

}  // namespace wireproof::mock::handlebars
