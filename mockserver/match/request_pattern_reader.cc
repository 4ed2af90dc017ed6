#include "mockserver/match/request_pattern_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "mockserver/match/base64.h"
#include "mockserver/match/java_regex.h"

namespace wireproof::mock {
namespace {

using Parts = RequestPattern::Parts;

JsonProblem ProblemAt(std::string_view pointer, std::string message) {
  return {std::string(pointer), std::move(message)};
}

// The URL forms by their keys, in the order in which they count.
constexpr std::array<std::pair<std::string_view, UrlForm>, 5> kUrlKeys = {{
    {"url", UrlForm::kUrl},
    {"urlPattern", UrlForm::kUrlPattern},
    {"urlPath", UrlForm::kUrlPath},
    {"urlPathPattern", UrlForm::kUrlPathPattern},
    {"urlPathTemplate", UrlForm::kTemplate},
}};

class Reader {
 public:
  Reader(std::string_view pointer, const RequestPatternReading& reading)
      : pointer_(pointer), reading_(reading) {}

  std::optional<JsonProblem> Read(const Json& value, Parts& parts) {
    for (const auto& [key, member] : value.items()) {
      if (member.is_null() && IsKnown(key)) continue;
      if (auto problem = ReadMember(key, member, PointerTo(pointer_, key), parts)) return problem;
    }
    const bool more = parts.scheme || parts.host || parts.port || parts.client_ip ||
                      parts.path_parameters || parts.headers || parts.query || parts.form ||
                      parts.cookies || parts.basic || parts.body || parts.multipart || parts.custom;
    parts.only_method_and_url = !more;
    return ReadUrl(value, parts.url);
  }

 private:
  using Into = std::optional<JsonProblem> (Reader::*)(const Json&, std::string_view, Parts&);
  struct Key {
    std::string_view name;
    Into read;
  };

  static const std::array<Key, 20>& Keys();

  static bool IsKnown(std::string_view name) {
    return std::ranges::find(Keys(), name, &Key::name) != Keys().end();
  }

  std::optional<JsonProblem> ReadMember(std::string_view name, const Json& value,
                                        std::string_view pointer, Parts& parts) {
    const auto key = std::ranges::find(Keys(), name, &Key::name);
    if (key == Keys().end()) {
      return ProblemAt(pointer, fmt::format("unknown key \"{}\" in a request pattern", name));
    }
    return key->read == nullptr ? std::nullopt : (this->*key->read)(value, pointer, parts);
  }

