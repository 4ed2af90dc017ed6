// The JSON Schema of stubs, as the program carries it. Private to this folder.
#pragma once

#include <string_view>

namespace wireproof::mock {

// schema/stub.schema.json; made into a source file by the build.
std::string_view StubSchema();

}  // namespace wireproof::mock
