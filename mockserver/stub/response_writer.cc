#include <nlohmann/json.hpp>

#include "http/script/octets.h"
#include "mockserver/match/base64.h"
#include "mockserver/stub/delay_json.h"
#include "mockserver/stub/fault_names.h"
#include "mockserver/stub/response_json.h"

namespace wireproof::mock {
namespace {

struct ContentWriter {
  Json& response;
  void operator()(const NoContent&) const {}
  void operator()(const TextContent& content) const { response["body"] = content.text; }
  void operator()(const JsonContent& content) const {
    response["jsonBody"] = content.value == nullptr ? Json() : *content.value;
  }
  void operator()(const BinaryContent& content) const {
    response["base64Body"] = EncodeBase64(content.octets);
  }
  void operator()(const FileContent& content) const { response["bodyFileName"] = content.name; }
};

// Names in the order of their first lines; a name with one line has a string.
void PutFieldMap(Json& response, const char* key, const wire::Fields& fields) {
  if (fields.empty()) return;
  Json map = Json::object();
  for (const wire::Field& field : fields) {
    Json& values = map[field.name];
    if (values.is_null()) {
      values = script::OctetsToUtf8(field.value);
      continue;
    }
    if (!values.is_array()) values = Json::array({values});
    values.push_back(script::OctetsToUtf8(field.value));
  }
  response[key] = std::move(map);
}

void PutDelays(Json& value, const ResponseDefinition& response) {
  if (response.fixed_delay_ms) {
    value["fixedDelayMilliseconds"] = NumberToJson(*response.fixed_delay_ms);
  }
  if (response.delay) value["delayDistribution"] = DelayToJson(*response.delay);
  if (response.dribble) {
    value["chunkedDribbleDelay"] = {{"numberOfChunks", response.dribble->pieces},
                                    {"totalDuration", NumberToJson(response.dribble->total_ms)}};
  }
}

}  // namespace

Json ResponseToJson(const ResponseDefinition& response) {
  Json value = {{"status", response.status}};
  if (response.reason) value["statusMessage"] = script::OctetsToUtf8(*response.reason);
  std::visit(ContentWriter{value}, response.content);
  PutFieldMap(value, "headers", response.fields);
  if (response.proxy) {
    PutFieldMap(value, "additionalProxyRequestHeaders", response.proxy->additional_request_fields);
    if (!response.proxy->removed_request_fields.empty()) {
      value["removeProxyRequestHeaders"] = response.proxy->removed_request_fields;
    }
  }
  PutDelays(value, response);
  if (response.proxy) {
    value["proxyBaseUrl"] = response.proxy->base_url;
    if (!response.proxy->url_prefix_to_remove.empty()) {
      value["proxyUrlPrefixToRemove"] = response.proxy->url_prefix_to_remove;
    }
  }
  if (response.fault) value["fault"] = kFaultNames[static_cast<std::size_t>(*response.fault)];
  if (!response.transformers.empty()) value["transformers"] = response.transformers;
  if (response.transformer_parameters) {
    value["transformerParameters"] = *response.transformer_parameters;
  }
  return value;
}

}  // namespace wireproof::mock
