// Response definitions from and to JSON (wiremock-format section 3). Private to this folder.
#pragma once

#include <string>

#include "mockserver/stub/stub.h"
#include "mockserver/stub/stub_reader.h"

namespace wireproof::mock {

ResponseDefinition ReadResponse(StubReader& reader, const Json& value, const std::string& pointer);

}  // namespace wireproof::mock
