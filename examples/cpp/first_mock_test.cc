#include <gtest/gtest.h>
#include <wireproof/gmock.h>

#include "http_client.h"

using namespace wireproof::mock;  // NOLINT

TEST(FirstMock, Greets) {
  MockServer server;
  server.When(Get("/greeting")).Reply(Ok().Body("hello"));
  EXPECT_EQ(HttpGet(server.port(), "/greeting").body, "hello");
  EXPECT_THAT(server, Received(Get("/greeting"), 1));
}
