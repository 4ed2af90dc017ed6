// Stubs and requests for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "mockserver/json/json.h"
#include "mockserver/match/request.h"
#include "mockserver/stub/stub.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {

// A stub of its JSON, which must be right. Single quotes will do.
inline Stub ReadStub(std::string_view text) {
  const auto json = ReadJson(text, {.relaxed = true});
  EXPECT_TRUE(json.has_value()) << text;
  if (!json) return {};
  auto stub = StubFromJson(*json);
  EXPECT_TRUE(stub.has_value()) << text << (stub ? "" : stub.error().message);
  return stub ? *std::move(stub) : Stub{};
}

// A request for that target, on the nth connection, as its mth request.
inline RequestParts PartsOf(std::string_view target, std::string_view method = "GET",
                            RequestOrigin origin = {.connection = 1, .request_of_connection = 1}) {
  return {.method = method, .target = target, .version = "HTTP/1.1", .origin = origin};
}

}  // namespace wireproof::mock
