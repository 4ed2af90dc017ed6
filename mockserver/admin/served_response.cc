#include "mockserver/admin/served_response.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <random>
#include <utility>

#include "http/wire/grammar.h"
#include "mockserver/admin/exchange_json.h"
#include "mockserver/admin/field_json.h"
#include "mockserver/match/base64.h"
#include "mockserver/match/gzip.h"
#include "mockserver/stub/fault_names.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

constexpr int kFailed = 500;
// Of the content behind a content coding that is shown.
constexpr std::size_t kMostUnpacked = std::size_t{64} << 20;

std::optional<script::Message> FirstMessage(std::string_view octets, const std::string& method,
                                            bool ended) {
  script::MessageReader reader(script::MessageReader::Kind::kResponses);
  reader.ExpectMethod(method);
  reader.Feed(octets);
  reader.End(ended);
  if (reader.sequence().messages.empty()) return std::nullopt;
  return reader.sequence().messages.front();
}

std::optional<script::Message> SentMessage(const Exchange& exchange) {
  const bool ended = exchange.end == ExchangeEnd::kClosed || exchange.end == ExchangeEnd::kSent;
  return FirstMessage(exchange.sent, exchange.method, ended);
}

// Renders for an exchange of the past: its request, its time, and chance of its own, so that a look
// into the journal changes no later answer.
class Again {
 public:
  Again(const Exchange& exchange, Engine& engine, RenderCost& cost)
      : id_(exchange.id),
        request_(exchange.Parts(fields_)),
        random_(exchange.number),
        options_(engine.Rendering()),
        files_([&engine](std::string_view name) { return engine.files().ReadBody(name); }) {
    options_.now = MockClock::TimeOf(exchange.received_at_us);
    options_.random = &random_;
    options_.cost = &cost;
  }
  std::expected<std::string, std::string> Content(const Reply& reply,
                                                  const ResponseDefinition& definition) const {
    return RenderContent(reply, definition.content, request_, id_, files_, options_);
  }
  std::expected<ResponseOctets, std::string> Octets(const Reply& reply) const {
    return RenderReply(reply, request_, id_, files_, options_);
  }
  ResponseOctets Failure(const Reply& reply, const std::string& text) const {
    return RenderFailure(reply, request_, text);
  }
  std::expected<ProxyRequest, std::string> Proxied(const Reply& reply,
                                                   const ResponseDefinition& definition) const {
    return RenderProxy(reply, definition.fields, request_, id_, options_);
  }

 private:
  const std::string& id_;
  std::vector<FieldView> fields_;
  Request request_;
  std::mt19937_64 random_;
  RenderOptions options_;
  ReadBodyFile files_;
};

bool Names(const wire::Fields& fields, std::string_view name) {
  return wire::FindFirst(fields, name).has_value();
}

std::string_view FaultName(Fault fault) {
  return kFaultNames[static_cast<std::size_t>(fault)];
}

bool IsTemplate(std::string_view text) {
  return text.contains("{{");
}

// The values that were sent in place of those that are templates: the nth of a name for the nth.
void FillFields(const wire::Fields& sent, wire::Fields& fields) {
  for (std::size_t n = 0; n < fields.size(); ++n) {
    if (!IsTemplate(fields[n].value)) continue;
    const auto is_it = [&](const wire::Field& field) {
      return wire::EqualsIgnoreCase(field.name, fields[n].name);
    };
    auto skip =
        std::count_if(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(n), is_it);
    auto at = std::ranges::find_if(sent, is_it);
    while (at != sent.end() && skip-- > 0) at = std::find_if(at + 1, sent.end(), is_it);
    if (at != sent.end()) fields[n].value = at->value;
  }
}

Content Rendered(const Content& content, const std::string& text) {
  if (std::holds_alternative<TextContent>(content)) return TextContent{text};
  if (!std::holds_alternative<JsonContent>(content)) return content;
  auto json = ReadJson(text);
  if (!json) return TextContent{text};  // a template can give anything
  return JsonContent{std::make_shared<const Json>(*std::move(json)), text};
}

// What a body file was stands beside its name, before it.
Json WithFileContent(const Json& definition, const std::string& text) {
  Json json = Json::object();
  for (const auto& [key, value] : definition.items()) {
    if (key == "bodyFileName") json["body"] = text;
    json[key] = value;
  }
  return json;
}

bool FilesAreTemplates(const ResponseDefinition& response) {
  const SharedJson& parameters = response.transformer_parameters;
  if (parameters == nullptr || !parameters->is_object()) return true;
  return parameters->value("disableBodyFileTemplating", Json(false)) != true;
}

}  // namespace

ServedResponse::ServedResponse(const Exchange& exchange, const StoredStub* stored, Engine& engine,
                               RenderCost& cost)
    : exchange_(exchange),
      stored_(stored),
      definition_(stored == nullptr ? nullptr : &stored->stub->answer.response),
      engine_(engine),
      cost_(cost) {
  if (definition_ == nullptr || !definition_->fault) message_ = SentMessage(exchange);
  if (definition_ == nullptr || !stored->stub->wireproof.sequence.empty()) return;
  RenderUnsent();
  RenderProxied();
  if (message_) {
    Unpack();
    DropFraming();
  }
}

bool ServedResponse::IsTemplated() const {
  return definition_ != nullptr && stored_->stub->wireproof.sequence.empty() &&
         stored_->replies.front()->templated;
}

