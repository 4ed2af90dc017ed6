// equalToJson, matchesJsonPath.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mockserver/json/json_equality.h"
#include "mockserver/json/json_path.h"
#include "mockserver/match/operator_reading.h"
#include "mockserver/match/request.h"

namespace wireproof::mock {
namespace {

using Value = std::optional<std::string_view>;

// A value as JSON. That of the request's body is parsed once, whoever asks.
class Document {
 public:
  Document(Value value, const MatchContext& context) {
    if (!value) return;
    const Request* request = context.request;
    const bool body = request != nullptr && value->data() == request->body().data() &&
                      value->size() == request->body().size();
    if (body) {
      json_ = request->json();
      if (json_ == nullptr) problem_ = request->json_problem();
    } else if (auto read = ReadJson(*value)) {
      own_ = std::move(*read);
      json_ = &*own_;
    } else {
      problem_ = std::move(read.error().message);
    }
  }
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  // Null where it is none.
  const Json* get() const { return json_; }
  // Why it is none.
  const std::string& problem() const { return problem_; }

 private:
  std::optional<Json> own_;
  const Json* json_ = nullptr;
  std::string problem_;
};

// The first character that is not blank; NUL where there is none.
char Beginning(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? '\0' : text[at];
}

// What a path gave of a value.
struct PathResult {
  std::optional<Json> found = {};
  std::string problem = {};  // why nothing could be looked up: "it's no JSON: ..."
  bool missing = false;      // it could, but a step led nowhere
};

// To WireMock a text that is no JSON is a string, unless it begins as another value does; null is
// no document at all.
PathResult ReadPath(const JsonPath& path, Value value, const MatchContext& context) {
  PathResult result;
  if (!value || value->empty()) return result;
  const char first = Beginning(*value);
  const Document document(value, context);
  if (document.get() != nullptr && document.get()->is_null()) {
    result.problem = "of error 'json can not be null'";
  } else if (document.get() != nullptr) {
    result.found = path.Read(*document.get());
    result.missing = !result.found;
  } else if (first == '<') {
    result.problem = "it's not JSON but probably XML";
  } else if (std::string_view("{[\"'").contains(first)) {
    result.problem = fmt::format("of error '{}'", document.problem());
  } else {
    result.found = path.Read(Json(std::string(*value)));
    result.missing = !result.found;
  }
  return result;
}

class EqualToJson : public Operator {
 public:
  struct Options {
    std::optional<bool> ignore_array_order;
    std::optional<bool> ignore_extra_elements;
  };

  // `written` is the operand as it was given: JSON, or a string that holds it.
  EqualToJson(Json written, Json expected, const Options& options)
      : written_(std::move(written)), expected_(std::move(expected)), options_(options) {
    rules_.ignore_array_order = options.ignore_array_order.value_or(false);
    rules_.ignore_extra_elements = options.ignore_extra_elements.value_or(false);
  }

  double Distance(Value value, const MatchContext& context) const override {
    const Document document(value, context);
    if (document.get() != nullptr) return JsonDistance(expected_, *document.get(), rules_);
    if (Remarks* remarks = context.open_remarks()) {
      value ? remarks->NoteNoJson(*value, document.problem())
            : remarks->Warn("There is no value that could be JSON");
    }
    return 1;
  }
  Json ToJson() const override {
    Json json = {{"equalToJson", written_}};
    if (options_.ignore_array_order) json["ignoreArrayOrder"] = *options_.ignore_array_order;
    if (options_.ignore_extra_elements) {
      json["ignoreExtraElements"] = *options_.ignore_extra_elements;
    }
    return json;
  }
  std::string Describe() const override {
    return "[equalToJson]\n" + WriteJson(expected_, JsonLayout::kPretty);
  }

 private:
  Json written_;
  Json expected_;
  Options options_;
  JsonEquality rules_;
};

// A path alone asks that something is there: neither null nor an empty array or object.
class HasJsonPath : public Operator {
 public:
  explicit HasJsonPath(JsonPath path) : path_(std::move(path)) {}

  double Distance(Value value, const MatchContext& context) const override {
    PathResult result = ReadPath(path_, value, context);
    // empty() of a Json is true for null and for empty containers.
    if (result.found) return result.found->empty() ? 1 : 0;
    if (result.missing) {
      result.problem = fmt::format("of error 'No results for path: {}'", path_.expression());
    }
    Remarks* remarks = result.problem.empty() ? nullptr : context.open_remarks();
    if (remarks) {
      remarks->Warn(
          fmt::format("Warning: JSON path expression failed to match document '{}' because {}",
                      ShownValue(value), result.problem));
    }
    return 1;
  }
  Json ToJson() const override { return {{"matchesJsonPath", path_.expression()}}; }
  std::string Describe() const override { return path_.expression(); }

