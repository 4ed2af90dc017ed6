// GoogleMock matchers for what a mock server received, and expectations that fail the test. Plain
// C++17. Whoever includes it, anywhere in a test program, has unmet expectations of every
// MockServer reported as failures of the test, where Expect was called.
//
//   EXPECT_THAT(server, Received(Get("/things/1")));
//   EXPECT_THAT(server, Received(Post("/things"), 2));
//   EXPECT_THAT(server.Requests(), ElementsAre(AllOf(HasMethod("GET"), HasPath("/things/1"))));
//   EXPECT_THAT(server.Requests()[0], HasHeader("Accept", HasSubstr("json")));
//
// Where a matcher of GoogleMock is asked for, a plain value will do.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>

#include "wireproof/mock_server.h"

namespace wireproof::mock {

namespace detail {

inline void FailTest(const ExpectationFailure& failure) {
  if (failure.file == nullptr) {
    ADD_FAILURE() << failure.text;
  } else {
    ADD_FAILURE_AT(failure.file, failure.line) << failure.text;
  }
}

inline const bool kFailsTests = (SetFailureHandler(FailTest), true);

using TextMatcher = ::testing::Matcher<std::string>;

// Some value, of those that go by a name, matches.
inline bool SomeMatches(const std::string& name, const std::vector<std::string>& values,
                        const TextMatcher& matcher, ::testing::MatchResultListener* listener) {
  for (const std::string& value : values) {
    if (matcher.Matches(value)) return true;
  }
  if (values.empty()) {
    *listener << "which has no " << name;
    return false;
  }
  *listener << "whose " << name << " is ";
  for (std::size_t i = 0; i < values.size(); ++i) {
    *listener << (i == 0 ? "" : ", ") << ::testing::PrintToString(values[i]);
  }
  return false;
}

// Does the work of Received.
class ReceivedMatcher {
 public:
  using is_gtest_matcher = void;

  ReceivedMatcher(RequestMatcher request, ::testing::Matcher<std::uint64_t> count)
      : request_(std::move(request)), count_(std::move(count)) {}

  bool MatchAndExplain(const MockServer& server, ::testing::MatchResultListener* listener) const {
    const std::uint64_t count = server.Count(request_);
    if (count_.Matches(count)) return true;
    *listener << "which received " << count << "\n" << server.Explain(request_);
    return false;
  }
  void DescribeTo(std::ostream* out) const {
    *out << "received " << request_.Describe() << ", a number of times that ";
    count_.DescribeTo(out);
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << "received " << request_.Describe() << ", a number of times that ";
    count_.DescribeNegationTo(out);
  }

 private:
  RequestMatcher request_;
  ::testing::Matcher<std::uint64_t> count_;
};

}  // namespace detail

inline void PrintTo(const ReceivedRequest& request, std::ostream* out) {
  *out << Describe(request);
}
inline void PrintTo(const MockServer& server, std::ostream* out) {
  *out << server;
}

// --- Of a server ---

// That many requests like this one; at least one if nothing is said.
inline detail::ReceivedMatcher Received(
    RequestMatcher request,
    ::testing::Matcher<std::uint64_t> count = ::testing::Ge(std::uint64_t{1})) {
  return detail::ReceivedMatcher(std::move(request), std::move(count));
}

// --- Of a request ---

MATCHER_P(HasMethod, method,
          "has a method that " + ::testing::DescribeMatcher<std::string>(method, negation)) {
  return ::testing::ExplainMatchResult(::testing::SafeMatcherCast<std::string>(method), arg.method,
                                       result_listener);
}

// Path and query, as sent.
MATCHER_P(HasUrl, url, "has a URL that " + ::testing::DescribeMatcher<std::string>(url, negation)) {
  return ::testing::ExplainMatchResult(::testing::SafeMatcherCast<std::string>(url), arg.url,
                                       result_listener);
}

MATCHER_P(HasPath, path,
          "has a path that " + ::testing::DescribeMatcher<std::string>(path, negation)) {
  return ::testing::ExplainMatchResult(::testing::SafeMatcherCast<std::string>(path), arg.path,
                                       result_listener);
}

MATCHER_P(HasBody, body,
          "has a body that " + ::testing::DescribeMatcher<std::string>(body, negation)) {
  return ::testing::ExplainMatchResult(::testing::SafeMatcherCast<std::string>(body), arg.body,
                                       result_listener);
}

// Equal as JSON: numbers by value, members in any order.
MATCHER_P(HasJsonBody, json,
          std::string(negation ? "has no body" : "has a body") + " that is the JSON " + json) {
  if (EqualsJson(arg.body, json)) return true;
  *result_listener << "whose body is " << ::testing::PrintToString(arg.body);
  return false;
}

// Some value of that header (the name without case), or query parameter.
MATCHER_P2(HasHeader, name, value,
           std::string(negation ? "has no header " : "has a header ") + name + " that " +
               ::testing::DescribeMatcher<std::string>(value)) {
  return detail::SomeMatches(std::string("header ") + name, arg.HeaderValues(name),
                             ::testing::SafeMatcherCast<std::string>(value), result_listener);
}

MATCHER_P2(HasQuery, name, value,
           std::string(negation ? "has no query parameter " : "has a query parameter ") + name +
               " that " + ::testing::DescribeMatcher<std::string>(value)) {
  return detail::SomeMatches(std::string("query parameter ") + name, arg.QueryValues(name),
                             ::testing::SafeMatcherCast<std::string>(value), result_listener);
}

}  // namespace wireproof::mock