void ServedResponse::RenderUnsent() {
  if (definition_->proxy || stored_->stub->answer.wire.script) return;
  const Reply& reply = *stored_->replies.front();
  const bool without_content = message_ && (exchange_.method == "HEAD" || message_->status == 204 ||
                                            message_->status == 304);
  if (!definition_->fault && !without_content) return;
  left_out_ = IsSpent(cost_);
  if (left_out_) return;
  const Again again(exchange_, engine_, cost_);
  auto content = again.Content(reply, *definition_);
  if (content) cost_.work_bytes += content->size();
  if (definition_->fault) {
    auto octets = again.Octets(reply);
    if (!octets && reply.dynamic == nullptr) return;
    if (!octets) unsent_error_ = octets.error();
    const ResponseOctets& would_be = octets ? *octets : again.Failure(reply, octets.error());
    message_ = FirstMessage(would_be.head, "HEAD", true);
  }
  if (message_) message_->body = content ? *content : content.error();
}

// A content coding that this server put on, not the stub.
void ServedResponse::Unpack() {
  if (definition_->proxy || Names(definition_->fields, "Content-Encoding")) return;
  if (wire::FindFirst(message_->fields, "Content-Encoding") != "gzip") return;
  if (auto content = Gunzip(message_->body, kMostUnpacked)) message_->body = *std::move(content);
  (void)wire::Remove(message_->fields, "Content-Encoding");
  constexpr std::string_view kMark = "--gzip";
  for (wire::Field& field : message_->fields) {
    const std::size_t at = field.value.rfind(kMark);
    if (wire::EqualsIgnoreCase(field.name, "ETag") && at != std::string::npos) {
      field.value.erase(at, kMark.size());
    }
  }
}

// WireMock's journal is written before the answer is framed.
void ServedResponse::DropFraming() {
  if (!engine_.options().compat_wiremock) return;
  for (const char* name : {"Transfer-Encoding", "Content-Length", "Connection"}) {
    if (!Names(definition_->fields, name)) (void)wire::Remove(message_->fields, name);
  }
}

void ServedResponse::RenderProxied() {
  if (!definition_->proxy || !IsTemplated() || TemplateError()) return;
  left_out_ = IsSpent(cost_);
  if (left_out_) return;
  auto asked = Again(exchange_, engine_, cost_).Proxied(*stored_->replies.front(), *definition_);
  if (asked) proxied_ = *std::move(asked);
}

ResponseDefinition ServedResponse::Filled() const {
  ResponseDefinition filled = *definition_;
  if (filled.proxy) {
    if (proxied_) {
      filled.proxy = proxied_->target;
      filled.fields = proxied_->added_fields;
    }
  } else if (message_ && message_->status == definition_->status) {  // else it is another answer
    FillFields(message_->fields, filled.fields);
    filled.content = Rendered(filled.content, message_->body);
  }
  return filled;
}

bool ServedResponse::IsTemplateError(const SubEvent& event) const {
  const std::int64_t sent_ns = exchange_.sends.empty() ? INT64_MAX : exchange_.sends.front().first;
  return event.type == kTemplateError && event.offset_ns <= sent_ns;
}

std::optional<std::string> ServedResponse::TemplateError() const {
  if (unsent_error_) return unsent_error_;
  for (const SubEvent& event : exchange_.sub_events) {
    if (!IsTemplateError(event)) continue;
    const auto data = ReadJson(event.json);
    if (data && data->is_object()) return data->value("message", std::string());
  }
  return std::nullopt;
}

Json ServedResponse::DefinitionJson() const {
  if (definition_ == nullptr) return NoDefinition();
  if (!IsTemplated()) return ResponseToJson(*definition_);
  if (const auto error = TemplateError()) {
    return {{"status", kFailed}, {"body", *error}, {"headers", {{"Content-Type", "text/plain"}}}};
  }
  if (left_out_) return ResponseToJson(*definition_);
  Json json = ResponseToJson(Filled());
  const bool from_file = message_ && json.contains("bodyFileName");
  if (!from_file || !FilesAreTemplates(*definition_)) return json;
  return WithFileContent(json, message_->body);
}

Json ServedResponse::ResponseJson() const {
  Json response = Json::object();
  const bool fault = definition_ != nullptr && definition_->fault;
  if (!message_) {
    response["status"] = definition_ == nullptr ? 0 : definition_->status;
    if (fault && left_out_) response["fault"] = FaultName(*definition_->fault);
    return response;
  }
  const bool matched = !IsUnmatched(exchange_);
  response["status"] = message_->status;
  if (matched && !message_->fields.empty()) response["headers"] = FieldsJson(message_->fields);
  const bool no_content = left_out_ && !definition_->proxy;
  const std::string content = matched ? message_->body : "";
  if (!no_content) response["bodyAsBase64"] = EncodeBase64(content);
  if (fault) response["fault"] = FaultName(*definition_->fault);
  if (!no_content) response["body"] = content;
  return response;
}

Json NoDefinition() {
  return {{"status", 404}, {"fromConfiguredStub", false}};
}

SentHead HeadOfSent(const Exchange& exchange) {
  const auto message = SentMessage(exchange);
  return message ? SentHead{message->status, message->complete} : SentHead();
}

std::string SentContent(const Exchange& exchange) {
  auto message = SentMessage(exchange);
  return message ? std::move(message->body) : std::string();
}

}  // namespace wireproof::mock