 private:
  JsonPath path_;
};

// A path with an operator for what it gives. Of an array some element must match, unless the
// operator compares JSON. What is not there matches nothing but `absent`.
class JsonPathMatches : public Operator {
 public:
  JsonPathMatches(JsonPath path, ValuePattern inner)
      : path_(std::move(path)), inner_(std::move(inner)), inner_name_(TextOf(inner_).name) {}

  double Distance(Value value, const MatchContext& context) const override {
    const PathResult result = ReadPath(path_, value, context);
    if (!result.problem.empty()) {
      if (Remarks* remarks = context.open_remarks()) {
        remarks->Warn(fmt::format(
            "Warning: JSON path expression '{}' failed to match document '{}' because {}",
            path_.expression(), ShownValue(value), result.problem));
      }
      return 1;
    }
    const bool found = result.found && !result.found->is_null();
    if (inner_name_ == "absent") {
      return found && !(result.found->is_array() && result.found->empty()) ? 1 : 0;
    }
    return found ? InnerDistance(*result.found, context) : 1;
  }
  std::optional<std::string> Found(Value value, const MatchContext& context) const override {
    const std::optional<Json> result = ReadPath(path_, value, context).found;
    if (!result || result->is_null()) return std::nullopt;
    if (!result->is_array() || inner_name_ == "equalToJson") return TextOfResult(*result);
    const auto there = [](const Json& element) { return !element.is_null(); };
    const auto first = std::ranges::find_if(*result, there);
    if (first == result->end()) return std::nullopt;
    return TextOfResult(*first);
  }
  Json ToJson() const override {
    Json operand = {{"expression", path_.expression()}};
    operand.update(inner_.ToJson());
    return {{"matchesJsonPath", std::move(operand)}};
  }
  std::string Describe() const override {
    const OperatorText text = TextOf(inner_);
    return fmt::format("{} [{}] {}", path_.expression(), text.name, text.expected);
  }

 private:
  double InnerDistance(const Json& result, const MatchContext& context) const {
    const MatchContext inside{.now = context.now, .remarks = context.remarks};
    if (!result.is_array() || inner_name_ == "equalToJson") {
      return inner_.Distance(TextOfResult(result), inside);
    }
    const std::size_t before = context.remarks ? context.remarks->size() : 0;
    double nearest = 1;
    for (const Json& element : result) {
      if (element.is_null()) continue;
      nearest = std::min(nearest, inner_.Distance(TextOfResult(element), inside));
      if (nearest == 0) break;
    }
    if (nearest == 0 && context.remarks) context.remarks->TakeBack(before);
    return nearest;
  }
  static std::string TextOfResult(const Json& result) {
    const bool container = result.is_object() || result.is_array();
    return container ? WriteJson(result, JsonLayout::kPretty) : JsonAsText(result);
  }

  JsonPath path_;
  ValuePattern inner_;
  std::string inner_name_;
};

OperatorResult MakeEqualToJson(const OperatorSource& source) {
  const Json& operand = source.operand();
  Json expected = operand;
  if (operand.is_string()) {
    auto read = ReadJson(operand.get_ref<const std::string&>());
    if (!read) {
      return Problem(source.pointer, "equalToJson operand is not JSON: " + read.error().message);
    }
    expected = std::move(*read);
  }
  if (const auto checked = CheckPlaceholders(expected); !checked) {
    return Problem(PointerTo(source.pointer, source.name) + checked.error().pointer,
                   checked.error().message);
  }
  const auto order = BoolOption(source, "ignoreArrayOrder");
  if (!order) return std::unexpected(order.error());
  const auto extra = BoolOption(source, "ignoreExtraElements");
  if (!extra) return std::unexpected(extra.error());
  return std::make_shared<const EqualToJson>(operand, std::move(expected),
                                             EqualToJson::Options{*order, *extra});
}

OperatorResult MakeMatchesJsonPath(const OperatorSource& source) {
  const Json& operand = source.operand();
  const bool advanced = operand.is_object() && operand.contains("expression");
  const Json& expression = advanced ? operand.at("expression") : operand;
  if (!expression.is_string()) {
    return Problem(source.pointer,
                   advanced ? "the expression of matchesJsonPath must be a string"
                            : "expression is required in the advanced matchesJsonPath form");
  }
  auto path = JsonPath::Parse(expression.get_ref<const std::string&>());
  if (!path) return Problem(source.pointer, std::move(path.error()));
  if (!advanced) return std::make_shared<const HasJsonPath>(std::move(*path));
  Json rest = operand;
  rest.erase("expression");
  const std::string pointer = PointerTo(source.pointer, source.name);
  if (rest.empty()) return NoOperation(operand, source.pointer);
  auto inner = ValuePattern::FromJson(rest, pointer, source.reading);
  if (!inner) return std::unexpected(std::move(inner.error()));
  return std::make_shared<const JsonPathMatches>(std::move(*path), std::move(*inner));
}

}  // namespace

OperatorResult MakeJsonOperator(const OperatorSource& source) {
  return source.name == "equalToJson" ? MakeEqualToJson(source) : MakeMatchesJsonPath(source);
}

}  // namespace wireproof::mock
