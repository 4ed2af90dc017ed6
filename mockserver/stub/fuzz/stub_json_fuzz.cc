// Mapping files: what is read can be written, and read again as the same.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "http/wire/fuzz/require.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

void CheckStub(const Stub& stub) {
  const Json written = StubToJson(stub);
  const auto again = StubFromJson(written);
  Require(again.has_value(), "a stub that was written can be read");
  Require(again->answer == stub.answer, "its answer is the same");
  const Json twice = StubToJson(*again);
  Require(WriteJson(twice) == WriteJson(written), "it is written the same again");
  const auto reread = ReadJson(WriteJson(written, JsonLayout::kPretty), {.max_depth = 1000});
  Require(reread.has_value(), "its text is JSON");
  Require(EqualJson(*reread, written), "and the same value");
}

}  // namespace
}  // namespace wireproof::mock

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wireproof::mock;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool coerce : {false, true}) {
    const auto stubs = ReadMappings(text, "a.json", {.coerce_scalars = coerce});
    if (!stubs) continue;
    for (const Stub& stub : *stubs) CheckStub(stub);
  }
  return 0;
}
