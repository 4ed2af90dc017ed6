#include "mockserver/admin/webhooks.h"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/exchange_json.h"
#include "mockserver/match/base64.h"
#include "mockserver/serve/proxy.h"
#include "mockserver/stub/base_url.h"
#include "mockserver/stub/stub_json.h"
#include "mockserver/template/template.h"
#include "mockserver/template/value.h"

namespace wireproof::mock {
namespace {

constexpr char kWebhook[] = "webhook";
// More at once would be a mistake. One that reaches its own stub goes on, as in the jar, one call
// at a time.
constexpr std::size_t kMostCalls = 1'000;

// Renders the templates of one webhook. The exchange and the parameters must outlive it.
class Renderer {
 public:
  Renderer(Engine& engine, const Exchange& exchange, const Json& parameters)
      : options_(engine.Rendering()),
        request_(exchange.Parts(fields_)),
        model_(TemplateValue::Map({{"originalRequest", RequestModel(request_, exchange.id, {})},
                                   {"parameters", ParametersModel(parameters)}})) {}

  std::expected<std::string, std::string> Render(const std::string& source) const {
    const auto compiled = Template::Compile(source);
    if (!compiled) return std::unexpected(compiled.error());
    if (compiled->is_constant()) return source;
    return compiled->Render(model_, options_);
  }

  // The text of a string member; empty where there is none.
  std::expected<std::string, std::string> Member(const Json& object, const char* name) const {
    const auto at = object.find(name);
    if (at == object.end() || at->is_null()) return std::string();
    if (!at->is_string()) return std::unexpected(fmt::format("\"{}\" is not a string", name));
    return Render(at->get<std::string>());
  }

 private:
  RenderOptions options_;
  std::vector<FieldView> fields_;
  Request request_;
  TemplateValue model_;
};

std::expected<std::string, std::string> Body(Engine& engine, const Renderer& renderer,
                                             const Json& parameters) {
  if (const auto json = parameters.find("jsonBody"); json != parameters.end()) {
    return renderer.Render(WriteJson(*json));
  }
  if (parameters.contains("base64Body")) {
    auto text = renderer.Member(parameters, "base64Body");
    if (!text) return text;
    auto octets = DecodeBase64(*text);
    if (!octets) return std::unexpected("\"base64Body\" is not base64");
    return std::move(*octets);
  }
  if (parameters.contains("bodyFileName")) {
    auto name = renderer.Member(parameters, "bodyFileName");
    if (!name) return name;
    auto content = engine.files().ReadBody(*name);
    if (!content) return std::unexpected(fmt::format("{}: {}", *name, content.error()));
    return renderer.Render(*content);
  }
  return renderer.Member(parameters, "body");
}

std::optional<std::string> AddFields(const Renderer& renderer, const Json& parameters,
                                     wire::Fields& fields) {
  const auto headers = parameters.find("headers");
  if (headers == parameters.end() || !headers->is_object()) return std::nullopt;
  for (const auto& [name, value] : headers->items()) {
    const Json values = value.is_array() ? value : Json::array({value});
    for (const Json& one : values) {
      if (!one.is_string()) return fmt::format("the header {} is not a string", name);
      auto text = renderer.Render(one.get<std::string>());
      if (!text) return std::move(text.error());
      fields.push_back({name, std::move(*text)});
    }
  }
  return std::nullopt;
}

std::optional<std::string> SetUrl(const std::string& url, WebhookRequest& request) {
  auto parts = SplitUrl(url);
  if (!parts) return fmt::format("\"{}\" is no http or https URL", url);
  request.base_url = std::move(parts->base);
  request.target = std::move(parts->target);
  return std::nullopt;
}

Json RequestJson(const WebhookRequest& request) {
  Json headers = Json::object();
  for (const wire::Field& field : request.fields) headers[field.name] = field.value;
  return {{"url", request.target},
          {"absoluteUrl", request.base_url + request.target},
          {"method", request.method},
          {"headers", std::move(headers)},
          {"bodyAsBase64", EncodeBase64(request.body)},
          {"body", request.body}};
}

void Note(Engine& engine, std::uint64_t exchange, const char* type, const Json& data) {
  const auto entry = engine.journal().Get(exchange);
  if (!entry) return;
  const std::int64_t offset = (engine.clock().now_us() - entry->received_at_us) * 1'000;
  engine.journal().AppendSubEvent(exchange, {type, offset, WriteJson(data)});
}

net::Task<void> Call(Engine& engine, std::uint64_t exchange, WebhookRequest webhook) {
  const auto delay = std::chrono::microseconds(static_cast<std::int64_t>(webhook.delay_ms * 1'000));
  if (delay.count() > 0) co_await engine.clock().SleepFor(delay);
  std::vector<FieldView> fields;
  for (const wire::Field& field : webhook.fields) fields.push_back({field.name, field.value});
  RequestParts parts;
  parts.method = webhook.method;
  parts.target = webhook.target;
  parts.version = "HTTP/1.1";
  parts.fields = fields;
  parts.body = webhook.body;
  const Request request(parts);
  Note(engine, exchange, "WEBHOOK_REQUEST", RequestJson(webhook));
  ProxyCall call;
  call.target.base_url = webhook.base_url;
  Forwarded answer = co_await Forward(engine, request, std::move(call));
  Note(engine, exchange, "WEBHOOK_RESPONSE",
       {{"status", answer.status}, {"body", answer.octets.content}});
}

}  // namespace

std::expected<WebhookRequest, std::string> PrepareWebhook(Engine& engine, const Exchange& exchange,
                                                          const Json& parameters) {
  using Failure = std::unexpected<std::string>;
  if (!parameters.is_object()) return Failure("the webhook has no parameters");
  const Renderer renderer(engine, exchange, parameters);
  WebhookRequest request;
  auto method = renderer.Member(parameters, "method");
  if (!method) return Failure(std::move(method.error()));
  request.method = method->empty() ? "GET" : std::move(*method);
  const auto url = renderer.Member(parameters, "url");
  if (!url) return Failure(url.error());
  if (auto problem = SetUrl(*url, request)) return Failure(std::move(*problem));
  if (auto problem = AddFields(renderer, parameters, request.fields)) {
    return Failure(std::move(*problem));
  }
  auto body = Body(engine, renderer, parameters);
  if (!body) return Failure(std::move(body.error()));
  request.body = std::move(*body);
  if (const auto delay = parameters.find("delay"); delay != parameters.end()) {
    const auto read = DelayFromJson(*delay, "/delay");
    if (!read) return Failure(fmt::format("{}: {}", read.error().pointer, read.error().message));
    request.delay_ms = engine.DrawMs(*read);
  }
  return request;
}

void Webhooks::Start(std::uint64_t exchange, const StoredStubPtr& stub) {
  if (stub == nullptr) return;
  for (const ServeEventListener& listener : stub->stub->listeners) {
    if (listener.name != kWebhook || listener.parameters == nullptr) continue;
    const auto entry = engine_.journal().Get(exchange);
    if (!entry) return;  // the journal is off: nothing is known of the request
    auto request = PrepareWebhook(engine_, *entry, *listener.parameters);
    if (!request || calls_.size() >= kMostCalls) {
      Note(engine_, exchange, "ERROR",
           {{"message", request ? "too many webhooks are under way" : request.error()}});
      continue;
    }
    calls_.Start("webhook", Call(engine_, exchange, std::move(*request)));
  }
}

}  // namespace wireproof::mock
