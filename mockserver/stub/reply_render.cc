#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/wire/grammar.h"
#include "mockserver/match/gzip.h"
#include "mockserver/stub/reply.h"
#include "mockserver/stub/reply_dynamic.h"
#include "mockserver/stub/response_octets.h"
#include "mockserver/template/value.h"

namespace wireproof::mock {
namespace {

using Problem = std::unexpected<std::string>;

// --- Compiling ---

// Nothing where the text has nothing to render.
std::expected<std::optional<Template>, JsonProblem> CompileOne(std::string_view text,
                                                               std::string pointer) {
  if (!text.contains(kTemplateMark)) return std::nullopt;
  auto compiled = Template::Compile(text);
  if (!compiled) return std::unexpected(JsonProblem{std::move(pointer), compiled.error()});
  return *std::move(compiled);
}

struct TemplateSource {
  std::string_view text = {};
  std::string pointer = {};
  std::optional<Template>* target = nullptr;
};

std::vector<TemplateSource> SourcesOf(Reply::Dynamic& dynamic) {
  const ResponseDefinition& response = dynamic.answer.response;
  std::vector<TemplateSource> sources;
  if (const auto* text = std::get_if<TextContent>(&response.content)) {
    sources.push_back({text->text, "/response/body", &dynamic.body});
  } else if (const auto* json = std::get_if<JsonContent>(&response.content)) {
    sources.push_back({json->text, "/response/jsonBody", &dynamic.body});
  } else if (const auto* file = std::get_if<FileContent>(&response.content)) {
    sources.push_back({file->name, "/response/bodyFileName", &dynamic.file_name});
  }
  if (response.proxy) {
    sources.push_back(
        {response.proxy->base_url, "/response/proxyBaseUrl", &dynamic.proxy_base_url});
    const wire::Fields& added = response.proxy->additional_request_fields;
    dynamic.proxy_field_values.resize(added.size());
    for (std::size_t n = 0; n < added.size(); ++n) {
      sources.push_back({added[n].value,
                         PointerTo("/response/additionalProxyRequestHeaders", added[n].name),
                         &dynamic.proxy_field_values[n]});
    }
  }
  const wire::Fields& fields = FieldsOf(response, dynamic.answer.wire);
  dynamic.field_values.resize(fields.size());
  for (std::size_t n = 0; n < fields.size(); ++n) {
    sources.push_back({fields[n].value,
                       dynamic.answer.wire.fields ? fmt::format("/wireproof/fields/{}/1", n)
                                                  : PointerTo("/response/headers", fields[n].name),
                       &dynamic.field_values[n]});
  }
  return sources;
}

bool FilesAreTemplates(const ResponseDefinition& response) {
  if (response.transformer_parameters == nullptr) return true;
  const Json& parameters = *response.transformer_parameters;
  if (!parameters.is_object()) return true;
  const auto found = parameters.find("disableBodyFileTemplating");
  return found == parameters.end() || !found->is_boolean() || !found->get<bool>();
}

// --- Rendering ---

// One reply for one request. The model is made when the first template asks for it.
class Rendering {
 public:
  Rendering(const Reply::Dynamic& dynamic, const Request& request, std::string_view request_id,
            const RenderOptions& options)
      : dynamic_(dynamic), request_(request), request_id_(request_id), options_(options) {}

  std::expected<std::string, std::string> Text(const Template& compiled) {
    return compiled.Render(Model(), options_);
  }
  std::expected<std::string, std::string> Body(const ReadBodyFile& files);
  // The fields with their values that are templates, where there are such.
  std::expected<wire::Fields, std::string> Fields(
      wire::Fields fields, const std::vector<std::optional<Template>>& values);

 private:
  const TemplateValue& Model();
  std::expected<std::string, std::string> File(const std::string& name, const ReadBodyFile& files);

