// The page that lists a folder: http.server's list_directory(). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wireproof::server {

struct ListingEntry {
  std::string name;  // as the file system has it
  bool is_directory = false;
  bool is_symlink = false;
};

// The HTML of CPython 3.14 for a folder shown as `title` (UTF-8, not escaped). Entries are sorted
// by their name in lower case.
std::string ListingPage(std::string_view title, std::vector<ListingEntry> entries);

}  // namespace wireproof::server
