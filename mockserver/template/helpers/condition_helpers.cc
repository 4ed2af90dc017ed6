// eq, neq, gt, gte, lt, lte, and, or, not.
#include <fmt/format.h>

#include "mockserver/template/helpers/helper.h"

namespace wireproof::mock::handlebars {
namespace {

// The body or the inverse of a block; else `yes` or true, `no` or false.
HelperResult Answer(const HelperCall& call, bool holds) {
  if (call.section()) return TextValue(holds ? call.Body() : call.Inverse());
  TemplateValue word = call.Option(holds ? "yes" : "no");
  return word.is_null() ? TemplateValue::Bool(holds) : word;
}

std::expected<bool, std::string> Equal(const HelperCall& call) {
  if (const auto equal = EqualValues(call.context, call.Param(0))) return *equal;
  return std::unexpected(fmt::format("more than {} values to compare", kMaxComparedValues));
}

HelperResult Eq(HelperCall& call) {
  const auto equal = Equal(call);
  return equal ? Answer(call, *equal) : std::unexpected(equal.error());
}

HelperResult Neq(HelperCall& call) {
  const auto equal = Equal(call);
  return equal ? Answer(call, !*equal) : std::unexpected(equal.error());
}

// Negative, zero or positive; only numbers, texts, truth values and dates have an order, and only
// among themselves.
std::expected<int, std::string> Order(const HelperCall& call) {
  const TemplateValue& a = call.context;
  const TemplateValue b = call.Param(0);
  if (a.is_number() && b.is_number()) return Compare(a.decimal(), b.decimal());
  if (a.text() && b.text()) return a.text()->compare(*b.text());
  if (a.boolean() && b.boolean()) return int{*a.boolean()} - int{*b.boolean()};
  if (a.date() && b.date()) return Compare(a.date()->time, b.date()->time);
  return std::unexpected(
      fmt::format("cannot compare \"{}\" with \"{}\"", call.Text(a), call.Text(b)));
}

template <typename Holds>
HelperResult Ordered(const HelperCall& call, Holds holds) {
  const auto order = Order(call);
  return order ? Answer(call, holds(*order)) : std::unexpected(order.error());
}

HelperResult Gt(HelperCall& call) {
  return Ordered(call, [](int order) { return order > 0; });
}

HelperResult Gte(HelperCall& call) {
  return Ordered(call, [](int order) { return order >= 0; });
}

HelperResult Lt(HelperCall& call) {
  return Ordered(call, [](int order) { return order < 0; });
}

HelperResult Lte(HelperCall& call) {
  return Ordered(call, [](int order) { return order <= 0; });
}

HelperResult And(HelperCall& call) {
  bool all = !call.context.IsEmpty();
  for (const TemplateValue& value : call.params) all = all && !value.IsEmpty();
  return Answer(call, all);
}

HelperResult Or(HelperCall& call) {
  bool some = !call.context.IsEmpty();
  for (const TemplateValue& value : call.params) some = some || !value.IsEmpty();
  return Answer(call, some);
}

HelperResult Not(HelperCall& call) {
  return Answer(call, call.context.IsEmpty());
}

}  // namespace

std::vector<NamedHelper> ConditionHelpers() {
  return {{"eq", Eq},   {"neq", Neq}, {"gt", Gt}, {"gte", Gte}, {"lt", Lt},
          {"lte", Lte}, {"and", And}, {"or", Or}, {"not", Not}};
}

}  // namespace wireproof::mock::handlebars