  const Reply::Dynamic& dynamic_;
  const Request& request_;
  std::string_view request_id_;
  const RenderOptions& options_;
  std::optional<TemplateValue> model_;
};

const TemplateValue& Rendering::Model() {
  if (model_) return *model_;
  std::optional<PathTemplate::Bindings> bindings;
  if (dynamic_.path_template) bindings = dynamic_.path_template->Bind(request_.path());
  static const Json kNone = Json::object();
  const SharedJson& parameters = dynamic_.answer.response.transformer_parameters;
  model_ = TemplateModel(request_, request_id_, bindings.value_or(PathTemplate::Bindings{}),
                         parameters == nullptr ? kNone : *parameters);
  return *model_;
}

std::expected<std::string, std::string> Rendering::Body(const ReadBodyFile& files) {
  const Content& content = dynamic_.answer.response.content;
  if (dynamic_.body) return Text(*dynamic_.body);
  const auto* file = std::get_if<FileContent>(&content);
  if (file == nullptr) return std::string(ConstantContent(content));
  if (!dynamic_.file_name) return File(file->name, files);
  const auto name = Text(*dynamic_.file_name);
  if (!name) return name;
  return File(*name, files);
}

std::expected<std::string, std::string> Rendering::File(const std::string& name,
                                                        const ReadBodyFile& files) {
  auto text = files(name);
  if (!text) {
    return Problem(fmt::format("the body file \"{}\" cannot be read: {}", name, text.error()));
  }
  if (!dynamic_.template_files || !text->contains(kTemplateMark)) return text;
  if (!dynamic_.file_template || dynamic_.file_text != *text) {
    auto compiled = Template::Compile(*text);
    if (!compiled) {
      return Problem(
          fmt::format("the body file \"{}\" is no template: {}", name, compiled.error()));
    }
    dynamic_.file_template = *std::move(compiled);
    dynamic_.file_text = *std::move(text);
  }
  return Text(*dynamic_.file_template);
}

// What a request puts into a value must not begin a line of its own (RFC 9110 section 5.5).
void ReplaceLineEnds(std::string& value) {
  for (char& c : value) {
    if (c == '\r' || c == '\n' || c == '\0') c = ' ';
  }
}

std::expected<wire::Fields, std::string> Rendering::Fields(
    wire::Fields fields, const std::vector<std::optional<Template>>& values) {
  for (std::size_t n = 0; n < std::min(values.size(), fields.size()); ++n) {
    if (!values[n]) continue;
    auto value = Text(*values[n]);
    if (!value) return Problem(std::move(value.error()));
    ReplaceLineEnds(*value);
    fields[n].value = *std::move(value);
  }
  return fields;
}

bool KeepsAlive(const Request& request) {
  if (request.version() != "HTTP/1.1") return false;
  for (std::string_view rest : request.FieldValues("Connection")) {
    while (!rest.empty()) {
      const std::string_view element = wire::TrimOws(rest.substr(0, rest.find(',')));
      if (wire::EqualsIgnoreCase(element, "close")) return false;
      rest.remove_prefix(std::min(rest.size(), rest.find(',') == std::string_view::npos
                                                   ? rest.size()
                                                   : rest.find(',') + 1));
    }
  }
  return true;
}

// Jetty sends no Transfer-Encoding to HTTP/1.0, whatever the stub says.
void AdaptToOldClient(const Request& request, wire::Fields& fields) {
  if (request.version() == "HTTP/1.0") wire::Remove(fields, "Transfer-Encoding");
}

// --- gzip, as Jetty does it ---

// What is shorter and has its length said is left as it is.
constexpr std::size_t kLeastCoded = 32;

bool IsToBeCoded(int status, const wire::Fields& fields, std::string_view content,
                 DefaultFraming usual) {
  if (status < 200 || status > 299 || status == 205) return false;  // errors and redirects too
  if (HasNoContent(status) || wire::FindFirst(fields, "Content-Encoding")) return false;
  if (wire::FindFirst(fields, "Content-Length")) return false;
  return usual != DefaultFraming::kLength || content.size() >= kLeastCoded;
}

// Another representation has another entity tag (RFC 9110 section 8.8.3.3).
void Code(wire::Fields& fields, std::string& content, wire::Fields& added) {
  for (wire::Field& field : fields) {
    if (!wire::EqualsIgnoreCase(field.name, "ETag")) continue;
    const bool quoted = field.value.ends_with('"');
    field.value.insert(field.value.size() - (quoted ? 1 : 0), "--gzip");
  }
  added.push_back({"Content-Encoding", "gzip"});
  content = Gzip(content);
}

// RFC 9110 section 9.3.2: as for GET, without the content.
ResponseOctets ForMethod(ResponseOctets octets, std::string_view method) {
  if (method != "HEAD") return octets;
  octets.content.clear();
  octets.content_size = 0;
  octets.cuts.clear();
  if (octets.only_short) octets.ends_connection = false;
  return octets;
}

}  // namespace

std::expected<void, JsonProblem> CompileTemplates(Reply::Dynamic& dynamic) {
  for (TemplateSource& source : SourcesOf(dynamic)) {
    auto compiled = CompileOne(source.text, std::move(source.pointer));
    if (!compiled) return std::unexpected(std::move(compiled.error()));
    *source.target = *std::move(compiled);
  }
  dynamic.template_files = FilesAreTemplates(dynamic.answer.response);
  return {};
}

std::string_view ConstantContent(const Content& content) {
  if (const auto* text = std::get_if<TextContent>(&content)) return text->text;
  if (const auto* json = std::get_if<JsonContent>(&content)) return json->text;
  if (const auto* binary = std::get_if<BinaryContent>(&content)) return binary->octets;
  return {};
}

bool IsCoded(const Reply& reply, std::span<const FieldView> request_fields) {
  return reply.gzip && std::ranges::any_of(request_fields, [](const FieldView& field) {
           return wire::EqualsIgnoreCase(field.name, "Accept-Encoding") && NamesGzip(field.value);
         });
}

std::expected<ResponseOctets, std::string> RenderReply(const Reply& reply, const Request& request,
                                                       std::string_view request_id,
                                                       const ReadBodyFile& files,
                                                       const RenderOptions& options) {
  const bool keep_alive = !reply.keep_alive_only || KeepsAlive(request);
  const bool coded = IsCoded(reply, request.fields());
  if (reply.prepared && keep_alive && !coded) return ForMethod(*reply.prepared, request.method());

  const Reply::Dynamic& dynamic = *reply.dynamic;
  Rendering rendering(dynamic, request, request_id, options);
  auto body = rendering.Body(files);
  if (!body) return Problem(body.error());
  auto fields = rendering.Fields(FieldsOf(dynamic.answer.response, dynamic.answer.wire),
                                 dynamic.field_values);
  if (!fields) return Problem(std::move(fields.error()));
  if (dynamic.habits.wiremock_wire) AdaptToOldClient(request, *fields);
  const ResponseDefinition& response = dynamic.answer.response;
  const bool from_file = std::holds_alternative<FileContent>(response.content);
  const bool persists = keep_alive && !SaysClose(*fields);
  const DefaultFraming usual = UsualFraming(dynamic.habits, from_file, persists);
  wire::Fields added = dynamic.added;
  if (coded && IsToBeCoded(response.status, *fields, *body, usual)) Code(*fields, *body, added);
  return ForMethod(ComposeResponse({.response = response,
                                    .wire = dynamic.answer.wire,
                                    .fields = *fields,
                                    .content = *body,
                                    .added = std::move(added),
                                    .usual = usual,
                                    .number_as_reason = dynamic.habits.wiremock_wire}),
                   request.method());
}

ResponseOctets RenderFailure(const Reply& reply, const Request& request, std::string_view text) {
  const Reply::Dynamic& dynamic = *reply.dynamic;
  const bool wiremock = dynamic.habits.wiremock_wire;
  ResponseDefinition page;
  page.status = 500;
  page.fields = {{"Content-Type", wiremock ? "text/plain" : "text/plain;charset=UTF-8"}};
  const bool keep_alive = !reply.keep_alive_only || KeepsAlive(request);
  return ForMethod(ComposeResponse({.response = page,
                                    .wire = WireReply{},
                                    .fields = page.fields,
                                    .content = text,
                                    .added = dynamic.added,
                                    .usual = UsualFraming(dynamic.habits, false, keep_alive)}),
                   request.method());
}

std::expected<std::string, std::string> RenderContent(const Reply& reply, const Content& content,
                                                      const Request& request,
                                                      std::string_view request_id,
                                                      const ReadBodyFile& files,
                                                      const RenderOptions& options) {
  if (reply.dynamic == nullptr) return std::string(ConstantContent(content));
  return Rendering(*reply.dynamic, request, request_id, options).Body(files);
}

std::expected<ProxyRequest, std::string> RenderProxy(const Reply& reply, const wire::Fields& fields,
                                                     const Request& request,
                                                     std::string_view request_id,
                                                     const RenderOptions& options) {
  ProxyRequest proxied{.target = reply.proxy.value_or(ProxyTarget{}), .added_fields = fields};
  if (reply.dynamic == nullptr || !reply.templated) return proxied;
  const Reply::Dynamic& dynamic = *reply.dynamic;
  Rendering rendering(dynamic, request, request_id, options);
  if (dynamic.proxy_base_url) {
    auto url = rendering.Text(*dynamic.proxy_base_url);
    if (!url) return Problem(std::move(url.error()));
    proxied.target.base_url = *std::move(url);
  }
  auto asked =
      rendering.Fields(proxied.target.additional_request_fields, dynamic.proxy_field_values);
  if (!asked) return Problem(std::move(asked.error()));
  proxied.target.additional_request_fields = *std::move(asked);
  if (dynamic.answer.wire.fields) return proxied;  // the values are those of these
  auto added = rendering.Fields(fields, dynamic.field_values);
  if (!added) return Problem(std::move(added.error()));
  proxied.added_fields = *std::move(added);
  return proxied;
}

}  // namespace wireproof::mock
