// Response templates: Handlebars with WireMock's helpers, a small budgeted engine of our own.
//
//   auto compiled = Template::Compile("Hello {{request.query.name}}");
//   auto text = compiled->Render(TemplateModel(request, id, bindings, parameters), options);
//
// Helper errors stand in the text as "[ERROR: ...]", as in WireMock; a syntax error or an unknown
// helper is an error of Compile or Render. Output, steps and work are limited: a template cannot
// hang or swell the server. Nothing is escaped for HTML, as in WireMock.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mockserver/json/json.h"
#include "mockserver/template/value.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {

class Request;

struct TemplateLimits {
  std::size_t max_source_bytes = std::size_t{1} << 20;
  std::size_t max_output_bytes = std::size_t{16} << 20;
  std::size_t max_steps = 1'000'000;  // nodes rendered, iterations and helper calls
  std::size_t max_depth = 64;         // blocks, sub-expressions and partials in one another
  // Octets that helpers read and make, all together: bounds time and memory where the output is
  // small.
  std::size_t max_work_bytes = std::size_t{256} << 20;
};

// What renderings cost, in the units of the limits.
struct RenderCost {
  std::size_t steps = 0;
  std::size_t work_bytes = 0;
};

struct RenderOptions {
  TemplateLimits limits = {};
  DateTime now = {};                  // of the mock's clock
  std::mt19937_64* random = nullptr;  // the mock's seeded generator; must not be null
  // Regular expressions over names that systemValue may read; WireMock's default is "wiremock.*".
  std::vector<std::string> permitted_system_keys = {"wiremock.*"};
  RenderCost* cost = nullptr;  // where each rendering adds its own; null: nobody asks
};

class Template {
 public:
  // The error says what, and line:column.
  static std::expected<Template, std::string> Compile(std::string_view source,
                                                      const TemplateLimits& limits = {});

  // Whether there is nothing to render: the source is the text.
  bool is_constant() const;

  // Any number of renderings may run at the same time, each with its own generator.
  std::expected<std::string, std::string> Render(const TemplateValue& model,
                                                 const RenderOptions& options) const;

  struct Program;

 private:
  explicit Template(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
  std::shared_ptr<const Program> program_;
};

using PathBindings = std::vector<std::pair<std::string, std::string>>;

// The model of a response: {"request": {...}, "parameters": {...}}, as WireMock gives it
// (wiremock-format section 4). `path_variables` are the bindings of the stub's path template.
// What is not asked for costs nothing. `request` and `parameters` must outlive the value.
TemplateValue TemplateModel(const Request& request, std::string_view request_id,
                            const PathBindings& path_variables, const Json& parameters);

// The parts of it, for other models (a webhook's {"originalRequest", "parameters"}).
TemplateValue RequestModel(const Request& request, std::string_view request_id,
                           const PathBindings& path_variables);
TemplateValue ParametersModel(const Json& parameters);

}  // namespace wireproof::mock
