// The model of a request: objects over it that work out what a template asks for.
#include <fmt/format.h>

#include <initializer_list>
#include <nlohmann/json.hpp>

#include "mockserver/match/base64.h"
#include "mockserver/match/body_text.h"
#include "mockserver/match/request.h"
#include "mockserver/template/request_values.h"
#include "mockserver/template/template.h"

namespace wireproof::mock {
namespace {

using namespace handlebars;  // the values of request_values.h

// request.requestLine, and the same names in request itself.
class LineObject : public TemplateObject {
 public:
  LineObject(const Request& request, PathBindings bindings)
      : request_(request), bindings_(std::move(bindings)) {}

  TemplateValue Member(std::string_view name) const override {
    if (name == "url") return TemplateValue::Borrowed(request_.url());
    if (name == "path") return TemplateValue::Text(PathText(request_.path(), bindings_));
    if (name == "pathSegments") return PathValue(request_.path(), bindings_);
    if (name == "query") return ParametersValue(request_.query_parameters());
    if (name == "method") return MethodValue(request_.method());
    if (name == "host") return TemplateValue::Borrowed(request_.host());
    if (name == "port") return TemplateValue::Integer(request_.port());
    if (name == "scheme") return TemplateValue::Borrowed(request_.scheme());
    if (name == "baseUrl") return TemplateValue::Text(BaseUrl());
    if (name == "clientIp") return TemplateValue::Borrowed(request_.origin().client_ip);
    return {};
  }

  std::optional<TemplateEntries> Entries() const override {
    return Named({"method", "scheme", "host", "port", "query", "url", "clientIp", "baseUrl", "path",
                  "pathSegments"});
  }

  void Write(TextSink& sink) const override {
    sink.Append(request_.method());
    sink.Append(" ");
    sink.Append(request_.url());
  }

 protected:
  const Request& request() const { return request_; }

  TemplateEntries Named(std::initializer_list<std::string_view> names) const {
    TemplateEntries entries;
    for (const std::string_view name : names) entries.emplace_back(std::string(name), Member(name));
    return entries;
  }

 private:
  // http://host:port, the port only where it is not the scheme's own.
  std::string BaseUrl() const {
    const std::string_view host = request_.host();
    const bool bracketed = host.find(':') != std::string_view::npos && !host.starts_with('[');
    const int usual = request_.scheme() == "https" ? 443 : 80;
    std::string url = fmt::format("{}://{}{}{}", request_.scheme(), bracketed ? "[" : "", host,
                                  bracketed ? "]" : "");
    if (request_.port() != usual) url += fmt::format(":{}", request_.port());
    return url;
  }

  const Request& request_;
  PathBindings bindings_;
};

class RequestObject final : public LineObject {
 public:
  RequestObject(const Request& request, std::string_view id, const PathBindings& bindings)
      : LineObject(request, bindings), id_(id), bindings_(bindings) {}

  TemplateValue Member(std::string_view name) const override {
    if (name == "id") return TemplateValue::Text(id_);
    if (name == "path") return PathValue(request().path(), bindings_);  // not the line's text
    if (name == "headers") return FieldsValue(request().fields(), FieldNames::kAsSent);
    if (name == "cookies") return ParametersValue(request().cookies());
    if (name == "body") return Body();
    if (name == "bodyAsBase64") return TemplateValue::Text(EncodeBase64(request().body()));
    if (name == "multipart") {
      return TemplateValue::Bool(IsMultipart(request().Field("Content-Type").value_or("")));
    }
    if (name == "binary") {
      return TemplateValue::Bool(IsBinary(request().Field("Content-Type").value_or("")));
    }
    if (name == "parts") return PartsValue(request().body_parts());
    if (name == "requestLine") {
      return TemplateValue::Object(std::make_shared<const LineObject>(request(), bindings_));
    }
    return LineObject::Member(name);
  }

  std::optional<TemplateEntries> Entries() const override {
    return Named({"id", "requestLine", "headers", "cookies", "body", "parts", "baseUrl", "method",
                  "scheme", "host", "port", "query", "path", "pathSegments", "url", "clientIp",
                  "bodyAsBase64", "multipart", "binary"});
  }

 private:
  TemplateValue Body() const {
    std::string room;
    const std::string_view text = BodyText(request(), room);
    return room.empty() ? TemplateValue::Borrowed(text) : TemplateValue::Text(std::move(room));
  }

  std::string id_;
  PathBindings bindings_;
};

}  // namespace

TemplateValue RequestModel(const Request& request, std::string_view request_id,
                           const PathBindings& path_variables) {
  return TemplateValue::Object(
      std::make_shared<const RequestObject>(request, request_id, path_variables));
}

TemplateValue ParametersModel(const Json& parameters) {
  if (!parameters.is_object()) return TemplateValue::Map({});
  // Borrowed: an owner that owns nothing.
  return TemplateValue::OfJson(std::shared_ptr<const Json>(std::shared_ptr<void>(), &parameters),
                               JsonSource::kParameters, false);
}

TemplateValue TemplateModel(const Request& request, std::string_view request_id,
                            const PathBindings& path_variables, const Json& parameters) {
  return TemplateValue::Map({{"request", RequestModel(request, request_id, path_variables)},
                             {"parameters", ParametersModel(parameters)}});
}

}  // namespace wireproof::mock
