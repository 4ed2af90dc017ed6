// An observation as named facts, for people, and several observations side by side.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/verdict/observation.h"

namespace wireproof::harness {

struct Fact {
  std::string name;   // "response 1", "connection", "failure"
  std::string value;  // printable; may have several lines
};

// What a server sent, or a client reported, and how the connection ended.
std::vector<Fact> FactsOf(const Observation& observation);

struct FactColumn {
  std::string heading;  // "wireproof:strict 0.1.0"
  std::vector<Fact> facts;
};

// A table, one row a fact, `width` characters a column, long values wrapped. Rows in which the
// columns differ begin with "! ", the others with "  ".
std::string SideBySide(const std::vector<FactColumn>& columns, std::size_t width);

// Whether all columns have the same facts.
bool AllSame(const std::vector<FactColumn>& columns);

}  // namespace wireproof::harness
