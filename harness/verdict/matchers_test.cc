#include "harness/verdict/matchers.h"

#include <gtest/gtest.h>

#include "harness/verdict/test_values.h"

namespace wireproof::harness {
namespace {

BodyMatcher Body(auto rule) {
  return {std::move(rule)};
}
BodyMatcherPtr Ptr(auto rule) {
  return std::make_shared<const BodyMatcher>(BodyMatcher{std::move(rule)});
}

TEST(Matchers, Status) {
  EXPECT_EQ(Check(StatusMatcher{}, 999), std::nullopt);
  EXPECT_EQ(Check(StatusMatcher{{200, 204}, {}}, 204), std::nullopt);
  EXPECT_EQ(Check(StatusMatcher{{200}, {4, 5}}, 503), std::nullopt);
  EXPECT_EQ(Check(StatusMatcher{{}, {4}}, 399), "status: 399, expected 4xx");
  EXPECT_EQ(Check(StatusMatcher{{200, 204}, {3}}, 400), "status: 400, expected 200, 204 or 3xx");
}

TEST(Matchers, Body) {
  EXPECT_EQ(Check(Body(BodyMatcher::Exactly{"hi"}), "hi"), std::nullopt);
  EXPECT_EQ(Check(Body(BodyMatcher::Exactly{"hi"}), "hi\n"), R"(body: "hi\n", expected "hi")");
  EXPECT_EQ(Check(Body(BodyMatcher::Contains{"b"}), "abc"), std::nullopt);
  EXPECT_EQ(Check(Body(BodyMatcher::Contains{"B"}), "abc"),
            R"(body: "abc", expected one with "B")");
  EXPECT_EQ(Check(Body(BodyMatcher::Length{3}), "abc"), std::nullopt);
  EXPECT_EQ(Check(Body(BodyMatcher::Length{0}), "a"), "body: 1 byte, expected no bytes");
  EXPECT_EQ(Check(Body(BodyMatcher::Not{Ptr(BodyMatcher::Exactly{"a"})}), "b"), std::nullopt);
  EXPECT_EQ(Check(Body(BodyMatcher::Not{Ptr(BodyMatcher::Contains{"a"})}), "abc"),
            R"(body: "abc", expected not one with "a")");
}

constexpr std::string_view kEcho =
    R"({"method":"POST","target":"/e","version":"HTTP/1.1","fields":[["X","1"]],)"
    R"("body":"hello","trailers":[["T","2"]]})";

TEST(Matchers, Echo) {
  struct Row {
    EchoMatcher matcher;
    std::string_view body;
    Mismatch mismatch;
  };
  const FieldMatcher one{FieldMatcher::Exactly{"1"}};
  const Row rows[] = {
      {{}, kEcho, {}},
      {{.method = "POST",
        .target = "/e",
        .version = "HTTP/1.1",
        .body = "hello",
        .fields = {},
        .trailers = {}},
       kEcho,
       {}},
      {{.method = "GET"}, kEcho, R"(echo method: "POST", expected "GET")"},
      {{.target = "/"}, kEcho, R"(echo target: "/e", expected "/")"},
      {{.version = "HTTP/1.0"}, kEcho, R"(echo version: "HTTP/1.1", expected "HTTP/1.0")"},
      {{.body = ""}, kEcho, R"(echo body: "hello", expected "")"},
      {{.fields = {{"x", one}}}, kEcho, {}},
      {{.fields = {{"T", one}}}, kEcho, R"(echo field T: none, expected "1")"},
      {{.trailers = {{"T", one}}}, kEcho, R"(echo trailer T: "2", expected "1")"},
      {{.body = "x"}, R"({"method":"GET"})", R"(echo body: none, expected "x")"},
      {{.fields = {{"x", one}}}, "{}", "echo fields: the echo does not tell them"},
      {{.trailers = {{"x", one}}}, "{}", "echo trailers: the echo does not tell them"},
      {{}, "[1]", R"(echo: the body is no echo: not a JSON object: "[1]")"},
  };
  for (const Row& row : rows) EXPECT_EQ(Check(row.matcher, row.body), row.mismatch);
}

TEST(Matchers, Message) {
  script::Message message = Response(200, "hi", {{"X", "1"}});
  message.reason = "OK";
  message.trailers = {{"T", "2"}};
  const FieldMatcher zero{FieldMatcher::Exactly{"0"}};
  const Known all = Known::All();
  const Known status_only = Known::Reported({});
  struct Row {
    MessageMatcher matcher;
    Mismatch mismatch;
    bool judged_anyway = false;  // also of a client that reports nothing but the status
  };
  const Row rows[] = {
      {{}, {}},
      {WithStatus(200), {}},
      {WithStatus(201), "status: 200, expected 201", true},
      {{.versions = {"HTTP/1.0", "HTTP/1.1"}}, {}},
      {{.versions = {"HTTP/1.0"}}, "version: HTTP/1.1, expected HTTP/1.0"},
      {{.reason = "OK"}, {}},
      {{.reason = "Fine"}, R"(reason: "OK", expected "Fine")"},
      {{.fields = {{"X", zero}}}, R"(field X: "1", expected "0")"},
      {{.trailers = {{"T", zero}}}, R"(trailer T: "2", expected "0")"},
      {{.body = Body(BodyMatcher::Exactly{""})}, R"(body: "hi", expected "")"},
      {{.framings = {"chunked", "content-length"}}, {}},
      {{.framings = {"chunked", "close"}}, "framing: content-length, expected chunked or close"},
      {{.complete = std::nullopt}, {}},
      {{.complete = false}, "complete: whole, expected cut short", true},
      {{.echo = EchoMatcher{}}, "echo: the body is no echo"},
  };
  for (const Row& row : rows) {
    const Mismatch mismatch = Check(row.matcher, message, all);
    EXPECT_EQ(mismatch.has_value(), row.mismatch.has_value());
    if (!row.matcher.echo) {
      EXPECT_EQ(mismatch, row.mismatch);
    }
    const Mismatch of_little = Check(row.matcher, message, status_only);
    EXPECT_EQ(of_little.has_value(), row.judged_anyway) << of_little.value_or("");
  }
}

TEST(Matchers, AMessageCutShortMatchesOnlyWhereThatIsSaid) {
  script::Message message = Response(200);
  message.complete = false;
  EXPECT_EQ(Check(MessageMatcher{}, message, Known::All()), "complete: cut short, expected whole");
  EXPECT_EQ(Check(MessageMatcher{.complete = false}, message, Known::All()), std::nullopt);
  EXPECT_EQ(Check(MessageMatcher{.complete = std::nullopt}, message, Known::All()), std::nullopt);
}

TEST(Matchers, ARequestsStartLine) {
  const script::Message message = Request("PUT", "/a");
  EXPECT_EQ(Check(MessageMatcher{.method = "PUT", .target = "/a"}, message, Known::All()),
            std::nullopt);
  EXPECT_EQ(Check(MessageMatcher{.method = "put"}, message, Known::All()),
            R"(method: "PUT", expected "put")");
  EXPECT_EQ(Check(MessageMatcher{.target = "/"}, message, Known::All()),
            R"(target: "/a", expected "/")");
}

TEST(Matchers, EachReportMakesItsPartKnown) {
  const Known known = Known::Reported({"version", "fields.duplicates", "trailers"});
  EXPECT_TRUE(known.version && known.duplicates && known.trailers);
  EXPECT_FALSE(known.reason || known.fields || known.body || known.framing);
  const Known others = Known::Reported({"reason", "fields", "body"});
  EXPECT_FALSE(others.version || others.duplicates || others.trailers || others.framing);
  EXPECT_TRUE(others.reason && others.fields && others.body);
}

TEST(Matchers, ListsMatchInNumberAndOrder) {
  const auto check = [](std::vector<MessageMatcher> matchers,
                        std::vector<script::Message> messages) {
    return Check(matchers, messages, Known::All(), "response");
  };
  EXPECT_EQ(check({}, {}), std::nullopt);
  EXPECT_EQ(check({WithStatus(200), WithStatus(404)}, {Response(200), Response(404)}),
            std::nullopt);
  EXPECT_EQ(check({WithStatus(404), WithStatus(200)}, {Response(200), Response(404)}),
            "response 1 status: 200, expected 404");
  EXPECT_EQ(check({WithStatus(200), WithStatus(200)}, {Response(200), Response(404)}),
            "response 2 status: 404, expected 200");
  EXPECT_EQ(check({WithStatus(200)}, {Response(404)}), "response status: 404, expected 200");
  EXPECT_EQ(check({WithStatus(200)}, {}), "responses: none, expected 1");
  EXPECT_EQ(check({}, {Response(200), Response(400)}), "responses: 2 (200, 400), expected none");
  script::Message cut = Response(200);
  cut.complete = false;
  EXPECT_EQ(check({}, {cut}), "responses: 1 (200 incomplete), expected none");
  EXPECT_EQ(Check({}, {Request("GET", "/")}, Known::All(), "request"),
            R"(requests: 1 (GET "/"), expected none)");
}

TEST(Matchers, Failure) {
  using enum FailureKind;
  struct Row {
    std::optional<FailureMatcher> matcher;
    std::optional<ClientFailure> failure;
    Mismatch mismatch;
  };
  const Row rows[] = {
      {std::nullopt, std::nullopt, {}},
      {std::nullopt, Failure(kClosed, 1), "failure: closed (Native) of request 1, expected none"},
      {FailureMatcher{}, Failure(kOther), {}},
      {FailureMatcher{}, std::nullopt, "failure: none, expected any"},
      {FailureMatcher{.kinds = {kTls}}, std::nullopt, "failure: none, expected tls"},
      {FailureMatcher{.kinds = {kTls, kClosed}}, Failure(kClosed), {}},
      {FailureMatcher{.kinds = {kTls, kClosed}}, Failure(kOther),
       "failure: other (Native) of request 0, expected tls or closed"},
      {FailureMatcher{.request = 1}, Failure(kOther, 1), {}},
      {FailureMatcher{.request = 1}, Failure(kOther, 0), "failure request: 0, expected 1"},
      {FailureMatcher{.partial = "he"}, Failure(kIncomplete, 0, "he"), {}},
      {FailureMatcher{.partial = "he"}, Failure(kIncomplete, 0, "h"),
       R"(failure partial: "h", expected "he")"},
  };
  for (const Row& row : rows) EXPECT_EQ(Check(row.matcher, row.failure, true), row.mismatch);
  EXPECT_EQ(Check(FailureMatcher{.partial = "he"}, Failure(kIncomplete), false), std::nullopt);
}

}  // namespace
}  // namespace wireproof::harness
