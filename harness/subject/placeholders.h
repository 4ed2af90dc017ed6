// {name} in the strings of a manifest. Names that are not given stay as they are.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace wireproof::harness {

using Placeholders = std::map<std::string, std::string, std::less<>>;

std::string Fill(std::string_view text, const Placeholders& values);

}  // namespace wireproof::harness
