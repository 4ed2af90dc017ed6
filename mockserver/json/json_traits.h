// What comparing without order needs to know of values, found out once. Private to this folder.
#pragma once

#include <cstddef>
#include <unordered_map>

#include "mockserver/json/json.h"

namespace wireproof::mock {

struct JsonTraits {
  // The same for values that EqualJson finds equal, also where the items of arrays stand in
  // another order. Of values nested deeper than a limit only the outside counts.
  std::size_t hash = 0;
  // One of JsonUnit's placeholders stands in it, at any depth.
  bool placeholder = false;
};

// Remembers the arrays and objects it was asked about, which must stay where they are: asking for
// each level of a document takes linear time in all.
class JsonTraitsMemory {
 public:
  JsonTraits Of(const Json& value, int depth = 0);

 private:
  JsonTraits OfStructured(const Json& value, int depth);

  std::unordered_map<const Json*, JsonTraits> known_;
};

}  // namespace wireproof::mock
