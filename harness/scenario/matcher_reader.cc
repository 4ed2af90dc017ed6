#include "harness/scenario/matcher_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/scenario/names.h"
#include "http/script/octets.h"

namespace wireproof::harness {
namespace {

constexpr std::int64_t kMostCount = 1'000'000'000;

using Keys = std::span<const std::string_view>;
constexpr std::string_view kServerResponseKeys[] = {
    "status", "version", "reason", "fields", "trailers", "body", "framing", "complete", "echo"};
constexpr std::string_view kClientResponseKeys[] = {"status",   "version", "reason",  "fields",
                                                    "trailers", "body",    "framing", "complete"};
constexpr std::string_view kRequestKeys[] = {"method",   "target", "version", "fields",
                                             "trailers", "body",   "framing", "complete"};
constexpr std::string_view kFieldRules[] = {"token", "contains", "count", "date", "any", "not"};

Keys KeysOf(Matched matched) {
  switch (matched) {
    case Matched::kServerResponse:
      return kServerResponseKeys;
    case Matched::kClientResponse:
      return kClientResponseKeys;
    default:
      return kRequestKeys;
  }
}

// A status or the first digit of a class.
std::optional<int> ReadStatus(const Place& place, StatusMatcher& matcher) {
  if (place.value().is_number_integer()) {
    const auto status = place.Integer(0, 999);
    if (!status) return std::nullopt;
    matcher.exact.push_back(static_cast<int>(*status));
    return matcher.exact.back();
  }
  const auto text = place.IsString() ? place.Text() : std::nullopt;
  if (!text || text->size() != 3 || !text->ends_with("xx") || text->front() < '1' ||
      text->front() > '9') {
    return place.Fail(Found(place.value()) +
                      " is no status; expected a number, a class as \"4xx\", \"any\", or a list");
  }
  matcher.classes.push_back(text->front() - '0');
  return matcher.classes.back();
}

std::optional<StatusMatcher> ReadStatusMatcher(const Place& place) {
  StatusMatcher matcher;
  if (place.IsString() && place.value() == "any") return matcher;
  const auto all = OneOrMore(place, [&](const Place& item) { return ReadStatus(item, matcher); });
  if (all.empty()) return std::nullopt;
  return matcher;
}

std::optional<std::string> ReadVersion(const Place& place) {
  const auto text = place.Text();
  if (!text) return std::nullopt;
  if (!text->starts_with("HTTP/")) {
    return place.Fail(Found(place.value()) + " is no version; expected one as \"HTTP/1.1\"");
  }
  return text;
}

std::optional<std::string> ReadFraming(const Place& place) {
  const auto text = place.IsString() ? place.Text() : std::nullopt;
  if (text && std::ranges::find(kFramings, *text) != std::end(kFramings)) return text;
  return place.Fail(Found(place.value()) + " is no framing; expected one of " +
                    ListNames(kFramings));
}

std::optional<std::size_t> ReadCount(const Place& place) {
  const auto count = place.Integer(0, kMostCount);
  if (!count) return std::nullopt;
  return static_cast<std::size_t>(*count);
}

// The one key of an object that is a rule; reports where there are none, several, or unknown ones.
std::optional<std::string> RuleOf(const Place& place, Keys rules) {
  if (!place.CheckObject(rules)) return std::nullopt;
  if (place.size() != 1) {
    return place.Fail(fmt::format("{} keys; expected one of {}", place.size(), ListNames(rules)));
  }
  auto key = place.value().begin().key();
  if (std::ranges::find(rules, key) == rules.end()) return std::nullopt;
  return key;
}

template <class Rule, class Value>
std::optional<FieldMatcher> FieldRule(std::optional<Value> value) {
  if (!value) return std::nullopt;
  return FieldMatcher{Rule{*std::move(value)}};
}

std::optional<FieldMatcher> ReadFieldRule(const std::string& key, const Place& rule) {
  const auto shared = [](const Place& item) -> std::optional<FieldMatcherPtr> {
    auto matcher = ReadFieldMatcher(item);
    if (!matcher) return std::nullopt;
    return std::make_shared<const FieldMatcher>(*std::move(matcher));
  };
  if (key == "token") return FieldRule<FieldMatcher::Token>(rule.TextThatIsNotEmpty());
  if (key == "contains") return FieldRule<FieldMatcher::Contains>(rule.Octets());
  if (key == "count") return FieldRule<FieldMatcher::Count>(ReadCount(rule));
  if (key == "not") return FieldRule<FieldMatcher::Not>(shared(rule));
  if (key == "date") {
    if (rule.value() != true) return rule.FailExpected("true");
    return FieldMatcher{FieldMatcher::Date{}};
  }
  auto any = Each(rule, "an array of field matchers", shared);
  if (any.empty()) return rule.FailExpected("an array of at least one field matcher");
  return FieldMatcher{FieldMatcher::Any{std::move(any)}};
}

std::optional<FieldMatchers> ReadFieldMatchers(const Place& place) {
  if (!place.IsObject()) return place.FailExpected("an object: field names and their matchers");
  FieldMatchers matchers;
  for (const auto& [name, value] : place.value().items()) {
    const auto bytes = script::OctetsFromUtf8(name);
    if (!bytes || bytes->empty()) {
      place[name].Fail("no field name; expected octets that are not empty");
      continue;
    }
    if (auto matcher = ReadFieldMatcher(place[name])) {
      matchers.emplace_back(*bytes, *std::move(matcher));
    }
  }
  return matchers;
}

std::optional<EchoMatcher> ReadEcho(const Place& place) {
  if (!place.CheckObject({"method", "target", "version", "body", "fields", "trailers"})) {
    return std::nullopt;
  }
  EchoMatcher echo;
  if (place.Has("method")) echo.method = place["method"].Octets();
  if (place.Has("target")) echo.target = place["target"].Octets();
  if (place.Has("version")) echo.version = ReadVersion(place["version"]);
  if (place.Has("body")) echo.body = place["body"].Octets();
  if (place.Has("fields")) {
    if (auto fields = ReadFieldMatchers(place["fields"])) echo.fields = *std::move(fields);
  }
  if (place.Has("trailers")) {
    if (auto trailers = ReadFieldMatchers(place["trailers"])) echo.trailers = *std::move(trailers);
  }
  return echo;
}

void ReadComplete(const Place& place, MessageMatcher& matcher) {
  if (place.value().is_boolean()) {
    matcher.complete = place.value().get<bool>();
  } else if (place.value() == "any") {
    matcher.complete = std::nullopt;
  } else {
    place.FailExpected("true, false or \"any\"");
  }
}

}  // namespace

std::optional<MessageMatcher> ReadMessageMatcher(const Place& place, Matched matched) {
  if (!place.CheckObject(KeysOf(matched))) return std::nullopt;
  MessageMatcher matcher;
  if (place.Has("status")) matcher.status = ReadStatusMatcher(place["status"]);
  if (place.Has("version")) matcher.versions = OneOrMore(place["version"], ReadVersion);
  if (place.Has("reason")) matcher.reason = place["reason"].Octets();
  if (place.Has("method")) matcher.method = place["method"].Octets();
  if (place.Has("target")) matcher.target = place["target"].Octets();
  if (place.Has("body")) matcher.body = ReadBodyMatcher(place["body"]);
  if (place.Has("framing")) matcher.framings = OneOrMore(place["framing"], ReadFraming);
  if (place.Has("complete")) ReadComplete(place["complete"], matcher);
  if (place.Has("echo")) matcher.echo = ReadEcho(place["echo"]);
  if (place.Has("fields")) {
    if (auto fields = ReadFieldMatchers(place["fields"])) matcher.fields = *std::move(fields);
  }
  if (place.Has("trailers")) {
    if (auto trailers = ReadFieldMatchers(place["trailers"])) {
      matcher.trailers = *std::move(trailers);
    }
  }
  return matcher;
}

std::optional<std::vector<MessageMatcher>> ReadMessageMatchers(const Place& place,
                                                               Matched matched) {
  if (!place.IsArray()) return place.FailExpected("an array of message matchers");
  return Each(place, "an array of message matchers",
              [&](const Place& item) { return ReadMessageMatcher(item, matched); });
}

std::optional<FieldMatcher> ReadFieldMatcher(const Place& place) {
  if (place.IsNull()) return FieldMatcher{FieldMatcher::Absent{}};
  if (place.value() == true) return FieldMatcher{FieldMatcher::Present{}};
  if (place.IsString()) return FieldRule<FieldMatcher::Exactly>(place.Octets());
  if (!place.IsObject()) {
    return place.FailExpected(
        "a field matcher: a string, null, true, or an object with one key of " +
        ListNames(kFieldRules));
  }
  const auto key = RuleOf(place, kFieldRules);
  if (!key) return std::nullopt;
  return ReadFieldRule(*key, place[*key]);
}

std::optional<BodyMatcher> ReadBodyMatcher(const Place& place) {
  if (place.Has("contains") || place.Has("length") || place.Has("not")) {
    constexpr std::string_view kRules[] = {"contains", "length", "not"};
    const auto key = RuleOf(place, kRules);
    if (!key) return std::nullopt;
    const Place rule = place[*key];
    if (*key == "contains") {
      auto part = rule.Octets();
      if (!part) return std::nullopt;
      return BodyMatcher{BodyMatcher::Contains{*std::move(part)}};
    }
    if (*key == "length") {
      const auto bytes = ReadCount(rule);
      if (!bytes) return std::nullopt;
      return BodyMatcher{BodyMatcher::Length{*bytes}};
    }
    auto matcher = ReadBodyMatcher(rule);
    if (!matcher) return std::nullopt;
    return BodyMatcher{BodyMatcher::Not{std::make_shared<const BodyMatcher>(*std::move(matcher))}};
  }
  auto bytes = place.Octets();
  if (!bytes) return std::nullopt;
  return BodyMatcher{BodyMatcher::Exactly{*std::move(bytes)}};
}

}  // namespace wireproof::harness
