// Requests of which the journal has only the beginning: patterns of bodies cannot tell of them.
// Private to this folder.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "mockserver/serve/engine.h"

namespace wireproof::mock {

// Counts, of the exchanges that it is shown, those that a pattern with something about the body
// fits in all else and whose body is cut.
class CutBodies {
 public:
  CutBodies(Engine& engine, const RequestPattern& pattern);

  // Whether none can count: nothing is asked about the body.
  bool idle() const { return !rest_; }
  void See(const Exchange& exchange);
  std::uint64_t count() const { return count_; }
  // "cutBodies": how many, where there are any.
  void Tell(nlohmann::ordered_json& reply) const;

 private:
  Engine& engine_;
  std::optional<RequestPattern> rest_ = {};  // without what is about the body
  std::uint64_t count_ = 0;
};

}  // namespace wireproof::mock
