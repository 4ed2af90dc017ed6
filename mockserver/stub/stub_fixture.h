// Good and bad stubs, for the tests of the reader and of the schema. Private to this folder.
#pragma once

#include <string_view>
#include <vector>

namespace wireproof::mock {

struct GoodStub {
  std::string_view text;
  std::string_view written = {};  // what StubToJson makes of it; empty: the same JSON
};
const std::vector<GoodStub>& GoodStubs();       // WireMock's members
const std::vector<GoodStub>& GoodExtensions();  // with "wireproof"

struct BadStub {
  std::string_view text;
  std::string_view pointer;
  std::string_view message;    // a part of it
  bool beyond_schema = false;  // the schema cannot say it
};
const std::vector<BadStub>& BadStubs();
const std::vector<BadStub>& BadExtensions();

}  // namespace wireproof::mock
