#include "mockserver/match/remarks.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mockserver/json/json.h"

namespace wireproof::mock {
namespace {

// WireMock's number of this error.
constexpr int kJsonErrorCode = 10;

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

void Remarks::Add(Remark remark) {
  if (full() || std::ranges::find(list_, remark) != list_.end()) return;
  list_.push_back(std::move(remark));
}

void Remarks::Warn(std::string_view message) {
  Add({.type = kWarningRemark, .json = WriteJson(Json{{"message", message}})});
}

void Remarks::NoteNoJson(std::string_view value, std::string_view detail) {
  // Of nothing at all WireMock says where it should have been.
  const Json source = IsBlank(value) ? Json{{"pointer", "/"}} : Json::object();
  const Json error = {{"code", kJsonErrorCode},
                      {"source", source},
                      {"title", "Error parsing JSON"},
                      {"detail", detail}};
  Add({.type = kJsonErrorRemark, .json = WriteJson(Json{{"errors", Json::array({error})}})});
}

std::string ShownValue(std::optional<std::string_view> value) {
  if (!value) return "null";
  if (value->size() <= Remarks::kMostShownBytes) return std::string(*value);
  std::size_t end = Remarks::kMostShownBytes;
  while (end > 0 && (static_cast<unsigned char>((*value)[end]) & 0xc0U) == 0x80U) --end;
  return std::string(value->substr(0, end)) + "...";
}

}  // namespace wireproof::mock
