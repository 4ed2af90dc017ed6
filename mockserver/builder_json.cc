#include "mockserver/builder_json.h"

#include <fmt/format.h>

#include <stdexcept>

#include "http/script/octets.h"
#include "mockserver/match/utf8.h"

namespace wireproof::mock {

void Refuse(std::string_view what, const JsonProblem& problem) {
  if (problem.pointer.empty()) {
    throw std::invalid_argument(fmt::format("{}: {}", what, problem.message));
  }
  throw std::invalid_argument(fmt::format("{}: {}: {}", what, problem.pointer, problem.message));
}

Json JsonOfUser(std::string_view what, std::string_view text) {
  auto value = ReadJson(text);
  if (!value) Refuse(what, value.error());
  return std::move(*value);
}

Json TextOfUser(std::string_view what, std::string_view text) {
  if (RepairedUtf8(text) != text) {
    Refuse(what, {.pointer = {}, .message = "the text is not UTF-8"});
  }
  return std::string(text);
}

Json OctetsJson(std::string_view octets) {
  return script::OctetsToUtf8(octets);
}

}  // namespace wireproof::mock
