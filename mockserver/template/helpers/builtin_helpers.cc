// lookup, log, assign, val, and what if, unless, each and with give outside of blocks.
#include "mockserver/template/helpers/helper.h"

namespace wireproof::mock::handlebars {
namespace {

HelperResult Nothing(HelperCall&) {
  return TemplateValue();
}

// What has no such member gives itself, as in handlebars.java.
HelperResult Lookup(HelperCall& call) {
  if (call.context.is_null()) return TemplateValue();
  if (call.params.empty()) return call.context;
  TemplateValue member = call.context.Member(call.Text(call.params[0]));
  return member.is_null() ? call.context : member;
}

std::string Trimmed(const std::string& text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
}

HelperResult Assign(HelperCall& call) {
  call.rendering.Assign(call.Text(call.context), TextValue(Trimmed(call.Body())));
  return TemplateValue();
}

HelperResult Val(HelperCall& call) {
  TemplateValue value = call.context;
  if (value.is_null()) value = call.Option("or");
  if (value.is_null()) value = call.Option("default");
  const TemplateValue name = call.Option("assign");
  if (name.is_null()) return value;
  call.rendering.Assign(call.Text(name), std::move(value));
  return TemplateValue();
}

}  // namespace

std::vector<NamedHelper> BuiltinHelpers() {
  return {{"lookup", Lookup}, {"log", Nothing},    {"assign", Assign}, {"val", Val},
          {"if", Nothing},    {"unless", Nothing}, {"each", Nothing},  {"with", Nothing}};
}

}  // namespace wireproof::mock::handlebars
