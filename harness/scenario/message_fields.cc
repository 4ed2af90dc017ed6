#include "harness/scenario/message_fields.h"

namespace wireproof::harness {

std::vector<std::pair<std::string, std::string>> ReadFieldPairs(const Place& place) {
  using Field = std::pair<std::string, std::string>;
  return Each(place, "an array of [name, value]", [](const Place& item) -> std::optional<Field> {
    if (!item.IsArray() || item.size() != 2) return item.FailExpected("[name, value]");
    auto name = item[std::size_t{0}].Octets();
    auto value = item[std::size_t{1}].Octets();
    if (!name || !value) return std::nullopt;
    return Field(*std::move(name), *std::move(value));
  });
}

}  // namespace wireproof::harness
