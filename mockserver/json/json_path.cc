#include "mockserver/json/json_path.h"

#include <fmt/format.h>

#include <utility>

#include "mockserver/json/json_path_cursor.h"
#include "mockserver/json/json_path_nodes.h"
#include "mockserver/json/json_path_parsers.h"
#include "mockserver/json/json_path_walk.h"

namespace wireproof::mock {
namespace {

constexpr JsonPathLimits kPathLimits;

// Blanks around a path mean nothing to json-path, and "a.b" is "$.a.b".
std::string WithRoot(std::string_view expression) {
  const std::size_t last = expression.find_last_not_of(' ');
  expression = expression.substr(0, last == expression.npos ? 0 : last + 1);
  expression.remove_prefix(std::min(expression.find_first_not_of(' '), expression.size()));
  const bool rooted = expression.starts_with('$') || expression.starts_with('@');
  return fmt::format("{}{}", rooted ? "" : "$.", expression);
}

std::vector<PathNode> NodesOf(const JsonPath::Program& program, PathWork& work) {
  std::vector<PathNode> nodes;
  if (program.dialect == JsonPathDialect::kRfc9535) {
    nodes = SelectRfc9535(program.query, work);
  } else if (!program.query.function) {
    auto found = JaywayNodes(program.query, work.root, work, {.members_apart = true});
    if (found) nodes = *std::move(found);
  }
  if (work.exhausted()) nodes.clear();
  return nodes;
}

void AppendStep(std::string& path, const std::string& key) {
  path += "['";
  for (const char c : key) {
    constexpr std::string_view kControls = "\b\t\n\f\r";
    constexpr std::string_view kLetters = "btnfr";
    if (c == '\'' || c == '\\') {
      path += '\\';
      path += c;
    } else if (const auto at = kControls.find(c); at != kControls.npos) {
      path += '\\';
      path += kLetters[at];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      path += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      path += c;
    }
  }
  path += "']";
}

}  // namespace

std::string PathPlaces::NormalizedPath(std::size_t place) const {
  std::vector<const Step*> steps;
  for (; place != 0; place = steps.back()->parent) steps.push_back(&steps_[place - 1]);
  std::string path = "$";
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if ((*step)->key != nullptr) {
      AppendStep(path, *(*step)->key);
    } else {
      path += fmt::format("[{}]", (*step)->index);
    }
  }
  return path;
}

bool PathWork::VisitAll(const Json& value) {
  std::vector<const Json*> open{&value};
  while (!open.empty()) {
    const Json& next = *open.back();
    open.pop_back();
    if (!Visit()) return false;
    if (!next.is_structured()) continue;
    for (const Json& child : next) open.push_back(&child);
  }
  return true;
}

std::expected<JsonPath, std::string> JsonPath::Parse(std::string_view expression,
                                                     JsonPathDialect dialect) {
  if (expression.size() > kPathLimits.max_path_bytes) {
    return std::unexpected(fmt::format("a path of {} octets; at most {}", expression.size(),
                                       kPathLimits.max_path_bytes));
  }
  const bool jayway = dialect == JsonPathDialect::kJayway;
  const std::string text = jayway ? WithRoot(expression) : std::string(expression);
  PathCursor cursor(text);
  auto program = std::make_shared<Program>();
  program->expression = expression;
  program->dialect = dialect;
  program->query =
      jayway ? ParseJaywayQuery(cursor, kPathLimits) : ParseRfc9535Query(cursor, kPathLimits);
  if (cursor.failed()) return std::unexpected(cursor.error());
  program->definite = program->query.singular;
  return JsonPath(std::move(program));
}

bool JsonPath::definite() const {
  return program_->definite;
}

const std::string& JsonPath::expression() const {
  return program_->expression;
}

std::optional<Json> JsonPath::Read(const Json& document, const JsonPathReading& reading) const {
  PathWork work{.root = document, .nodes_left = kPathLimits.max_nodes};
  if (program_->dialect == JsonPathDialect::kJayway) {
    const WalkOptions options{.leaf_to_null = reading.missing_leaf_is_null};
    const Json* value = JaywayRead(program_->query, document, work, options);
    if (value == nullptr || work.exhausted()) return std::nullopt;
    return *value;
  }
  const std::vector<PathNode> nodes = NodesOf(*program_, work);
  if (work.exhausted() || (program_->definite && nodes.empty())) return std::nullopt;
  if (program_->definite) return *nodes[0].value;
  Json values = Json::array();
  for (const PathNode& node : nodes) {
    if (!work.VisitAll(*node.value)) return std::nullopt;
    values.push_back(*node.value);
  }
  return values;
}

std::vector<const Json*> JsonPath::Select(const Json& document) const {
  PathWork work{.root = document, .nodes_left = kPathLimits.max_nodes};
  std::vector<const Json*> values;
  for (const PathNode& node : NodesOf(*program_, work)) values.push_back(node.value);
  return values;
}

std::vector<std::string> JsonPath::Paths(const Json& document) const {
  PathWork work{.root = document, .nodes_left = kPathLimits.max_nodes};
  std::vector<std::string> paths;
  for (const PathNode& node : NodesOf(*program_, work)) {
    paths.push_back(work.places.NormalizedPath(node.place));
  }
  return paths;
}

}  // namespace wireproof::mock
