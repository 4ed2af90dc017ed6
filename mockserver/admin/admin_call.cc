#include "mockserver/admin/admin_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace wireproof::mock {

std::string_view AdminCall::Parameter(std::string_view name) const {
  const std::vector<std::string>* values = FindParameter(request.query_parameters(), name);
  return values == nullptr || values->empty() ? std::string_view() : values->front();
}

AdminReply JsonReply(int status, const Json& value) {
  return {.status = status,
          .fields = {{"Content-Type", "application/json"}},
          .content = WriteJson(value, JsonLayout::kPretty)};
}

AdminReply EmptyReply(int status) {
  return {.status = status};
}

AdminReply TextReply(int status, std::string text) {
  return {.status = status,
          .fields = {{"Content-Type", "text/plain;charset=UTF-8"}},
          .content = std::move(text)};
}

AdminReply DoneReply() {
  return {.status = 200, .fields = {{"Content-Type", "application/json"}}, .content = "{}"};
}

namespace {

AdminReply WithError(int status, Json error, std::string title, std::string detail) {
  error["title"] = std::move(title);
  if (!detail.empty()) error["detail"] = std::move(detail);
  Json errors = Json::array();
  errors.push_back(std::move(error));
  Json reply = Json::object();
  reply["errors"] = std::move(errors);
  return JsonReply(status, reply);
}

constexpr char kUnreadable[] = "Error parsing JSON";

}  // namespace

AdminReply ErrorReply(int status, int code, std::string title, std::string detail) {
  Json error = Json::object();
  error["code"] = code;
  return WithError(status, std::move(error), std::move(title), std::move(detail));
}

AdminReply PointedErrorReply(int status, int code, std::string_view pointer, std::string title,
                             std::string detail) {
  Json error = Json::object();
  error["code"] = code;
  error["source"] = Json::object();
  if (!pointer.empty()) error["source"]["pointer"] = pointer;
  return WithError(status, std::move(error), std::move(title), std::move(detail));
}

AdminReply RefusalReply(const JsonProblem& problem) {
  return PointedErrorReply(422, kBadInput, problem.pointer.empty() ? "/" : problem.pointer,
                           kUnreadable, problem.message);
}

std::expected<Json, AdminReply> ReadBody(const AdminCall& call) {
  if (call.request.body().empty()) {
    return std::unexpected(RefusalReply({.pointer = {}, .message = "there is no content"}));
  }
  auto value = ReadJson(call.request.body(), {.relaxed = true, .refuse_duplicate_keys = true});
  if (!value) {
    return std::unexpected(PointedErrorReply(422, kBadInput, value.error().pointer, kUnreadable,
                                             value.error().message));
  }
  return std::move(*value);
}

std::optional<JsonProblem> UnknownMember(const Json& object,
                                         std::initializer_list<std::string_view> known,
                                         std::string_view pointer) {
  if (!object.is_object()) {
    return JsonProblem{std::string(pointer), "expected an object"};
  }
  for (const auto& [key, value] : object.items()) {
    if (std::ranges::find(known, key) != known.end()) continue;
    return JsonProblem{PointerTo(pointer, key),
                       fmt::format("unknown; known are {}", fmt::join(known, ", "))};
  }
  return std::nullopt;
}

std::optional<std::uint64_t> WholeNumber(const Json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (!value.is_number_integer() || value.get<std::int64_t>() < 0) return std::nullopt;
  return static_cast<std::uint64_t>(value.get<std::int64_t>());
}

bool IsUuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (kForm[i] == '-' ? c != '-' : !hex) return false;
  }
  return true;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::expected<std::string, AdminReply> UuidOfPath(const AdminCall& call) {
  const std::string& text = call.variables.front();
  if (!IsUuid(text)) {
    return std::unexpected(ErrorReply(400, kBadInput, text + " is not a valid UUID"));
  }
  return LowerCase(text);
}

std::expected<std::optional<std::size_t>, AdminReply> CountParameter(const AdminCall& call,
                                                                     std::string_view name) {
  const std::string_view text = call.Parameter(name);
  if (text.empty()) return std::nullopt;
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::unexpected(PointedErrorReply(
        400, kBadInput, name, fmt::format("{} is not a number of at least 0", text)));
  }
  return count;
}

}  // namespace wireproof::mock
