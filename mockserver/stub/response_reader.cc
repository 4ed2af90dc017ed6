#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "http/wire/grammar.h"
#include "mockserver/match/base64.h"
#include "mockserver/stub/delay_json.h"
#include "mockserver/stub/fault_names.h"
#include "mockserver/stub/response_json.h"

namespace wireproof::mock {
namespace {

constexpr std::int64_t kMaxDribblePieces = 1'000'000;

int ReadStatus(ObjectReader& object) {
  const auto status = object.Whole("status", {.least = INT32_MIN, .most = INT32_MAX});
  if (!status || *status <= 0) return 200;  // as in WireMock
  if (*status < 100 || *status > 999) {
    object.reader().Refuse(object.At("status"),
                           fmt::format("found {}; expected a status, 100 to 999", *status));
  }
  return static_cast<int>(*status);
}

void AddField(StubReader& reader, wire::Fields& fields, const std::string& name, const Json& value,
              const std::string& pointer) {
  auto octets = ReadLineOctets(reader, value, pointer);
  if (octets) fields.push_back({.name = name, .value = std::move(*octets)});
}

// {"Name": "value", "Other": ["a", "b"]}.
wire::Fields ReadFieldMap(ObjectReader& object, std::string_view key) {
  wire::Fields fields;
  const Json* map = object.TakeObject(key);
  if (map == nullptr) return fields;
  StubReader& reader = object.reader();
  for (const auto& [name, value] : map->get_ref<const Json::object_t&>()) {
    const std::string here = PointerTo(object.At(key), name);
    if (!wire::IsToken(name)) {
      reader.Refuse(here, fmt::format("the field name {} is not a token (RFC 9110 section 5.6.2)",
                                      Shown(Json(name))));
    }
    if (!value.is_array()) {
      AddField(reader, fields, name, value, here);
      continue;
    }
    if (value.empty()) reader.Refuse(here, "found an empty array; expected a value");
    for (std::size_t i = 0; i < value.size(); ++i) {
      AddField(reader, fields, name, value[i], PointerTo(here, i));
    }
  }
  return fields;
}

// The first that is there, in WireMock's order; the others are checked and dropped.
Content ReadContent(ObjectReader& object) {
  auto text = object.Text("body");
  const Json* json = object.Take("jsonBody");
  const auto base64 = object.Text("base64Body");
  auto file = object.Text("bodyFileName");
  std::optional<std::string> octets;
  if (base64) {
    octets = DecodeBase64(*base64);
    if (!octets) object.reader().Refuse(object.At("base64Body"), "not base64 (RFC 4648 4)");
  }
  if (file && (file->empty() || file->find('\0') != std::string::npos)) {
    object.reader().Refuse(object.At("bodyFileName"), "expected the name of a file below __files");
  }
  if (text) return TextContent{.text = std::move(*text)};
  if (json != nullptr) {
    return JsonContent{.value = std::make_shared<const Json>(*json), .text = WriteJson(*json)};
  }
  if (octets) return BinaryContent{.octets = std::move(*octets)};
  if (file) return FileContent{.name = std::move(*file)};
  return NoContent{};
}

std::optional<Dribble> ReadDribble(ObjectReader& object) {
  const Json* value = object.TakeObject("chunkedDribbleDelay");
  if (value == nullptr) return std::nullopt;
  ObjectReader dribble(object.reader(), *value, object.At("chunkedDribbleDelay"));
  dribble.Require("numberOfChunks");
  dribble.Require("totalDuration");
  const auto pieces = dribble.Whole("numberOfChunks", {.least = 1, .most = kMaxDribblePieces});
  const auto total = dribble.Number("totalDuration", {.least = 0, .most = kMaxDelayMs});
  dribble.End();
  return Dribble{.pieces = static_cast<int>(pieces.value_or(1)), .total_ms = total.value_or(0)};
}

std::optional<Fault> ReadFault(ObjectReader& object) {
  const Json* value = object.Take("fault");
  if (value == nullptr) return std::nullopt;
  const auto at = ReadName(object.reader(), *value, object.At("fault"),
                           {kFaultNames.begin(), kFaultNames.end()});
  if (!at) return std::nullopt;
  return static_cast<Fault>(*at);
}

// A URL, or a template of one, which is not looked into.
bool IsProxyUrl(std::string_view url) {
  return url.starts_with("http://") || url.starts_with("https://") ||
         url.find("{{") != std::string_view::npos;
}

std::optional<ProxyTarget> ReadProxy(ObjectReader& object) {
  const auto url = object.Text("proxyBaseUrl");
  ProxyTarget proxy{
      .base_url = url.value_or(""),
      .additional_request_fields = ReadFieldMap(object, "additionalProxyRequestHeaders"),
      .removed_request_fields = object.Texts("removeProxyRequestHeaders"),
      .url_prefix_to_remove = object.Text("proxyUrlPrefixToRemove").value_or("")};
  if (url) {
    if (!IsProxyUrl(*url)) {
      object.reader().Refuse(object.At("proxyBaseUrl"), "expected an http:// or https:// URL");
    }
    return proxy;
  }
  const std::string_view lost =
      !proxy.additional_request_fields.empty() ? "additionalProxyRequestHeaders"
      : !proxy.removed_request_fields.empty()  ? "removeProxyRequestHeaders"
      : !proxy.url_prefix_to_remove.empty()    ? "proxyUrlPrefixToRemove"
                                               : "";
  if (!lost.empty()) object.reader().Refuse(object.At(lost), "there is no proxyBaseUrl beside it");
  return std::nullopt;
}

}  // namespace

ResponseDefinition ReadResponse(StubReader& reader, const Json& value, const std::string& pointer) {
  ObjectReader object(reader, value, pointer);
  ResponseDefinition response;
  response.status = ReadStatus(object);
  if (const auto reason = object.Text("statusMessage")) {
    response.reason = ReadLineOctets(reader, Json(*reason), object.At("statusMessage"));
  }
  response.content = ReadContent(object);
  response.fields = ReadFieldMap(object, "headers");
  response.fixed_delay_ms =
      object.Number("fixedDelayMilliseconds", {.least = 0, .most = kMaxDelayMs});
  if (const Json* delay = object.TakeObject("delayDistribution")) {
    response.delay = ReadDelay(reader, *delay, object.At("delayDistribution"));
  }
  response.dribble = ReadDribble(object);
  response.fault = ReadFault(object);
  response.proxy = ReadProxy(object);
  response.transformers = object.Texts("transformers");
  const Json* parameters = object.TakeObject("transformerParameters");
  if (parameters != nullptr && !parameters->empty()) {
    response.transformer_parameters = std::make_shared<const Json>(*parameters);
  }
  object.Flag("fromConfiguredStub");
  object.End();
  return response;
}

}  // namespace wireproof::mock
