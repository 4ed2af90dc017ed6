// math: exact decimal arithmetic, shown as WireMock shows its results.
#include <fmt/format.h>

#include "mockserver/template/helpers/helper.h"

namespace wireproof::mock::handlebars {
namespace {

// What is no number counts as 0.
Decimal Operand(const HelperCall& call, const TemplateValue& value) {
  if (value.is_number()) return value.decimal();
  return Decimal::Parse(call.Text(value)).value_or(Decimal());
}

// Without a fraction it stays exact, else it becomes a double.
TemplateValue Reduced(const Decimal& result) {
  if (result.scale() != 0) return TemplateValue::Double(result.Double());
  if (const auto whole = result.Integer()) return TemplateValue::Integer(*whole);
  return TemplateValue::Number(result);
}

HelperResult Math(HelperCall& call) {
  if (!call.has_context || call.params.size() != 2) {
    return ErrorText(
        "All maths functions require two operands and an operator as parameters e.g. 3 '+' 2");
  }
  if (call.context.is_null() || call.params[1].is_null()) {
    return std::unexpected("expected two numbers, found nothing in the place of one");
  }
  const Decimal left = Operand(call, call.context);
  const Decimal right = Operand(call, call.params[1]);
  const std::string sign = call.Text(call.params[0]);
  // Multiplying and dividing take time by the product of the sizes.
  const std::size_t size = left.PlainText().size() * right.PlainText().size();
  if (!call.rendering.Charge(size)) return TemplateValue();
  Decimal::Result result;
  if (sign == "+") {
    result = Add(left, right);
  } else if (sign == "-") {
    result = Subtract(left, right);
  } else if (sign == "*" || sign == "x") {
    result = Multiply(left, right);
  } else if (sign == "/") {
    result = Divide(left, right);
  } else if (sign == "%") {
    result = Remainder(left, right);
  } else {
    return ErrorText(sign + " is not a valid mathematical operator");
  }
  if (!result) return std::unexpected(result.error());
  return Reduced(*result);
}

}  // namespace

std::vector<NamedHelper> MathHelpers() {
  return {{"math", Math}};
}

}  // namespace wireproof::mock::handlebars
