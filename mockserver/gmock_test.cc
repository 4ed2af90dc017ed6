#include "wireproof/gmock.h"

#include <gtest/gtest-spi.h>

#include <sstream>

#include "mockserver/mock_client_fixture.h"

namespace wireproof::mock {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

ReceivedRequest Sample() {
  ReceivedRequest request;
  request.method = "POST";
  request.target = request.url = "/a?x=1&x=2";
  request.path = "/a";
  request.headers = {{"Accept", "text/json"}, {"X-A", "1"}, {"x-a", "2"}};
  request.query = {{"x", "1"}, {"x", "2"}};
  request.body = R"({"a": 1.0, "b": [2]})";
  return request;
}

TEST(RequestMatchersOfGmock, TakeValuesAndMatchers) {
  const ReceivedRequest request = Sample();
  EXPECT_THAT(request, HasMethod("POST"));
  EXPECT_THAT(request, Not(HasMethod("GET")));
  EXPECT_THAT(request, AllOf(HasPath("/a"), HasUrl(StartsWith("/a?"))));
  EXPECT_THAT(request, HasHeader("accept", HasSubstr("json")));
  EXPECT_THAT(request, AllOf(HasHeader("X-A", "1"), HasHeader("X-A", "2")));
  EXPECT_THAT(request, Not(HasHeader("X-B", "1")));
  EXPECT_THAT(request, AllOf(HasQuery("x", "2"), Not(HasQuery("x", "3"))));
  EXPECT_THAT(request, HasBody(HasSubstr("\"b\"")));
  EXPECT_THAT(request, HasJsonBody(R"({"b": [2], "a": 1})"));
  EXPECT_THAT(request, HasJsonBody(R"({"b": [2], "a": "${json-unit.any-number}"})"));
  EXPECT_THAT(request, Not(HasJsonBody("{}")));
}

template <typename Matcher>
std::string Explained(const Matcher& matcher, const ReceivedRequest& request) {
  ::testing::StringMatchResultListener listener;
  EXPECT_FALSE(::testing::ExplainMatchResult(matcher, request, &listener));
  return listener.str();
}

template <typename Matcher>
std::string Described(const Matcher& matcher) {
  return ::testing::DescribeMatcher<ReceivedRequest>(matcher);
}

TEST(RequestMatchersOfGmock, SayWhatTheyWantAndWhatTheyGot) {
  EXPECT_EQ(Described(HasMethod("GET")), "has a method that is equal to \"GET\"");
  EXPECT_EQ(Described(HasHeader("A", HasSubstr("x"))), "has a header A that has substring \"x\"");
  EXPECT_EQ(Described(Not(HasHeader("A", "x"))), "has no header A that is equal to \"x\"");
  EXPECT_EQ(Described(HasJsonBody("{}")), "has a body that is the JSON {}");
  EXPECT_EQ(Explained(HasHeader("X-A", "3"), Sample()), "whose header X-A is \"1\", \"2\"");
  EXPECT_EQ(Explained(HasQuery("y", "3"), Sample()), "which has no query parameter y");
  EXPECT_EQ(Explained(HasJsonBody("[]"), Sample()), R"(whose body is "{\"a\": 1.0, \"b\": [2]}")");
}

TEST(ReceivedRequests, ArePrintedForPeople) {
  EXPECT_EQ(::testing::PrintToString(Sample()),
            "POST /a?x=1&x=2\n  Accept: text/json\n  X-A: 1\n  x-a: 2\n\n"
            "  {\"a\": 1.0, \"b\": [2]}");
  ReceivedRequest odd;
  odd.method = "GET";
  odd.target = "/\x01";
  EXPECT_EQ(::testing::PrintToString(odd), "GET /\\x01");
}

TEST(Servers, AreMatchedByWhatTheyReceived) {
  MockServer server;
  EXPECT_THAT(server.Requests(), IsEmpty());
  EXPECT_THAT(server, Not(Received(Get("/a"))));
  Fetch(server.port(), "GET", "/a");
  Fetch(server.port(), "GET", "/a");
  EXPECT_THAT(server, Received(Get("/a")));
  EXPECT_THAT(server, Received(Get("/a"), 2));
  EXPECT_THAT(server, Received(Get("/a"), ::testing::Lt(3u)));
  EXPECT_THAT(server.Requests(), ElementsAre(HasPath("/a"), HasPath("/a")));
  ::testing::StringMatchResultListener listener;
  EXPECT_FALSE(::testing::ExplainMatchResult(Received(Post("/a")), server, &listener));
  EXPECT_THAT(listener.str(), AllOf(StartsWith("which received 0\nNearest was\n  GET /a"),
                                    HasSubstr("Received in all: 2")));
  EXPECT_EQ(::testing::DescribeMatcher<const MockServer&>(Received(Get("/a"), 2)),
            "received GET /a, a number of times that is equal to 2");
}

TEST(Expectations, FailTheTestWhereTheyWereMade) {
  EXPECT_NONFATAL_FAILURE(
      {
        MockServer server;
        server.Expect(Get("/once")).Times(1);
      },
      "Expected GET /once\n  exactly once\nbut it was received never.\nNo request was received.");
}

}  // namespace
}  // namespace wireproof::mock
