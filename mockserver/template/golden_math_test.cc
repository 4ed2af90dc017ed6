// What WireMock 3.13.2 gives: math.
#include "mockserver/template/golden_fixture.h"

namespace wireproof::mock {
namespace {

constexpr GoldenRow kMathRows[] = {
    {Body::kJson, "{{math 5 '-' 7}}", "-2"},
    {Body::kJson, "{{math 3 '*' 4}}", "12"},
    {Body::kJson, "{{math 3 'x' 4}}", "12"},
    {Body::kJson, "{{math 10 '/' 4}}", "3"},
    {Body::kJson, "{{math 10 '%' 4}}", "2"},
    {Body::kJson, "{{math 7 '/' 2}}", "4"},
    {Body::kJson, "{{math -7 '/' 2}}", "-4"},
    {Body::kJson, "{{math -7 '%' 3}}", "-1"},
    {Body::kJson, "{{math '1.5' '+' '2.25'}}", "3.75"},
    {Body::kJson, "{{math '10.00' '/' 3}}", "3.33"},
    {Body::kJson, "{{math '1.0' '/' 3}}", "0.3"},
    {Body::kJson, "{{math '2.50' '*' '2.00'}}", "5.0"},
    {Body::kJson, "{{math '0.1' '+' '0.2'}}", "0.3"},
    {Body::kJson, "{{math '10' '/' '0.3'}}", "33"},
    {Body::kJson, "{{math '5.5' '%' '2'}}", "1.5"},
    {Body::kJson, "{{math 1 '/' 0}}", kError},
    {Body::kJson, "{{math 1 '%' 0}}", kError},
    {Body::kJson, "{{math 'x' '+' 2}}", "2"},
    {Body::kJson, "{{math 1 '^' 2}}", "[ERROR: ^ is not a valid mathematical operator]"},
    {Body::kJson, "{{math 1 '+'}}",
     "[ERROR: All maths functions require two operands and an operator as parameters e.g. 3 '+' "
     "2]"},
    {Body::kJson, "{{math 1}}",
     "[ERROR: All maths functions require two operands and an operator as parameters e.g. 3 '+' "
     "2]"},
    {Body::kJson, "{{math}}",
     "[ERROR: All maths functions require two operands and an operator as parameters e.g. 3 '+' "
     "2]"},
    {Body::kJson, "{{math 2147483647 '+' 1}}", "2147483648"},
    {Body::kJson, "{{math -2147483648 '-' 1}}", "-2147483649"},
    {Body::kJson, "{{math '-3000000000' '-' 1}}", "-3000000001"},
    {Body::kJson, "{{math '1e3' '+' 1}}", "1001"},
    {Body::kJson, "{{math '1e-3' '+' 1}}", "1.001"},
    {Body::kJson, "{{math '1E+2' '*' 1}}", "100.0"},
    {Body::kJson, "{{math ' 1' '+' 1}}", "1"},
    {Body::kJson, "{{math '+5' '+' 1}}", "6"},
    {Body::kJson, "{{math '.5' '+' 1}}", "1.5"},
    {Body::kJson, "{{math '5.' '+' 1}}", "6"},
    {Body::kJson, "{{math (jsonPath request.body '$.dec') '*' 2}}", "5.0"},
    {Body::kJson, "{{math (size parameters.list) '+' 1}}", "3"},
    {Body::kJson, "{{math (math 1 '+' 2) '*' (math 3 '-' 1)}}", "6"},
    {Body::kJson, "{{math '1.00' '+' 1}}", "2.0"},
    {Body::kJson, "{{math '1000000.0' '*' '10000.0'}}", "1.0E10"},
    {Body::kJson, "{{math '0.0001' '*' '0.1'}}", "1.0E-5"},
    {Body::kJson, "{{math '100000000.5' '+' 0}}", "1.000000005E8"},
    {Body::kJson, "{{math '12345678901234567890.5' '+' 0}}", "1.2345678901234567E19"},
    {Body::kJson, "{{math nope '+' 1}}", kError},
    {Body::kJson, "{{math true '+' 1}}", "1"},
    {Body::kJson, "{{math (jsonPath request.body '$.exp') '+' 1}}", "1001.0"},
    {Body::kJson, "{{math 1.5 '+' 2}}", "3.5"},
    {Body::kJson, "{{math 08 '+' 1}}", "9"},
    {Body::kJson, "{{math 99999999999 '+' 1}}", "100000000000"},
};

TEST(Golden, MathAsInWireMock) {
  for (const GoldenRow& row : kMathRows) CheckRow(row);
}

}  // namespace
}  // namespace wireproof::mock
