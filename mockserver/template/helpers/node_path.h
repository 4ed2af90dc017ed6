// Nodes of a JSON document by their normalized paths (RFC 9535 section 2.7). Private to the
// template library.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mockserver/json/json.h"

namespace wireproof::mock::handlebars {

// Names and indexes from the root.
using NodePath = std::vector<std::variant<std::string, std::size_t>>;

// $['a'][0] and so on, as JsonPath::Paths gives them.
std::vector<NodePath> NodePathsOf(const std::vector<std::string>& paths);

// Null where there is no such node.
Json* FindNode(Json& document, const NodePath& path);
// Takes the node away, if it is there. Requires a path that is not the root's.
void RemoveNode(Json& document, const NodePath& path);

}  // namespace wireproof::mock::handlebars
