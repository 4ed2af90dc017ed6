// A line with the value of Content-Type, and a body: its parts, parameters, cookies and JSON, and
// patterns about them.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "http/wire/fuzz/require.h"
#include "mockserver/match/request.h"
#include "mockserver/match/request_pattern.h"

namespace wireproof::mock {
namespace {

bool IsWithin(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

const std::vector<RequestPattern>& Patterns() {
  static const std::vector<RequestPattern> patterns = [] {
    std::vector<RequestPattern> made;
    for (const std::string_view text :
         {R"({"multipartPatterns": [{"name": "a", "bodyPatterns": [{"equalToJson": "{}"}]}]})",
          R"({"multipartPatterns": [{"matchingType": "ALL", "fileName": "f",
              "headers": {"Content-Type": {"contains": "text"}}}]})",
          R"({"formParameters": {"a": {"equalTo": "b"}}, "cookies": {"a": {"matches": "b+"}}})",
          R"({"bodyPatterns": [{"matchesJsonPath": "$..a"}, {"equalToXml": "<a/>"},
              {"matchesXPath": "//a"}]})"}) {
      auto pattern = RequestPattern::FromJson(*ReadJson(text), "");
      Require(pattern.has_value(), "the patterns of this file are right");
      made.push_back(std::move(*pattern));
    }
    return made;
  }();
  return patterns;
}

void CheckRequest(std::string_view content_type, std::string_view body) {
  const std::array<FieldView, 3> fields = {
      {{"Host", "a"}, {"Content-Type", content_type}, {"Cookie", content_type}}};
  const Request request({.method = "POST",
                         .target = "/a?b=1",
                         .version = "HTTP/1.1",
                         .fields = fields,
                         .body = body});
  Require(request.body_parts().size() <= kMaxBodyParts, "the parts keep their limit");
  const char* last = body.data();
  for (const BodyPart& part : request.body_parts()) {
    Require(IsWithin(part.body, body), "the body of a part is in the body");
    if (part.body.empty()) continue;
    Require(part.body.data() >= last, "parts follow each other");
    last = part.body.data() + part.body.size();
  }
  Require(request.form_parameters().size() <= kMaxParameters, "parameters keep their limit");
  for (const RequestPattern& pattern : Patterns()) {
    const bool matches = pattern.Matches(request, {.request = &request});
    const double distance = pattern.Distance(request, {.request = &request});
    Require(distance >= 0 && distance <= 1, "a distance is between 0 and 1");
    Require(matches == (distance == 0), "what matches has no distance");
    (void)pattern.Explain(request, {.request = &request});
  }
}

}  // namespace
}  // namespace wireproof::mock

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view content_type = input.substr(0, input.find('\n'));
  wireproof::mock::CheckRequest(content_type,
                                input.substr(std::min(content_type.size() + 1, size)));
  return 0;
}
