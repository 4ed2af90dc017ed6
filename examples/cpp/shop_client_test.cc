// What a test with a mock server can do beyond a first answer.
#include "shop_client.h"

#include <gtest/gtest.h>
#include <wireproof/gmock.h>

#include <chrono>

using namespace std::chrono_literals;  // NOLINT
using namespace wireproof::mock;       // NOLINT
using testing::AllOf;
using testing::Each;
using testing::SizeIs;

namespace {

class ShopClientTest : public testing::Test {
 protected:
  MockServer server;
  ShopClient client{server.port()};
};

TEST_F(ShopClientTest, SendsTheOrderAsJson) {
  server
      .When(Post("/orders")
                .WithQuery("currency", "EUR")
                .WithHeader("Content-Type", Containing("json"))
                .WithBody(MatchingJsonPath("$.thing", "apple")))
      .Reply(Created().Json(R"({"id": 1})").After(5ms));
  EXPECT_TRUE(client.Order("apple", 3));
  EXPECT_THAT(server.Requests(),
              testing::ElementsAre(AllOf(HasMethod("POST"), HasPath("/orders"),
                                         HasJsonBody(R"({"count": 3, "thing": "apple"})"))));
}

TEST_F(ShopClientTest, TriesAgainWhenTheShopFails) {
  server.Expect(Post("/orders?currency=EUR")).Times(3);
  server.When(Post("/orders")).ReplyInTurn({Status(503), ConnectionReset(), Created()});
  EXPECT_TRUE(client.Order("apple", 1));
}

TEST_F(ShopClientTest, TriesAgainWhenAnAnswerIsCutShort) {
  server.When(Post("/orders")).Reply(Created());
  server.When(Post("/orders"))
      .Times(1)
      .Reply(Script().AwaitBody().Send("HTTP/1.1 2").Pause(1ms).Reset());
  EXPECT_TRUE(client.Order("apple", 1));
  EXPECT_THAT(server.Requests(), AllOf(SizeIs(2), Each(HasQuery("currency", "EUR"))));
}

TEST_F(ShopClientTest, DoesNotTryAgainWhenTheOrderIsWrong) {
  server.Expect(Post("/orders?currency=EUR")).Times(1);
  server.AddStubJson(R"({"request": {"method": "POST"}, "response": {"status": 422}})");
  EXPECT_FALSE(client.Order("nothing", 0));
}

}  // namespace