  std::optional<JsonProblem> Method(const Json& value, std::string_view pointer, Parts& parts) {
    if (!value.is_string()) return ProblemAt(pointer, "expected the name of a method");
    parts.method = value.get<std::string>();
    parts.method_form = parts.method == "ANY"           ? Parts::MethodForm::kAny
                        : parts.method == "GET_OR_HEAD" ? Parts::MethodForm::kGetOrHead
                                                        : Parts::MethodForm::kOne;
    return std::nullopt;
  }
  std::optional<JsonProblem> Scheme(const Json& value, std::string_view pointer, Parts& parts) {
    return ReadText(value, pointer, parts.scheme);
  }
  std::optional<JsonProblem> Port(const Json& value, std::string_view pointer, Parts& parts) {
    if (value.is_number_integer()) {
      parts.port = value.get<std::int64_t>();
      return std::nullopt;
    }
    std::int64_t port = 0;
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) {
      return ProblemAt(pointer, "expected an integer");
    }
    parts.port = port;
    return std::nullopt;
  }
  std::optional<JsonProblem> One(const Json& value, std::string_view pointer,
                                 std::optional<ValuePattern>& into) {
    auto pattern = ValuePattern::FromJson(value, pointer, reading_.values);
    if (!pattern) return std::move(pattern.error());
    into = std::move(*pattern);
    return std::nullopt;
  }
  std::optional<JsonProblem> Host(const Json& value, std::string_view pointer, Parts& parts) {
    return One(value, pointer, parts.host);
  }
  std::optional<JsonProblem> ClientIp(const Json& value, std::string_view pointer, Parts& parts) {
    return One(value, pointer, parts.client_ip);
  }
  std::optional<JsonProblem> PathParameters(const Json& value, std::string_view pointer,
                                            Parts& parts) {
    return ReadNamed(value, pointer, reading_.values, parts.path_parameters);
  }
  std::optional<JsonProblem> Headers(const Json& value, std::string_view pointer, Parts& parts) {
    return ReadNamed(value, pointer, reading_.values, parts.headers);
  }
  std::optional<JsonProblem> Query(const Json& value, std::string_view pointer, Parts& parts) {
    return ReadNamed(value, pointer, reading_.values, parts.query);
  }
  std::optional<JsonProblem> Form(const Json& value, std::string_view pointer, Parts& parts) {
    return ReadNamed(value, pointer, reading_.values, parts.form);
  }
  std::optional<JsonProblem> Cookies(const Json& value, std::string_view pointer, Parts& parts) {
    if (auto problem = ReadNamed(value, pointer, reading_.values, parts.cookies)) return problem;
    if (!parts.cookies) return std::nullopt;
    for (const auto& [name, pattern] : *parts.cookies) {
      if (pattern.ToJson().contains("absent")) parts.absent_cookies.push_back(name);
    }
    return std::nullopt;
  }
  std::optional<JsonProblem> Body(const Json& value, std::string_view pointer, Parts& parts) {
    return ReadContents(value, pointer, reading_.values, parts.body);
  }

  std::optional<JsonProblem> Basic(const Json& value, std::string_view pointer, Parts& parts) {
    if (!value.is_object()) return ProblemAt(pointer, "expected {\"username\", \"password\"}");
    BasicCredentials basic;
    for (const auto& [key, member] : value.items()) {
      const std::string here = PointerTo(pointer, key);
      if (key != "username" && key != "password") {
        return ProblemAt(here, fmt::format("unknown key \"{}\" in credentials", key));
      }
      auto& into = key == "username" ? basic.username : basic.password;
      if (auto problem = ReadText(member, here, into)) return problem;
    }
    basic.encoded =
        EncodeBase64(basic.username.value_or("null") + ":" + basic.password.value_or("null"));
    parts.basic = std::move(basic);
    return std::nullopt;
  }

  std::optional<JsonProblem> Multipart(const Json& value, std::string_view pointer, Parts& parts) {
    if (!value.is_array()) return ProblemAt(pointer, "expected an array of multipart patterns");
    parts.multipart.emplace();
    for (std::size_t i = 0; i < value.size(); ++i) {
      auto pattern = MultipartPattern::FromJson(value[i], PointerTo(pointer, i), reading_.values);
      if (!pattern) return std::move(pattern.error());
      parts.multipart->push_back(std::move(*pattern));
    }
    return std::nullopt;
  }

  std::optional<JsonProblem> Custom(const Json& value, std::string_view pointer, Parts& parts) {
    if (!value.is_object()) return ProblemAt(pointer, "expected {\"name\", \"parameters\"}");
    CustomMatch custom{value, Json::object(), nullptr};
    std::optional<std::string> name;
    for (const auto& [key, member] : value.items()) {
      const std::string here = PointerTo(pointer, key);
      if (key == "name") {
        if (auto problem = ReadText(member, here, name)) return problem;
      } else if (key == "parameters") {
        custom.parameters = member;
      } else {
        return ProblemAt(here, fmt::format("unknown key \"{}\" in a custom matcher", key));
      }
    }
    if (reading_.custom != nullptr && name) {
      for (const auto& [known, matcher] : *reading_.custom) {
        if (known == *name) custom.matcher = matcher;
      }
    }
    if (!custom.matcher && !reading_.values.drop_unknown_keys) {
      return ProblemAt(pointer,
                       fmt::format("no custom matcher \"{}\" is registered", name.value_or("")));
    }
    parts.custom = std::move(custom);
    return std::nullopt;
  }

