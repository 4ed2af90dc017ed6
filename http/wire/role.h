// Which of the two sides of a connection.
#pragma once

#include <cstdint>

namespace wireproof::wire {

enum class Role : std::uint8_t { kClient, kServer };

constexpr Role PeerOf(Role role) {
  return role == Role::kClient ? Role::kServer : Role::kClient;
}

}  // namespace wireproof::wire
