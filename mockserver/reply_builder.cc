#include "wireproof/reply_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "mockserver/builder_json.h"
#include "mockserver/match/base64.h"
#include "mockserver/match/utf8.h"

namespace wireproof::mock {
namespace {

using Value = Json;

constexpr const char* kReply = "ReplyBuilder";
constexpr const char* kContents[] = {"body", "jsonBody", "base64Body", "bodyFileName"};
constexpr const char* kDelays[] = {"fixedDelayMilliseconds", "delayDistribution"};

bool IsContentType(std::string_view name) {
  constexpr std::string_view kName = "content-type";
  return std::ranges::equal(name, kName, {}, [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
}

Value& Response(Value& reply) {
  Value& response = reply["response"];
  if (response.is_null()) response = Value::object();
  return response;
}

// An object below another, made where it is missing.
Value& Below(Value& object, const char* name) {
  Value& member = object[name];
  if (member.is_null()) member = Value::object();
  return member;
}

Value& Framing(Value& reply) {
  return Below(Below(reply, "wireproof"), "framing");
}

void SetContent(Value& reply, const char* member, Value content) {
  Value& response = Response(reply);
  for (const char* other : kContents) response.erase(other);
  response[member] = std::move(content);
}

void SetDelay(Value& reply, const char* member, Value delay) {
  Value& response = Response(reply);
  for (const char* other : kDelays) response.erase(other);
  response[member] = std::move(delay);
}

bool HasContentType(const Value& response) {
  const auto headers = response.find("headers");
  if (headers == response.end()) return false;
  return std::ranges::any_of(headers->items(),
                             [](const auto& one) { return IsContentType(one.key()); });
}

void AddHeader(Value& response, std::string_view name, std::string_view value) {
  Value& headers = Below(response, "headers");
  if (IsContentType(name)) {
    for (auto at = headers.begin(); at != headers.end(); ++at) {
      if (!IsContentType(at.key())) continue;
      headers.erase(at);
      break;
    }
  }
  const std::string key = OctetsJson(name).get<std::string>();
  Value& values = headers[key];
  if (values.is_null()) {
    values = OctetsJson(value);
    return;
  }
  if (!values.is_array()) values = Value::array({Value(values)});
  values.push_back(OctetsJson(value));
}

// [["name", "value"], ...]
Value Lines(const HeaderList& headers) {
  Value lines = Value::array();
  for (const auto& [name, value] : headers) {
    lines.push_back(Value::array({OctetsJson(name), OctetsJson(value)}));
  }
  return lines;
}

ReplyBuilder WithFault(const char* name) {
  Value reply = Value::object();
  reply["response"] = {{"fault", name}};
  return ReplyBuilder::FromJson(WriteJson(reply));
}

}  // namespace

ReplyBuilder::ReplyBuilder(int status)
    : json_(fmt::format(R"({{"response":{{"status":{}}}}})", status)) {}

ReplyBuilder ReplyBuilder::FromJson(std::string_view json) {
  const Value value = JsonOfUser(kReply, json);
  if (!value.is_object()) Refuse(kReply, {.pointer = {}, .message = "expected an object"});
  for (const auto& [name, member] : value.items()) {
    if (name != "response" && name != "wireproof") {
      Refuse(kReply, {.pointer = PointerTo("", name), .message = "expected response or wireproof"});
    }
  }
  return {Checked{}, WriteJson(value)};
}

ReplyBuilder ReplyBuilder::WithReason(std::string_view reason) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            Response(reply)["statusMessage"] = OctetsJson(reason);
          })};
}

ReplyBuilder ReplyBuilder::WithHeader(std::string_view name, std::string_view value) const {
  return {Checked{}, Edited(json_, [&](Value& reply) { AddHeader(Response(reply), name, value); })};
}

ReplyBuilder ReplyBuilder::WithExactHeaders(const HeaderList& headers) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            Response(reply).erase("headers");
            Below(reply, "wireproof")["fields"] = Lines(headers);
          })};
}

ReplyBuilder ReplyBuilder::Body(std::string_view octets) const {
  const bool text = RepairedUtf8(octets) == octets;
  return {Checked{}, Edited(json_, [&](Value& reply) {
            SetContent(reply, text ? "body" : "base64Body",
                       text ? Value(std::string(octets)) : Value(EncodeBase64(octets)));
          })};
}

ReplyBuilder ReplyBuilder::Json(std::string_view json) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            SetContent(reply, "jsonBody", JsonOfUser("Json", json));
            if (!HasContentType(Response(reply))) {
              AddHeader(Response(reply), "Content-Type", "application/json");
            }
          })};
}