  std::optional<JsonProblem> ReadUrl(const Json& value, UrlPattern& url) {
    for (const auto& [key, form] : kUrlKeys) {
      const auto at = value.find(std::string(key));
      if (at == value.end() || at->is_null()) continue;
      std::optional<std::string> text;
      const std::string pointer = PointerTo(pointer_, key);
      if (auto problem = ReadText(*at, pointer, text)) return problem;
      url.form = form;
      url.text = std::move(*text);
      return CompileUrl(pointer, url);
    }
    return std::nullopt;
  }

  std::optional<JsonProblem> CompileUrl(std::string_view pointer, UrlPattern& url) {
    if (url.form == UrlForm::kUrlPattern || url.form == UrlForm::kUrlPathPattern) {
      auto regex = JavaRegex::Compile(url.text);
      if (!regex) return ProblemAt(pointer, std::move(regex.error()));
      url.regex = std::make_shared<const JavaRegex>(std::move(*regex));
    } else if (url.form == UrlForm::kTemplate) {
      auto parsed = PathTemplate::Parse(url.text);
      if (!parsed) return ProblemAt(pointer, std::move(parsed.error()));
      url.path_template = std::make_shared<const PathTemplate>(std::move(*parsed));
    }
    return std::nullopt;
  }

  std::string_view pointer_;
  const RequestPatternReading& reading_;
};

const std::array<Reader::Key, 20>& Reader::Keys() {
  static const std::array<Key, 20> keys = {{
      {"url", nullptr},
      {"urlPattern", nullptr},
      {"urlPath", nullptr},
      {"urlPathPattern", nullptr},
      {"urlPathTemplate", nullptr},
      {"method", &Reader::Method},
      {"scheme", &Reader::Scheme},
      {"host", &Reader::Host},
      {"port", &Reader::Port},
      {"clientIp", &Reader::ClientIp},
      {"pathParameters", &Reader::PathParameters},
      {"headers", &Reader::Headers},
      {"queryParameters", &Reader::Query},
      {"formParameters", &Reader::Form},
      {"cookies", &Reader::Cookies},
      {"basicAuth", &Reader::Basic},
      {"basicAuthCredentials", &Reader::Basic},
      {"bodyPatterns", &Reader::Body},
      {"multipartPatterns", &Reader::Multipart},
      {"customMatcher", &Reader::Custom},
  }};
  return keys;
}

}  // namespace

std::optional<JsonProblem> ReadText(const Json& value, std::string_view pointer,
                                    std::optional<std::string>& into) {
  if (value.is_null()) return std::nullopt;
  if (value.is_object() || value.is_array()) return ProblemAt(pointer, "expected a string");
  into = JsonAsText(value);
  return std::nullopt;
}

std::optional<JsonProblem> ReadContents(const Json& value, std::string_view pointer,
                                        const PatternReading& reading,
                                        std::optional<std::vector<ValuePattern>>& into) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_array()) return ProblemAt(pointer, "expected an array of patterns");
  into.emplace();
  for (std::size_t i = 0; i < value.size(); ++i) {
    auto pattern = ContentPatternFromJson(value[i], PointerTo(pointer, i), reading);
    if (!pattern) return std::move(pattern.error());
    into->push_back(std::move(*pattern));
  }
  return std::nullopt;
}

std::expected<RequestPattern, JsonProblem> RequestPattern::FromJson(
    const Json& value, std::string_view pointer, const RequestPatternReading& reading) {
  if (value.is_null()) return RequestPattern();
  if (!value.is_object()) return Problem(pointer, "expected a request pattern, an object");
  auto parts = std::make_shared<Parts>();
  if (auto problem = Reader(pointer, reading).Read(value, *parts)) {
    return std::unexpected(std::move(*problem));
  }
  return RequestPattern(std::move(parts));
}

}  // namespace wireproof::mock
