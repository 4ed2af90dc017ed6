// From the tags of a template to its tree. Private to this folder.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "mockserver/template/lexer.h"
#include "mockserver/template/tree.h"

namespace wireproof::mock::handlebars {

// Refused with line and column: blocks that do not close, what is no expression, and blocks and
// expressions nested deeper than `max_depth`.
std::expected<Nodes, std::string> ParseTags(std::vector<Tag> tags, std::size_t max_depth);

}  // namespace wireproof::mock::handlebars
