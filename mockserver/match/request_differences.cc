// What a pattern asks for beside what came, line by line, in the words of WireMock's table.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "mockserver/match/base64.h"
#include "mockserver/match/body_text.h"
#include "mockserver/match/operator_reading.h"
#include "mockserver/match/request_pattern_parts.h"
#include "mockserver/match/xml_document.h"

namespace wireproof::mock {
namespace {

using Parts = RequestPattern::Parts;
using Lines = std::vector<Difference>;

void Add(Lines& lines, std::string expected, std::string_view actual, bool matches,
         std::string_view what) {
  lines.push_back({std::move(expected), std::string(actual), matches,
                   matches ? "" : fmt::format("{} does not match", what)});
}

std::string ExpectedUrl(const UrlPattern& url) {
  switch (url.form) {
    case UrlForm::kAny:
      return "(always)";
    case UrlForm::kUrl:
      return url.text;
    case UrlForm::kUrlPattern:
      return "[regex] " + url.text;
    case UrlForm::kUrlPath:
      return "[path] " + url.text;
    case UrlForm::kUrlPathPattern:
      return "[path regex] " + url.text;
    case UrlForm::kTemplate:
      return "[path template] " + url.text;
  }
  return {};
}

// What is mostly a mistake in a URL that does not match, in WireMock's words.
std::string UrlAdvice(const UrlPattern& url) {
  std::string advice;
  const bool regex = url.form == UrlForm::kUrlPattern || url.form == UrlForm::kUrlPathPattern;
  if (regex && url.text.contains('?') && !url.text.contains("\\?")) {
    advice += R"(. When using a regex, "?" should be "\?")";
  }
  if (url.form != UrlForm::kAny && !url.text.starts_with('/')) {
    advice += ". URLs must start with a /";
  }
  return advice;
}

Lines FirstLines(const RequestPattern& pattern, const Request& request,
                 const MatchContext& context) {
  const Parts& parts = pattern.parts();
  Lines lines;
  if (parts.host) {
    Add(lines, parts.host->Describe(), request.host(), parts.MatchesHost(request, context), "Host");
  }
  if (parts.port) {
    Add(lines, fmt::format("{}", *parts.port), fmt::format("{}", request.port()),
        *parts.port == request.port(), "Port");
  }
  if (parts.client_ip) {
    const auto ip = request.origin().client_ip;
    Add(lines, PlainText(*parts.client_ip), ip, parts.client_ip->Matches(ip, context), "ClientIp");
  }
  if (parts.scheme) {
    Add(lines, *parts.scheme, request.scheme(), *parts.scheme == request.scheme(), "Scheme");
  }
  Add(lines, parts.method, request.method(), pattern.MatchesMethod(request.method()),
      "HTTP method");
  Add(lines, ExpectedUrl(parts.url), request.url(), parts.url.Matches(request), "URL");
  if (!lines.back().matches) lines.back().note += UrlAdvice(parts.url);
  return lines;
}

// The operator of a name's pattern and its text; "exactly [..]" and "including [..]" are without.
struct Asked {
  std::string op = {};
  std::string text = {};
  bool equals = false;  // documents are shown as values that are equal
};

Asked AskedOf(const Json& json, std::string description) {
  Asked asked{.op = json.begin().key(), .text = std::move(description)};
  asked.equals = asked.op == "equalTo" || asked.op == "equalToJson" || asked.op == "equalToXml";
  const std::string prefix = fmt::format("[{}]", asked.op);
  if (asked.op != "equalTo" && asked.text.starts_with(prefix)) {
    asked.text.erase(0, prefix.size());
    if (asked.text.find_first_of(" \n") == 0) asked.text.erase(0, 1);
  }
  if (asked.op == "hasExactly" || asked.op == "includes") asked.op.clear();
  return asked;
}

// "Query: x = 2", "Query: y [contains] 2", "Query: z exactly [..]".
std::string Labelled(std::string_view label, std::string_view name, const Asked& asked) {
  if (asked.equals) return fmt::format("{}: {} = {}", label, name, asked.text);
  if (asked.op.empty()) return fmt::format("{}: {} {}", label, name, asked.text);
  return fmt::format("{}: {} [{}] {}", label, name, asked.op, asked.text);
}

// "X: 1", "Y [matches] : a.*", "Z exactly [..]".
std::string FieldLabel(std::string_view name, const Asked& asked) {
  if (asked.equals && asked.text.empty()) return std::string(name);
  if (asked.equals) return fmt::format("{}: {}", name, asked.text);
  if (asked.op.empty()) return fmt::format("{} {}", name, asked.text);
  if (asked.text.empty()) return fmt::format("{} [{}]", name, asked.op);
  return fmt::format("{} [{}] : {}", name, asked.op, asked.text);
}

// What is asked of a name, whether it is so, and the words for what was asked about.
struct Named {
  std::string expected = {};
  std::string_view name = {};  // before each value; path parameters and cookies show theirs alone
  std::string_view what = {};
  bool matches = false;
};

Difference NamedLine(Named named, std::span<const std::string_view> values) {
  Difference line{std::move(named.expected), {}, named.matches, {}};
  for (const std::string_view value : values) {
    if (!line.actual.empty()) line.actual += '\n';
    line.actual += fmt::format("{}{}{}", named.name, named.name.empty() ? "" : ": ", value);
  }
  if (!named.matches) {
    line.note =
        fmt::format("{} {}", named.what, values.empty() ? "is not present" : "does not match");
  }
  return line;
}

Lines FieldLines(const Parts& parts, const Request& request, const MatchContext& context) {
  Lines lines;
  if (parts.basic) {
    const Values values = FieldValuesOf(request.fields(), "Authorization");
    const bool matches = std::ranges::any_of(
        values.all(), [&](std::string_view v) { return parts.basic->Matches(v); });
    lines.push_back(NamedLine({.expected = "Authorization [prefix] : Basic " + parts.basic->encoded,
                               .name = "Authorization",
                               .what = "Header",
                               .matches = matches},
                              values.all()));
  }
  if (!parts.headers) return lines;
  for (const auto& [name, pattern] : *parts.headers) {
    if (parts.IsOverruled(name)) continue;
    const Values values = FieldValuesOf(request.fields(), name);
    lines.push_back(
        NamedLine({.expected = FieldLabel(name, AskedOf(pattern.ToJson(), pattern.Describe())),
                   .name = name,
                   .what = "Header",
                   .matches = pattern.Matches(values.all(), context)},
                  values.all()));
  }
  return lines;
}

Lines VariableLines(const Parts& parts, const Request& request, const MatchContext& context) {
  Lines lines;
  const auto variables = parts.Variables(request);
  if (!variables || !parts.path_parameters) return lines;
  for (const auto& [name, pattern] : *parts.path_parameters) {
    const auto value = FindVariable(*variables, name);
    Values values;
    if (value) values.Add(*value);
    const Asked asked = AskedOf(pattern.ToJson(), pattern.Describe());
    lines.push_back(NamedLine({.expected = Labelled("Path parameter", name, asked),
                               .what = "Path parameter",
                               .matches = pattern.Matches(value, context)},
                              values.all()));
  }
  return lines;
}

Lines ParameterLines(const NamedPatterns<MultiValuePattern>& patterns, const Parameters& parameters,
                     const MatchContext& context, std::string_view label, std::string_view what) {
  Lines lines;
  if (!patterns) return lines;
  for (const auto& [name, pattern] : *patterns) {
    const Values values = ParameterValuesOf(parameters, name);
    lines.push_back(
        NamedLine({.expected = Labelled(label, name, AskedOf(pattern.ToJson(), pattern.Describe())),
                   .name = name,
                   .what = what,
                   .matches = pattern.Matches(values.all(), context)},
                  values.all()));
  }
  return lines;
}

Lines CookieLines(const Parts& parts, const Request& request, const MatchContext& context) {
  Lines lines;
  if (!parts.cookies) return lines;
  for (const auto& [name, pattern] : *parts.cookies) {
    const Values values = ParameterValuesOf(request.cookies(), name);
    const Asked asked = AskedOf(pattern.ToJson(), pattern.Describe());
    std::string expected = asked.equals
                               ? fmt::format("Cookie: {}={}", name, asked.text)
                               : fmt::format("Cookie: {} [{}] {}", name, asked.op, asked.text);
    lines.push_back(NamedLine({.expected = std::move(expected),
                               .what = "Cookie",
                               .matches = parts.MatchesCookie(name, pattern, request, context)},
                              values.all()));
  }
  return lines;
}

// A document as the other side is printed; what is none as it came.
std::string Printed(const std::string& op, std::string_view body, const Request& request) {
  if (op == "equalToJson" && request.json() != nullptr) {
    return WriteJson(*request.json(), JsonLayout::kPretty);
  }
  if (op == "equalToXml") {
    if (auto printed = FormatXml(body, XmlLayout::kPretty)) return *std::move(printed);
  }
  return std::string(body);
}

// A text under the name of its operator, the body beside it; a path and what it found, or else the
// body, in one line.
Difference BodyLine(const ValuePattern& pattern, const Request& request,
                    const MatchContext& context) {
  const OperatorText text = TextOf(pattern);
  std::string room;
  const std::string_view body_text = BodyText(request, room);
  const auto value = BodyValue(body_text);
  const bool matches = pattern.Matches(value, context);
  Difference line{{}, std::string(body_text), matches, matches ? "" : "Body does not match"};
  if (text.name == "matchesJsonPath" || text.name == "matchesXPath") {
    line.expected = pattern.Describe();
    if (auto found = pattern.Found(value, context)) line.actual = *std::move(found);
    const bool blank = !value || value->find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (!matches && blank) line.note = "Body is not present";
  } else if (text.name == "binaryEqualTo") {
    line.expected = pattern.Describe();
    line.actual = EncodeBase64(request.body());
  } else {
    line.expected = fmt::format("[{}]\n{}", text.name, text.expected);
    if (value) line.actual = "\n" + Printed(text.name, body_text, request);
  }
  return line;
}

Lines BodyLines(const Parts& parts, const Request& request, const MatchContext& context) {
  Lines lines;
  if (parts.body) {
    for (const ValuePattern& pattern : *parts.body) {
      lines.push_back(BodyLine(pattern, request, context));
    }
  }
  if (parts.multipart) {
    constexpr std::string_view kLabel = "[Multipart request body]";
    for (const MultipartPattern& pattern : *parts.multipart) {
      const bool there = !request.body_parts().empty();
      const bool matches = pattern.Matches(request, context);
      lines.push_back(
          {std::string(kLabel), there ? std::string(kLabel) : "", matches,
           matches ? ""
                   : fmt::format("{} {}", kLabel, there ? "does not match" : "is not present")});
    }
  }
  if (parts.custom) {
    const auto name = parts.custom->written.find("name");
    const bool matches = parts.custom->matcher &&
                         parts.custom->matcher->Distance(request, parts.custom->parameters) == 0;
    const std::string label = fmt::format(
        "[custom matcher: {}]", name == parts.custom->written.end() ? "" : JsonAsText(*name));
    Add(lines, label, label, matches, "Custom matcher");
  }
  return lines;
}

}  // namespace

std::vector<Difference> RequestPattern::Explain(const Request& request,
                                                const MatchContext& context) const {
  const MatchContext here{context.now, &request};
  Lines all = FirstLines(*this, request, here);
  for (Lines group :
       {VariableLines(*parts_, request, here), FieldLines(*parts_, request, here),
        ParameterLines(parts_->query, request.query_parameters(), here, "Query", "Query"),
        ParameterLines(parts_->form, request.form_parameters(), here, "Form", "Form data"),
        CookieLines(*parts_, request, here), BodyLines(*parts_, request, here)}) {
    if (group.empty()) continue;
    all.push_back({.matches = true});
    std::ranges::move(group, std::back_inserter(all));
  }
  return all;
}

}  // namespace wireproof::mock
