#include "http/wire/state.h"

namespace wireproof::wire {

std::string_view ToString(State state) {
  constexpr std::array<std::string_view, 9> kNames = {"idle",       "send-response", "send-body",
                                                      "done",       "might-switch",  "switched",
                                                      "must-close", "closed",        "error"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace wireproof::wire
