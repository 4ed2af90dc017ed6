#include "http/wire/message.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/wire/grammar.h"

namespace wireproof::wire {
namespace {

// The end of the list element at the start of text: the first comma outside a quoted-string. A
// quote that is never closed reaches to the end, so that no octet is looked at twice.
std::size_t ElementLength(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',' && !quoted) return i;
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '\\' && quoted) ++i;
  }
  return text.size();
}

}  // namespace

std::string ToString(Version version) {
  return fmt::format("HTTP/{}.{}", version.major_number, version.minor_number);
}

std::optional<std::string_view> FindFirst(const Fields& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (EqualsIgnoreCase(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> FindAll(const Fields& fields, std::string_view name) {
  std::vector<std::string_view> values;
  for (const Field& field : fields) {
    if (EqualsIgnoreCase(field.name, name)) values.push_back(field.value);
  }
  return values;
}

std::optional<std::string> Combined(const Fields& fields, std::string_view name) {
  const auto values = FindAll(fields, name);
  if (values.empty()) return std::nullopt;
  return fmt::format("{}", fmt::join(values, ", "));
}

std::vector<std::string_view> ListElements(const Fields& fields, std::string_view name) {
  std::vector<std::string_view> elements;
  for (std::string_view rest : FindAll(fields, name)) {
    while (!rest.empty()) {
      const std::size_t length = ElementLength(rest);
      const std::string_view element = TrimOws(rest.substr(0, length));
      if (!element.empty()) elements.push_back(element);
      rest.remove_prefix(std::min(length + 1, rest.size()));
    }
  }
  return elements;
}

bool HasToken(const Fields& fields, std::string_view name, std::string_view token) {
  for (std::string_view element : ListElements(fields, name)) {
    if (EqualsIgnoreCase(element, token)) return true;
  }
  return false;
}

std::size_t Remove(Fields& fields, std::string_view name) {
  return std::erase_if(fields,
                       [name](const Field& field) { return EqualsIgnoreCase(field.name, name); });
}

}  // namespace wireproof::wire
