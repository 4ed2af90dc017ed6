// What a pattern asks for beside what came, line by line, in the words of WireMock's table.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "mockserver/match/base64.h"
#include "mockserver/match/body_text.h"
#include "mockserver/match/operator_reading.h"
#include "mockserver/match/request_pattern_parts.h"

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
      return "[path] /.*";
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

Lines FirstLines(const RequestPattern& pattern, const Request& request,
                 const MatchContext& context) {
  const Parts& parts = pattern.parts();
  Lines lines;
  if (parts.host) {
    Add(lines, TextOf(*parts.host).expected, request.host(), parts.MatchesHost(request, context),
        "Host");
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
  return lines;
}

// "Query: x = 2", "Query: y [contains] 2", "Query: z exactly [..]".
std::string Labelled(std::string_view label, std::string_view name, const Json& json,
                     const std::string& description) {
  if (json.contains("equalTo")) return fmt::format("{}: {} = {}", label, name, description);
  return fmt::format("{}: {} {}", label, name, description);
}

// "X: 1", "Y [matches] : a.*", "Z exactly [..]".
std::string FieldLabel(std::string_view name, const Json& json, const std::string& description) {
  if (json.contains("equalTo")) return fmt::format("{}: {}", name, description);
  const auto bracket = description.find("] ");
  if (!description.starts_with('[') || bracket == std::string::npos) {
    return fmt::format("{} {}", name, description);
  }
  return fmt::format("{} {} : {}", name, description.substr(0, bracket + 1),
                     description.substr(bracket + 2));
}

// Path parameters and cookies show their values alone: without a name.
Difference NamedLine(std::string expected, std::string_view name,
                     std::span<const std::string_view> values, bool matches,
                     std::string_view what) {
  Difference line{std::move(expected), {}, matches, {}};
  if (!values.empty()) {
    line.actual = fmt::format("{}{}{}", name, name.empty() ? "" : ": ", fmt::join(values, ", "));
  }
  if (!matches) {
    line.note = fmt::format("{} {}", what, values.empty() ? "is not present" : "does not match");
  }
  return line;
}

Lines FieldLines(const Parts& parts, const Request& request, const MatchContext& context) {
  Lines lines;
  if (parts.basic) {
    const Values values = FieldValuesOf(request.fields(), "Authorization");
    const bool matches = std::ranges::any_of(
        values.all(), [&](std::string_view v) { return parts.basic->Matches(v); });
    lines.push_back(NamedLine("Authorization [prefix] : Basic " + parts.basic->encoded,
                              "Authorization", values.all(), matches, "Header"));
  }
  if (!parts.headers) return lines;
  for (const auto& [name, pattern] : *parts.headers) {
    if (parts.IsOverruled(name)) continue;
    const Values values = FieldValuesOf(request.fields(), name);
    lines.push_back(NamedLine(FieldLabel(name, pattern.ToJson(), pattern.Describe()), name,
                              values.all(), pattern.Matches(values.all(), context), "Header"));
  }
  return lines;
}

Lines VariableLines(const Parts& parts, const Request& request, const MatchContext& context) {
  Lines lines;
  const auto variables = parts.Variables(request);
  if (!variables || !parts.path_parameters) return lines;
  for (const auto& [name, pattern] : *parts.path_parameters) {
    Values values;
    const auto value = FindVariable(*variables, name);
    if (value) values.Add(*value);
    lines.push_back(
        NamedLine(Labelled("Path parameter", name, pattern.ToJson(), pattern.Describe()), "",
                  values.all(), pattern.Matches(value, context), "Path parameter"));
  }
  return lines;
}

Lines ParameterLines(const NamedPatterns<MultiValuePattern>& patterns, const Parameters& parameters,
                     const MatchContext& context, std::string_view label, std::string_view what) {
  Lines lines;
  if (!patterns) return lines;
  for (const auto& [name, pattern] : *patterns) {
    const Values values = ParameterValuesOf(parameters, name);
    lines.push_back(NamedLine(Labelled(label, name, pattern.ToJson(), pattern.Describe()), name,
                              values.all(), pattern.Matches(values.all(), context), what));
  }
  return lines;
}

Lines CookieLines(const Parts& parts, const Request& request, const MatchContext& context) {
  Lines lines;
  if (!parts.cookies) return lines;
  for (const auto& [name, pattern] : *parts.cookies) {
    const Values values = ParameterValuesOf(request.cookies(), name);
    const auto fits = [&](std::string_view value) { return pattern.Matches(value, context); };
    const bool matches = values.all().empty() ? pattern.Matches(std::nullopt, context)
                                              : std::ranges::any_of(values.all(), fits);
    const bool equal = pattern.ToJson().contains("equalTo");
    lines.push_back(
        NamedLine(fmt::format("Cookie: {}{}{}", name, equal ? "=" : " ", pattern.Describe()), "",
                  values.all(), matches, "Cookie"));
  }
  return lines;
}

// A text under the name of its operator, the body beside it; a path and the body in one line.
Difference BodyLine(const ValuePattern& pattern, const Request& request,
                    const MatchContext& context) {
  const OperatorText text = TextOf(pattern);
  std::string room;
  const std::string_view body_text = BodyText(request, room);
  const bool matches = pattern.Matches(BodyValue(body_text), context);
  Difference line{{}, std::string(body_text), matches, matches ? "" : "Body does not match"};
  if (text.name == "matchesJsonPath" || text.name == "matchesXPath") {
    line.expected = pattern.Describe();
  } else if (text.name == "binaryEqualTo") {
    line.expected = pattern.Describe();
    line.actual = EncodeBase64(request.body());
  } else {
    line.expected = fmt::format("[{}]\n{}", text.name, text.expected);
    const bool json = text.name == "equalToJson" && request.json() != nullptr;
    const std::string body = json ? WriteJson(*request.json(), JsonLayout::kPretty) : line.actual;
    line.actual = body.empty() ? "" : "\n" + body;
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
