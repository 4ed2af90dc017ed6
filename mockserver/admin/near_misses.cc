#include "mockserver/admin/near_misses.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/exchange_json.h"
#include "mockserver/match/base64.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

// How many unmatched requests are explained in one reply; each costs a look at every stub.
constexpr std::size_t kMostExplained = 100;

// How near, and what went wrong while they were compared.
Json MatchResultJson(double distance, const RequestPattern& pattern, const Request& request,
                     MatchContext context) {
  Remarks remarks;
  context.remarks = &remarks;
  pattern.Matches(request, context);
  Json events = Json::array();
  for (const Remark& remark : remarks.Take()) {
    events.push_back({{"type", remark.type}, {"data", ReadJson(remark.json).value_or(Json())}});
  }
  return {{"distance", distance},
          {"subEvents", std::move(events)},
          {"diffDescriptions", Json::array()}};
}

void AddNearStubs(Engine& engine, const Request& request, const Json& request_json,
                  Json& near_misses) {
  for (const NearStub& near : NearestStubs(engine, request)) {
    near_misses.push_back({{"request", request_json},
                           {"stubMapping", StubToJson(*near.stub->stub)},
                           {"matchResult", MatchResultJson(near.distance, near.stub->stub->request,
                                                           request, engine.Context(&request))}});
  }
}

AdminReply NearMissReply(Json near_misses) {
  Json reply = Json::object();
  reply["nearMisses"] = std::move(near_misses);
  return JsonReply(200, reply);
}

AdminReply OfUnmatched(const AdminCall& call) {
  Json near_misses = Json::array();
  std::size_t explained = 0;
  call.engine().journal().Visit(Journal::Order::kNewestFirst, [&](const Exchange& exchange) {
    if (!IsUnmatched(exchange)) return true;
    std::vector<FieldView> fields;
    const Request request(exchange.Parts(fields));
    AddNearStubs(call.engine(), request, LoggedRequestJson(request, exchange.received_at_us),
                 near_misses);
    return ++explained < kMostExplained;
  });
  return NearMissReply(std::move(near_misses));
}

// A request that was logged, as clients send it back: what its JSON says, with the rest empty.
struct GivenRequest {
  std::string method, target, version, body, client_ip;
  std::vector<std::pair<std::string, std::string>> fields;
  bool tls = false;
  std::uint16_t port = 0;
};

std::string StringMember(const Json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

// A member of "headers": a string, or an array of them.
void AddFields(const std::string& name, const Json& values, GivenRequest& given) {
  if (values.is_string()) given.fields.emplace_back(name, values.get<std::string>());
  if (!values.is_array()) return;
  for (const Json& value : values) {
    if (value.is_string()) given.fields.emplace_back(name, value.get<std::string>());
  }
}

GivenRequest ReadGivenRequest(const Json& json) {
  GivenRequest given;
  given.method = StringMember(json, "method");
  given.target = StringMember(json, "url");
  if (given.target.empty()) given.target = StringMember(json, "absoluteUrl");
  given.version = StringMember(json, "protocol");
  given.client_ip = StringMember(json, "clientIp");
  given.tls = StringMember(json, "scheme") == "https" ||
              StringMember(json, "absoluteUrl").starts_with("https:");
  if (const auto headers = json.find("headers"); headers != json.end() && headers->is_object()) {
    for (const auto& [name, values] : headers->items()) AddFields(name, values, given);
  }
  given.body = StringMember(json, "body");
  if (const auto decoded = DecodeBase64(StringMember(json, "bodyAsBase64"));
      decoded && !decoded->empty()) {
    given.body = *decoded;
  }
  return given;
}

AdminReply OfRequest(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return json.error();
  if (!json->is_object()) return RefusalReply({.pointer = {}, .message = "expected an object"});
  const GivenRequest given = ReadGivenRequest(*json);
  std::vector<FieldView> fields;
  for (const auto& [name, value] : given.fields) fields.push_back({name, value});
  RequestParts parts;
  parts.method = given.method;
  parts.target = given.target;
  parts.version = given.version;
  parts.fields = fields;
  parts.body = given.body;
  parts.origin.tls = given.tls;
  parts.origin.client_ip = given.client_ip;
  Json near_misses = Json::array();
  AddNearStubs(call.engine(), Request(parts), *json, near_misses);
  return NearMissReply(std::move(near_misses));
}

AdminReply OfPattern(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return json.error();
  const auto pattern = RequestPattern::FromJson(*json, "", call.engine().Reading().request);
  if (!pattern) return RefusalReply(pattern.error());
  return NearMissReply(NearestRequests(call.engine(), *pattern));
}

constexpr Route kNearMissRoutes[] = {
    {"GET", "/requests/unmatched/near-misses", OfUnmatched},
    {"POST", "/near-misses/request", OfRequest},
    {"POST", "/near-misses/request-pattern", OfPattern},
};

}  // namespace

std::span<const Route> NearMissRoutes() {
  return kNearMissRoutes;
}

std::vector<StoredStubPtr> StubsInOrder(Engine& engine) {
  std::vector<StoredStubPtr> stubs = engine.stubs().NewestFirst();
  std::ranges::stable_sort(stubs, {}, [](const StoredStubPtr& one) { return one->stub->rank(); });
  return stubs;
}

std::vector<NearStub> NearestStubs(Engine& engine, const Request& request, std::size_t most) {
  const MatchContext context = engine.Context(&request);
  std::vector<NearStub> near;
  for (StoredStubPtr& stub : StubsInOrder(engine)) {
    // A rule for connections asks nothing of requests, and answers none.
    if (stub->stub->wireproof.connect) continue;
    near.push_back({stub->stub->request.Distance(request, context), std::move(stub)});
  }
  std::ranges::stable_sort(near, {}, &NearStub::distance);
  if (near.size() > most) near.resize(most);
  return near;
}

Json NearestRequests(Engine& engine, const RequestPattern& pattern, std::size_t most) {
  struct NearRequest {
    double distance;
    Json json;
    Json match_result;
  };
  std::vector<NearRequest> near;
  engine.journal().Visit(Journal::Order::kNewestFirst, [&](const Exchange& exchange) {
    std::vector<FieldView> fields;
    const Request request(exchange.Parts(fields));
    const MatchContext context = engine.Context(&request);
    const double distance = pattern.Distance(request, context);
    if (near.size() == most && distance >= near.back().distance) return true;
    if (near.size() == most) near.pop_back();
    const auto at = std::ranges::upper_bound(near, distance, {}, &NearRequest::distance);
    near.insert(at, {distance, LoggedRequestJson(request, exchange.received_at_us),
                     MatchResultJson(distance, pattern, request, context)});
    return true;
  });
  Json near_misses = Json::array();
  for (NearRequest& one : near) {
    near_misses.push_back({{"request", std::move(one.json)},
                           {"requestPattern", pattern.ToJson()},
                           {"matchResult", std::move(one.match_result)}});
  }
  return near_misses;
}

}  // namespace wireproof::mock
