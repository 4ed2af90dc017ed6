// What formatJson and formatXml have in common. Private to the template library.
#pragma once

#include <expected>
#include <string_view>

#include "mockserver/template/helpers/helper.h"

namespace wireproof::mock::handlebars {

struct Formatting {
  TemplateValue text = {};  // trimmed; never empty
  bool pretty = true;       // format='pretty' or 'compact'
};

// The error is the text to give instead.
std::expected<Formatting, TemplateValue> ReadFormatting(const HelperCall& call,
                                                        std::string_view helper,
                                                        std::string_view language);

}  // namespace wireproof::mock::handlebars
