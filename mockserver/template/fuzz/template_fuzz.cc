// A template and, behind a line of three dashes, the body of the request it is rendered for.
#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string_view>

#include "http/wire/fuzz/require.h"
#include "mockserver/match/request.h"
#include "mockserver/template/template.h"

namespace wireproof::mock {
namespace {

constexpr std::string_view kBoundary = "\n---\n";
constexpr TemplateLimits kLimits = {.max_source_bytes = 4096,
                                    .max_output_bytes = std::size_t{64} << 10,
                                    .max_steps = 5'000,
                                    .max_depth = 32,
                                    .max_work_bytes = std::size_t{1} << 20};

void Render(std::string_view source, std::string_view body) {
  const auto compiled = Template::Compile(source, kLimits);
  if (!compiled) {
    Require(!compiled.error().empty(), "an error has words");
    return;
  }
  const std::array<FieldView, 3> fields = {
      {{"Host", "a.example"}, {"Cookie", "s=1; t=2"}, {"Content-Type", "application/json"}}};
  const Request request({.method = "POST",
                         .target = "/things/7?q=a&q=b%20c",
                         .version = "HTTP/1.1",
                         .fields = fields,
                         .body = body});
  static const Json kParameters = *ReadJson(R"({"name": "x", "list": [1, 2.50, null]})");
  std::mt19937_64 random(1);
  const RenderOptions options = {
      .limits = kLimits, .now = {}, .random = &random, .permitted_system_keys = {"none"}};
  const auto text = compiled->Render(
      TemplateModel(request, "00000000-0000-4000-8000-000000000000", {{"id", "7"}}, kParameters),
      options);
  if (!text) {
    Require(!text.error().empty(), "an error has words");
    return;
  }
  Require(text->size() <= kLimits.max_output_bytes, "the output keeps its limit");
  if (compiled->is_constant()) Require(*text == source, "what is constant is as it was written");
}

}  // namespace
}  // namespace wireproof::mock

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using wireproof::mock::kBoundary;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t at = input.find(kBoundary);
  const bool parted = at != std::string_view::npos;
  wireproof::mock::Render(input.substr(0, at),
                          parted ? input.substr(at + kBoundary.size()) : std::string_view());
  return 0;
}
