// What of a reply is known only with the request: templates and files. Private to this folder.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/match/path_template.h"
#include "mockserver/stub/reply.h"
#include "mockserver/template/template.h"

namespace wireproof::mock {

// Marks the beginning of anything a template renders.
inline constexpr std::string_view kTemplateMark = "{{";

struct Reply::Dynamic {
  Answer answer = {};
  ReplyHabits habits = {};
  wire::Fields added = {};  // Matched-Stub-Id...
  std::shared_ptr<const PathTemplate> path_template = {};

  // Compiled where there is something to render; the fields as FieldsOf has them.
  std::optional<Template> body = {};
  std::vector<std::optional<Template>> field_values = {};
  std::optional<Template> file_name = {};
  std::optional<Template> proxy_base_url = {};
  std::vector<std::optional<Template>> proxy_field_values = {};  // additionalProxyRequestHeaders
  bool template_files = false;  // what stands in body files is a template

  // The file that was rendered last, so that it is not compiled anew for each request.
  mutable std::string file_text = {};
  mutable std::optional<Template> file_template = {};
};

// Compiles the templates of an answer into `dynamic`, which has the answer. Pointers of problems
// are those of CompileReply.
std::expected<void, JsonProblem> CompileTemplates(Reply::Dynamic& dynamic);

// What octets the content is, where no request is needed to tell.
std::string_view ConstantContent(const Content& content);

}  // namespace wireproof::mock
