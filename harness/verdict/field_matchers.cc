#include <fmt/format.h>

#include <algorithm>

#include "harness/verdict/imf_fixdate.h"
#include "harness/verdict/matchers.h"
#include "harness/verdict/words.h"
#include "http/wire/message.h"

namespace wireproof::harness {
namespace {

// What a rule is applied to: the values of all lines of one name.
struct Lines {
  const wire::Fields& fields;
  std::string_view name;
  std::vector<std::string_view> values;
  bool duplicates_known = true;
};

// Whether one rule holds; by what it is given, and so without a reason.
struct Holds {
  const Lines& lines;

  bool operator()(const FieldMatcher::Absent&) const { return lines.values.empty(); }
  bool operator()(const FieldMatcher::Present&) const { return !lines.values.empty(); }
  bool operator()(const FieldMatcher::Exactly& rule) const {
    return lines.values.size() == 1 && lines.values.front() == rule.value;
  }
  bool operator()(const FieldMatcher::Token& rule) const {
    return wire::HasToken(lines.fields, lines.name, rule.token);
  }
  bool operator()(const FieldMatcher::Contains& rule) const {
    return std::ranges::any_of(lines.values, [&](std::string_view value) {
      return value.find(rule.part) != std::string_view::npos;
    });
  }
  bool operator()(const FieldMatcher::Count& rule) const {
    return lines.values.size() == rule.lines;
  }
  bool operator()(const FieldMatcher::Date&) const {
    return lines.values.size() == 1 && IsImfFixdate(lines.values.front());
  }
  bool operator()(const FieldMatcher::Any& rule) const {
    return std::ranges::any_of(
        rule.of, [&](const FieldMatcherPtr& one) { return std::visit(*this, one->rule); });
  }
  bool operator()(const FieldMatcher::Not& rule) const {
    return !std::visit(*this, rule.matcher->rule);
  }
};

// Whether a rule is about the number of lines alone, which a client may not be able to tell.
struct CountsLines {
  bool operator()(const FieldMatcher::Count&) const { return true; }
  bool operator()(const FieldMatcher::Not& rule) const {
    return std::visit(*this, rule.matcher->rule);
  }
  bool operator()(const FieldMatcher::Any& rule) const {
    return std::ranges::any_of(
        rule.of, [&](const FieldMatcherPtr& one) { return std::visit(*this, one->rule); });
  }
  bool operator()(const auto&) const { return false; }
};

struct Describe {
  std::string operator()(const FieldMatcher::Absent&) const { return "none"; }
  std::string operator()(const FieldMatcher::Present&) const { return "any value"; }
  std::string operator()(const FieldMatcher::Exactly& rule) const { return Quoted(rule.value); }
  std::string operator()(const FieldMatcher::Token& rule) const {
    return "the member " + Quoted(rule.token);
  }
  std::string operator()(const FieldMatcher::Contains& rule) const {
    return "a value with " + Quoted(rule.part);
  }
  std::string operator()(const FieldMatcher::Count& rule) const {
    return Counted(rule.lines, "line");
  }
  std::string operator()(const FieldMatcher::Date&) const { return "one IMF-fixdate"; }
  std::string operator()(const FieldMatcher::Any& rule) const {
    std::vector<std::string> words;
    for (const FieldMatcherPtr& one : rule.of) words.push_back(std::visit(*this, one->rule));
    return OneOf(words);
  }
  std::string operator()(const FieldMatcher::Not& rule) const {
    return "not " + std::visit(*this, rule.matcher->rule);
  }
};

std::string Found(const Lines& lines) {
  if (lines.values.empty()) return "none";
  std::string text;
  for (const std::string_view value : lines.values) {
    if (!text.empty()) text += " and ";
    text += Quoted(value);
  }
  return text;
}

}  // namespace

Mismatch Check(const FieldMatcher& matcher, std::string_view name, const wire::Fields& fields,
               bool duplicates) {
  const Lines lines{fields, name, wire::FindAll(fields, name)};
  if (!duplicates && std::visit(CountsLines{}, matcher.rule)) return std::nullopt;
  if (std::visit(Holds{lines}, matcher.rule)) return std::nullopt;
  return fmt::format("{}: {}, expected {}", name, Found(lines),
                     std::visit(Describe{}, matcher.rule));
}

}  // namespace wireproof::harness
