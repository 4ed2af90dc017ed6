// What the XML parser does not check: characters, entities, DOCTYPE. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wireproof::mock {

// What makes the text unfit, if anything does.
std::optional<std::string> XmlTextProblem(std::string_view text);

}  // namespace wireproof::mock