ReplyBuilder ReplyBuilder::File(std::string_view name) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            SetContent(reply, "bodyFileName", TextOfUser("File", name));
          })};
}

ReplyBuilder ReplyBuilder::Templated(std::string_view parameters) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            Value& response = Response(reply);
            response["transformers"] = Value::array({"response-template"});
            Value given = JsonOfUser("Templated", parameters);
            if (!given.empty()) response["transformerParameters"] = std::move(given);
          })};
}

ReplyBuilder ReplyBuilder::After(FractionalMs delay) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            SetDelay(reply, "delayDistribution",
                     {{"type", "fixed"}, {"milliseconds", delay.count()}});
          })};
}

ReplyBuilder ReplyBuilder::AfterBetween(FractionalMs lower, FractionalMs upper) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            SetDelay(reply, "delayDistribution",
                     {{"type", "uniform"}, {"lower", lower.count()}, {"upper", upper.count()}});
          })};
}

ReplyBuilder ReplyBuilder::AfterLogNormal(FractionalMs median, double sigma) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            SetDelay(reply, "delayDistribution",
                     {{"type", "lognormal"}, {"median", median.count()}, {"sigma", sigma}});
          })};
}

ReplyBuilder ReplyBuilder::Dribble(int pieces, FractionalMs total) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            Response(reply)["chunkedDribbleDelay"] = {{"numberOfChunks", pieces},
                                                      {"totalDuration", total.count()}};
          })};
}

ReplyBuilder ReplyBuilder::Chunked(const std::vector<std::size_t>& sizes) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            Value& chunked = Below(Framing(reply), "chunked");
            if (!sizes.empty()) chunked["sizes"] = sizes;
          })};
}

ReplyBuilder ReplyBuilder::WithTrailer(std::string_view name, std::string_view value) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            Value& trailers = Below(Framing(reply), "chunked")["trailers"];
            if (trailers.is_null()) trailers = Value::array();
            trailers.push_back(Value::array({OctetsJson(name), OctetsJson(value)}));
          })};
}

ReplyBuilder ReplyBuilder::WithContentLength(std::string_view value) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            Value& lines = Framing(reply)["content_length"];
            if (lines.is_null()) lines = Value::array();
            lines.push_back(OctetsJson(value));
          })};
}

ReplyBuilder ReplyBuilder::UntilClose() const {
  return {Checked{}, Edited(json_, [](Value& reply) { Framing(reply)["until_close"] = true; })};
}

ReplyBuilder ReplyBuilder::ThenClose() const {
  return {Checked{}, Edited(json_, [](Value& reply) { Framing(reply)["close"] = true; })};
}

ReplyBuilder ReplyBuilder::WithVersion(std::string_view version) const {
  return {Checked{},
          Edited(json_, [&](Value& reply) { Framing(reply)["version"] = OctetsJson(version); })};
}

ReplyBuilder ReplyBuilder::WithInterim(int status, const HeaderList& headers) const {
  return {Checked{}, Edited(json_, [&](Value& reply) {
            Value& interim = Below(reply, "wireproof")["interim"];
            if (interim.is_null()) interim = Value::array();
            Value head = {{"status", status}};
            if (!headers.empty()) head["fields"] = Lines(headers);
            interim.push_back(std::move(head));
          })};
}

ReplyBuilder Ok() {
  return ReplyBuilder(200);
}

ReplyBuilder Created() {
  return ReplyBuilder(201);
}

ReplyBuilder NotFound() {
  return ReplyBuilder(404);
}

ReplyBuilder ServerError() {
  return ReplyBuilder(500);
}

ReplyBuilder Status(int status) {
  return ReplyBuilder(status);
}

ReplyBuilder Redirect(std::string_view location, int status) {
  return ReplyBuilder(status).WithHeader("Location", location);
}

ReplyBuilder EmptyResponse() {
  return WithFault("EMPTY_RESPONSE");
}

ReplyBuilder ConnectionReset() {
  return WithFault("CONNECTION_RESET_BY_PEER");
}

ReplyBuilder MalformedChunk() {
  return WithFault("MALFORMED_RESPONSE_CHUNK");
}

ReplyBuilder RandomDataThenClose() {
  return WithFault("RANDOM_DATA_THEN_CLOSE");
}

ReplyBuilder ProxyTo(std::string_view base_url) {
  Value reply = Value::object();
  reply["response"] = {{"proxyBaseUrl", TextOfUser("ProxyTo", base_url)}};
  return ReplyBuilder::FromJson(WriteJson(reply));
}

}  // namespace wireproof::mock
