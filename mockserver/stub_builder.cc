#include "wireproof/stub_builder.h"

#include "mockserver/builder_json.h"

namespace wireproof::mock {
namespace detail {
namespace {

constexpr const char* kStub = "stub";

std::string WithMemberValue(const std::string& stub, std::string_view pointer, Json value) {
  return Edited(stub, [&](Json& json) {
    Json* at = &json;
    pointer.remove_prefix(1);
    for (std::size_t slash = pointer.find('/'); slash != std::string_view::npos;
         slash = pointer.find('/')) {
      at = &(*at)[std::string(pointer.substr(0, slash))];
      pointer.remove_prefix(slash + 1);
    }
    (*at)[std::string(pointer)] = std::move(value);
  });
}

}  // namespace

std::string WithMember(const std::string& stub, std::string_view pointer, std::string_view value) {
  return WithMemberValue(stub, pointer, JsonOfUser(kStub, value));
}

std::string WithText(const std::string& stub, std::string_view pointer, std::string_view text) {
  return WithMemberValue(stub, pointer, TextOfUser(kStub, text));
}

std::string WithNumber(const std::string& stub, std::string_view pointer, double value) {
  const auto whole = static_cast<std::int64_t>(value);
  if (static_cast<double>(whole) == value) return WithMemberValue(stub, pointer, Json(whole));
  return WithMemberValue(stub, pointer, Json(value));
}

std::string WithReply(const std::string& stub, const ReplyBuilder& reply) {
  return Edited(stub, [&](Json& json) {
    const Json given = JsonOfUser(kStub, reply.json());
    if (const auto response = given.find("response"); response != given.end()) {
      json["response"] = *response;
    }
    if (const auto wire = given.find("wireproof"); wire != given.end()) {
      for (const auto& [name, member] : wire->items()) json["wireproof"][name] = member;
    }
  });
}

std::string WithReplies(const std::string& stub, const std::vector<ReplyBuilder>& replies) {
  return Edited(stub, [&](Json& json) {
    Json sequence = Json::array();
    for (const ReplyBuilder& reply : replies) sequence.push_back(JsonOfUser(kStub, reply.json()));
    json["wireproof"]["sequence"] = std::move(sequence);
  });
}

}  // namespace detail

namespace {

std::string OfRequest(const RequestMatcher& request) {
  Json stub = Json::object();
  stub["request"] = JsonOfUser("stub", request.json());
  return WriteJson(stub);
}

}  // namespace

StubBuilder::StubBuilder(const RequestMatcher& request) : StubConditions(OfRequest(request)) {}

StubBuilder StubBuilder::Reply(const ReplyBuilder& reply) const {
  return derived(detail::WithReply(json(), reply));
}

StubBuilder StubBuilder::ReplyInTurn(const std::vector<ReplyBuilder>& replies) const {
  return derived(detail::WithReplies(json(), replies));
}

StubBuilder StubBuilder::ReplyInCycle(const std::vector<ReplyBuilder>& replies) const {
  return derived(
      detail::WithMember(detail::WithReplies(json(), replies), "/wireproof/cycle", "true"));
}

StubBuilder When(const RequestMatcher& request) {
  return StubBuilder(request);
}

}  // namespace wireproof::mock
