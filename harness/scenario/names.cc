#include "harness/scenario/names.h"

#include <algorithm>
#include <span>

namespace wireproof::harness {
namespace {

template <class E>
std::string_view NameIn(std::span<const std::pair<std::string_view, E>> table, E wanted) {
  for (const auto& [name, value] : table) {
    if (value == wanted) return name;
  }
  return "";
}

template <class E>
std::optional<E> FromNameIn(std::span<const std::pair<std::string_view, E>> table,
                            std::string_view wanted) {
  for (const auto& [name, value] : table) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view Name(Fate fate) {
  return NameIn<Fate>(kFateNames, fate);
}
std::string_view Name(Residue residue) {
  return NameIn<Residue>(kResidueNames, residue);
}
std::string_view Name(Handshake handshake) {
  return NameIn<Handshake>(kHandshakeNames, handshake);
}
std::string_view Name(FailureKind kind) {
  return NameIn<FailureKind>(kFailureKindNames, kind);
}
std::string_view Name(Role role) {
  return NameIn<Role>(kRoleNames, role);
}
std::string_view Name(Transport transport) {
  return NameIn<Transport>(kTransportNames, transport);
}
std::string_view Name(Level level) {
  return NameIn<Level>(kLevelNames, level);
}
std::string_view Name(Basis basis) {
  return NameIn<Basis>(kBasisNames, basis);
}

std::optional<Fate> FateFromName(std::string_view name) {
  return FromNameIn<Fate>(kFateNames, name);
}
std::optional<Residue> ResidueFromName(std::string_view name) {
  return FromNameIn<Residue>(kResidueNames, name);
}
std::optional<Handshake> HandshakeFromName(std::string_view name) {
  return FromNameIn<Handshake>(kHandshakeNames, name);
}
std::optional<FailureKind> FailureKindFromName(std::string_view name) {
  return FromNameIn<FailureKind>(kFailureKindNames, name);
}
std::optional<Role> RoleFromName(std::string_view name) {
  return FromNameIn<Role>(kRoleNames, name);
}

}  // namespace wireproof::harness
