// The page that tells a person why a request was not matched. Private to this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/serve/server.h"

namespace wireproof::mock {

// The 404 for an unmatched request: the stub that comes nearest and the request, side by side. As
// wide as its X-WireMock-Console-Width says, within the bounds below.
AdminReply UnmatchedPage(Engine& engine, const Request& request);

inline constexpr std::size_t kUsualPageWidth = 119;
inline constexpr std::size_t kLeastPageWidth = 40;
inline constexpr std::size_t kMostPageWidth = 1'000;
// Of one cell; the rest is cut. A body can be large, and nobody reads so much of a difference.
inline constexpr std::size_t kMostCellBytes = std::size_t{64} << 10;

// A row of the table: what the stub asks for, what came, and a note where they differ.
struct PageRow {
  std::string expected = {};
  std::string actual = {};
  std::string note = {};
  bool operator==(const PageRow&) const = default;
};

// The whole table: two columns, cells wrapped at words, notes behind the first line of a row.
std::string DifferenceTable(const std::vector<PageRow>& rows, std::size_t width);

// The lines of a text at most `width` octets long: broken at spaces, or where there are none
// within. Never within a character of UTF-8. Empty lines at the end are left out.
std::vector<std::string> Wrapped(std::string_view text, std::size_t width);

// Rows of a stub against a request, an empty row behind each group: name, request-line, header
// fields, path parameters, query, form, cookies, and the rest.
std::vector<PageRow> PageRows(Engine& engine, const Stub& stub, const Request& request);

}  // namespace wireproof::mock
