// What WireMock 3.13.2 gives: random values and the system.
#include "mockserver/template/golden_fixture.h"

namespace wireproof::mock {
namespace {

constexpr GoldenRow kRandomRows[] = {
    {Body::kJson, "{{matches (randomValue) '[a-z0-9]{36}'}}", "true"},
    {Body::kJson, "{{matches (randomValue length=5) '[a-z0-9]{5}'}}", "true"},
    {Body::kJson, "{{matches (randomValue length=200 type='ALPHABETIC') '[a-z]+'}}", "true"},
    {Body::kJson, "{{matches (randomValue length=200 type='ALPHABETIC' uppercase=true) '[A-Z]+'}}",
     "true"},
    {Body::kJson, "{{matches (randomValue length=50 type='NUMERIC') '[0-9]{50}'}}", "true"},
    {Body::kJson,
     "{{matches (randomValue type='UUID') "
     "'[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'}}",
     "true"},
    {Body::kJson, "{{matches (randomValue length=100 type='HEXADECIMAL') '[0-9a-f]{100}'}}",
     "true"},
    {Body::kJson,
     "{{matches (randomValue length=100 type='HEXADECIMAL' uppercase=true) '[0-9A-F]{100}'}}",
     "true"},
    {Body::kJson,
     "{{matches (randomValue length=300 type='ALPHANUMERIC_AND_SYMBOLS') '[!-~]{300}'}}", "true"},
    {Body::kJson, "{{size (randomValue length=0)}}", "0"},
    {Body::kJson, "{{randomValue length=-1}}", kError},
    {Body::kJson, "{{randomValue length='x'}}", kError},
    {Body::kJson, "{{size (randomValue type='FOO')}}", "36"},
    {Body::kJson, "{{size (randomValue length='7')}}", kError},
    {Body::kJson, "{{matches (randomInt) '-?[0-9]+'}}", "true"},
    {Body::kJson, "{{randomInt lower=5 upper=6}}", "5"},
    {Body::kJson, "{{matches (randomInt lower=5) '[0-9]+'}}", "true"},
    {Body::kJson, "{{matches (randomInt upper=-5) '-[0-9]+'}}", "true"},
    {Body::kJson, "{{randomInt lower='5' upper='6'}}", "5"},
    {Body::kJson, "{{randomInt lower=5 upper=5}}", kError},
    {Body::kJson, "{{randomInt lower=6 upper=5}}", kError},
    {Body::kJson, "{{matches (randomDecimal) '.*'}}", "true"},
    {Body::kJson, "{{matches (randomDecimal lower=1 upper=2) '1[.][0-9]+'}}", "true"},
    {Body::kJson, "{{matches (randomDecimal lower='-1.5' upper='-1.4') '-1[.]4[0-9]+'}}", "true"},
    {Body::kJson, "{{randomDecimal lower=2 upper=1}}", kError},
    {Body::kJson, "{{matches (hostname) '.+'}}", "true"},
    {Body::kJson, "{{systemValue key='PATH'}}", "[ERROR: Access to PATH is denied]"},
    {Body::kJson, "{{systemValue key='user.dir' type='PROPERTY'}}",
     "[ERROR: Access to user.dir is denied]"},
    {Body::kJson, "{{systemValue}}", "[ERROR: The key cannot be empty]"},
    {Body::kJson, "{{systemValue key='wiremock.x'}}", ""},
    {Body::kJson, "{{systemValue key='wiremock.x' type='PROPERTY' default='d'}}", "d"},
    {Body::kJson, "{{systemValue key='wiremock.y' default='dd'}}", "dd"},
    {Body::kJson, "{{systemValue key='wiremock.x' type='FOO'}}", ""},
    {Body::kJson, "{{systemValue key='WIREMOCK.x'}}", ""},
    {Body::kJson, "{{systemValue key=''}}", "[ERROR: The key cannot be empty]"},
};

TEST(Golden, RandomAsInWireMock) {
  for (const GoldenRow& row : kRandomRows) CheckRow(row);
}

}  // namespace
}  // namespace wireproof::mock
