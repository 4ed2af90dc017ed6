#include "mockserver/stub/reply.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mockserver/stub/store_fixture.h"

namespace wireproof::mock {
namespace {

constexpr const char* kId = "aaaaaaaa-0000-0000-0000-000000000001";

std::shared_ptr<const Reply> Compile(std::string_view text, const ReplyHabits& habits = {}) {
  const Stub stub = ReadStub(text);
  auto reply = CompileReply(stub, stub.answer, habits);
  EXPECT_TRUE(reply.has_value()) << text;
  return reply ? *reply : nullptr;
}

std::string All(const ResponseOctets& octets) {
  return octets.interim + octets.head + octets.content;
}

std::expected<std::string, std::string> NoFiles(std::string_view) {
  return std::unexpected("there is no such file");
}

class ReplyTest : public ::testing::Test {
 protected:
  std::expected<ResponseOctets, std::string> Render(const Reply& reply, const RequestParts& parts,
                                                    const ReadBodyFile& files = NoFiles) {
    const Request request(parts);
    return RenderReply(reply, request, "id", files, {.random = &random_});
  }
  std::string RenderAll(const Reply& reply, const RequestParts& parts,
                        const ReadBodyFile& files = NoFiles) {
    const auto octets = Render(reply, parts, files);
    return octets ? All(*octets) : "error: " + octets.error();
  }

  std::mt19937_64 random_{1};
};

TEST_F(ReplyTest, SendsWhatTheStubSaysAndOnlyTheLengthBesides) {
  const struct {
    const char* stub;
    const char* octets;
  } rows[] = {
      {"{}", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
      {"{'response': {'status': 418, 'statusMessage': 'Tea Pot', 'headers': {'X-A': ['1', '2'], "
       "'x-lower': 'z'}, 'body': 'hi'}}",
       "HTTP/1.1 418 Tea Pot\r\nX-A: 1\r\nX-A: 2\r\nx-lower: z\r\nContent-Length: 2\r\n\r\nhi"},
      {"{'response': {'statusMessage': ''}}", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"},
      {"{'response': {'status': 799}}", "HTTP/1.1 799 \r\nContent-Length: 0\r\n\r\n"},
      {"{'response': {'status': 204, 'body': 'x'}}", "HTTP/1.1 204 No Content\r\n\r\n"},
      {"{'response': {'status': 304}}", "HTTP/1.1 304 Not Modified\r\n\r\n"},
      {"{'response': {'jsonBody': {'b': 1.0, 'a': []}}}",
       "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"b\":1.0,\"a\":[]}"},
      {"{'response': {'base64Body': 'AAE='}}", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\\0\1"},
      {"{'response': {'body': 'x'}, 'wireproof': {'interim': [{'status': 103, 'fields': "
       "[['Link', 'a']]}], 'fields': [['A', '1'], ['B', '2'], ['a', '3']], 'framing': "
       "{'version': 'HTTP/1.0', 'content_length': ['1', '2']}}}",
       "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.0 200 OK\r\nA: 1\r\nB: 2\r\na: 3\r\n"
       "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx"},
  };
  for (const auto& row : rows) {
    const auto reply = Compile(row.stub);
    std::string expected = row.octets;
    if (const auto nul = expected.find("\\0"); nul != std::string::npos) {
      expected.replace(nul, 2, 1, '\0');
    }
    ASSERT_TRUE(reply->prepared.has_value()) << row.stub;
    EXPECT_TRUE(reply->plain);
    EXPECT_EQ(reply->fast, expected) << row.stub;
    EXPECT_EQ(RenderAll(*reply, PartsOf("/")), expected) << row.stub;
  }
}

TEST_F(ReplyTest, SendsNoContentForHead) {
  const auto reply = Compile("{'response': {'body': 'hello'}}");
  EXPECT_EQ(RenderAll(*reply, PartsOf("/", "HEAD")),
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  const auto longer = Compile("{'response': {'body': 'x', 'headers': {'Content-Length': '9'}}}");
  EXPECT_TRUE(Render(*longer, PartsOf("/"))->ends_connection);
  EXPECT_FALSE(Render(*longer, PartsOf("/", "HEAD"))->ends_connection);
}

TEST_F(ReplyTest, IsPlainOnlyWhereNothingHappensBesides) {
  for (const char* text :
       {"{'response': {'fixedDelayMilliseconds': 1}}", "{'response': {'fault': 'EMPTY_RESPONSE'}}",
        "{'response': {'delayDistribution': {'type': 'fixed', 'milliseconds': 1}}}",
        "{'response': {'chunkedDribbleDelay': {'numberOfChunks': 2, 'totalDuration': 1}}}",
        "{'response': {'proxyBaseUrl': 'http://h'}}", "{'wireproof': {'on_continue': 'never'}}",
        "{'response': {'bodyFileName': 'f'}}"}) {
    const auto reply = Compile(text);
    EXPECT_FALSE(reply->plain) << text;
    EXPECT_EQ(reply->fast, "") << text;
  }
}

TEST_F(ReplyTest, RendersTemplatesOnlyWhereTheyAreAskedFor) {
  constexpr const char* kStub =
      "{'response': {'body': '{{request.method}}', 'headers': {'X-A': '<{{request.path}}>'}%}}";
  const auto with = [](std::string_view more) {
    std::string text = kStub;
    return text.replace(text.find('%'), 1, more);
  };
  const std::string constant =
      "HTTP/1.1 200 OK\r\nX-A: <{{request.path}}>\r\nContent-Length: 18\r\n\r\n"
      "{{request.method}}";
  const std::string rendered = "HTTP/1.1 200 OK\r\nX-A: </p/q>\r\nContent-Length: 3\r\n\r\nGET";
  const std::string asked = with(", 'transformers': ['response-template']");
  EXPECT_EQ(Compile(with(""))->fast, constant);
  EXPECT_EQ(Compile(asked, {.templating = false})->fast, constant);
  EXPECT_EQ(RenderAll(*Compile(asked), PartsOf("/p/q?r")), rendered);
  EXPECT_EQ(RenderAll(*Compile(with(""), {.global_templating = true}), PartsOf("/p/q")), rendered);
  EXPECT_FALSE(Compile(asked)->plain);
}

TEST_F(ReplyTest, RendersPathVariablesParametersAndJsonText) {
  const auto reply = Compile(
      "{'request': {'urlPathTemplate': '/things/{id}'}, 'response': {'jsonBody': {'id': "
      "'{{request.path.id}}', '{{parameters.k}}': 1}, 'transformers': ['response-template'], "
      "'transformerParameters': {'k': 'v'}}}");
  EXPECT_TRUE(
      RenderAll(*reply, PartsOf("/things/17")).ends_with("\r\n\r\n{\"id\":\"17\",\"v\":1}"));
}

TEST_F(ReplyTest, LeavesBase64BodiesAsTheyAre) {
  const auto reply =
      Compile("{'response': {'base64Body': 'e3t4fX0=', 'transformers': ['response-template']}}");
  EXPECT_TRUE(reply->fast.ends_with("{{x}}"));
}

TEST_F(ReplyTest, LetsNoRequestAddFieldLines) {
  const auto reply = Compile("{'response': {'headers': {'X': 'a{{request.body}}b'}}}",
                             {.global_templating = true});
  RequestParts parts = PartsOf("/");
  parts.body = "1\r\nEvil: 2";
  EXPECT_EQ(RenderAll(*reply, parts),
            "HTTP/1.1 200 OK\r\nX: a1  Evil: 2b\r\nContent-Length: 0\r\n\r\n");
}

TEST_F(ReplyTest, ReadsBodyFilesForEachRequest) {
  std::string text = "v={{request.query.v}}";
  std::string asked;
  const ReadBodyFile files = [&](std::string_view name) {
    asked = name;
    return std::expected<std::string, std::string>(text);
  };
  const char* stub =
      "{'response': {'bodyFileName': 'f-{{request.query.v}}.txt', 'transformers': "
      "['response-template']%}}";
  const auto with = [&](std::string_view more) {
    std::string whole = stub;
    return Compile(whole.replace(whole.find('%'), 1, more));
  };
  const auto reply = with("");
  EXPECT_TRUE(RenderAll(*reply, PartsOf("/?v=1"), files).ends_with("\r\n\r\nv=1"));
  EXPECT_EQ(asked, "f-1.txt");
  text = "w={{request.query.v}}";
  EXPECT_TRUE(RenderAll(*reply, PartsOf("/?v=2"), files).ends_with("\r\n\r\nw=2"));
  const auto raw = with(", 'transformerParameters': {'disableBodyFileTemplating': true}");
  EXPECT_TRUE(RenderAll(*raw, PartsOf("/?v=2"), files).ends_with("w={{request.query.v}}"));
  EXPECT_EQ(asked, "f-2.txt");
}

TEST_F(ReplyTest, SaysWhichBodyFileCannotBeRead) {
  EXPECT_EQ(RenderAll(*Compile("{'response': {'bodyFileName': 'gone'}}"), PartsOf("/")),
            "error: the body file \"gone\" cannot be read: there is no such file");
}

TEST_F(ReplyTest, RendersWhatIsProxied) {
  const Request request(PartsOf("/?h=x"));
  const RenderOptions options{.random = &random_};
  const char* stub =
      "{'response': {'proxyBaseUrl': 'http://{{request.query.h}}', 'headers': {'B': "
      "'{{request.method}}'}, 'additionalProxyRequestHeaders': {'A': '{{request.path}}', 'N': "
      "'n'}}}";
  const wire::Fields fields = {{"B", "{{request.method}}"}};
  const auto fixed = RenderProxy(*Compile(stub), fields, request, "id", options);
  ASSERT_TRUE(fixed) << fixed.error();
  EXPECT_EQ(fixed->target.base_url, "http://{{request.query.h}}");
  EXPECT_EQ(fixed->added_fields, fields);
  const auto rendered =
      RenderProxy(*Compile(stub, {.global_templating = true}), fields, request, "id", options);
  ASSERT_TRUE(rendered) << rendered.error();
  EXPECT_EQ(rendered->target.base_url, "http://x");
  EXPECT_EQ(rendered->target.additional_request_fields, (wire::Fields{{"A", "/"}, {"N", "n"}}));
  EXPECT_EQ(rendered->added_fields, (wire::Fields{{"B", "GET"}}));
}

TEST_F(ReplyTest, PointsAtTheTemplateThatDoesNotParse) {
  const struct {
    const char* stub;
    const char* pointer;
  } rows[] = {
      {"{'response': {'body': '{{#if x}}'}}", "/response/body"},
      {"{'response': {'jsonBody': ['{{#if x}}']}}", "/response/jsonBody"},
      {"{'response': {'headers': {'a/b': '{{#if x}}'}}}", "/response/headers/a~1b"},
      {"{'response': {'bodyFileName': '{{#if x}}'}}", "/response/bodyFileName"},
      {"{'response': {'proxyBaseUrl': '{{#if x}}'}}", "/response/proxyBaseUrl"},
      {"{'wireproof': {'fields': [['a', 'b'], ['c', '{{#if x}}']]}}", "/wireproof/fields/1/1"},
  };
  for (const auto& row : rows) {
    auto json = ReadJson(row.stub, {.relaxed = true});
    Stub stub = ReadStub("{}");
    if (auto read = StubFromJson(*json)) {
      stub = *std::move(read);
    } else if (std::string_view(row.pointer).contains("a~1b")) {
      continue;  // the codec refuses the name first
    }
    const auto reply = CompileReply(stub, stub.answer, {.global_templating = true});
    ASSERT_FALSE(reply.has_value()) << row.stub;
    EXPECT_EQ(reply.error().pointer, row.pointer);
  }
}

// As measured on WireMock 3.13.2.
TEST_F(ReplyTest, HasTheWireHabitsOfWireMockWhenAsked) {
  const ReplyHabits habits{.wiremock_wire = true};
  const std::string stub = fmt::format(
      "{{'id': '{}', 'name': 'N', 'response': {{'status': 299, 'body': 'hello'}}}}", kId);
  const std::string head =
      fmt::format("HTTP/1.1 299 299\r\nMatched-Stub-Id: {}\r\nMatched-Stub-Name: N\r\n", kId);
  const auto reply = Compile(stub, habits);
  EXPECT_TRUE(reply->keep_alive_only);
  EXPECT_EQ(reply->fast, head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

  RequestParts old = PartsOf("/");
  old.version = "HTTP/1.0";
  EXPECT_EQ(RenderAll(*reply, old), head + "\r\nhello");
  EXPECT_TRUE(Render(*reply, old)->ends_connection);
  const FieldView close[] = {{"connection", "x, Close"}};
  RequestParts closing = PartsOf("/");
  closing.fields = close;
  EXPECT_EQ(RenderAll(*reply, closing), head + "\r\nhello");

  const auto never =
      Compile(stub, {.wiremock_wire = true, .chunked = ReplyHabits::Chunked::kNever});
  EXPECT_EQ(never->fast, head + "Content-Length: 5\r\n\r\nhello");
}

TEST_F(ReplyTest, ComposesAResponseWithoutAStub) {
  const ResponseDefinition response{.status = 200, .fields = {{"A", "b"}}};
  EXPECT_EQ(All(MakeResponse(response, "xyz", {}, {})),
            "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 3\r\n\r\nxyz");
}

TEST_F(ReplyTest, FollowsWireMockInGzipAndInWhatTheStubSaysOfItsConnection) {
  const ReplyHabits habits{.wiremock_wire = true};
  const std::string id = std::string("Matched-Stub-Id: ") + kId + "\r\n";
  const FieldView gzip{"Accept-Encoding", "gzip"};
  const RequestParts plain{.method = "GET", .target = "/", .version = "HTTP/1.1"};
  RequestParts takes = plain;
  takes.fields = {&gzip, 1};
  const struct {
    const char* response;
    const RequestParts& parts;
    std::string octets;
  } rows[] = {
      {"{'headers': {'Connection': 'close', 'Content-Length': '2'}, 'body': 'hi'}", plain,
       "Connection: close\r\n" + id + "Content-Length: 2\r\n\r\nhi"},
      {"{'headers': {'Connection': 'close'}, 'body': 'hi'}", plain,
       "Connection: close\r\n" + id + "\r\nhi"},
      {"{'headers': {'ETag': '\\\"a\\\"'}, 'status': 204}", takes, "ETag: \"a\"\r\n" + id + "\r\n"},
      {"{'headers': {'Content-Length': '2'}, 'body': 'hi'}", takes,
       id + "Content-Length: 2\r\n\r\nhi"},
      {"{'headers': {'date': 'today', 'etag': '1', 'content-length': '2'}, 'body': 'hi'}", plain,
       "date: today\r\netag: 1\r\n" + id + "content-length: 2\r\n\r\nhi"},
      {"{'headers': {'Content-Length': '6'}, 'jsonBody': '😀'}", plain,
       id + "Content-Length: 6\r\n\r\n\"😀\""},
      {"{'status': 302}", takes, id + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"{'status': 404, 'body': 'hi'}", takes,
       id + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"},
  };
  for (const auto& row : rows) {
    const std::string stub = std::string("{'id': '") + kId + "', 'response': " + row.response + "}";
    const auto reply = Compile(stub, habits);
    ASSERT_TRUE(reply) << stub;
    const std::string all = RenderAll(*reply, row.parts);
    EXPECT_EQ(all.substr(all.find("\r\n") + 2), row.octets) << stub;
  }
  const std::string tagged = std::string("{'id': '") + kId +
                             "', 'response': {'headers': {'ETag': '\\\"a\\\"'}, 'body': 'hello'}}";
  const auto coded = Compile(tagged, habits);
  ASSERT_TRUE(coded);
  EXPECT_NE(RenderAll(*coded, takes)
                .find("ETag: \"a--gzip\"\r\n" + id + "Content-Encoding: gzip\r\nTransfer-Encoding"),
            std::string::npos);
  EXPECT_EQ(RenderAll(*Compile(tagged, {.wiremock_wire = true, .gzip = false}), takes),
            RenderAll(*coded, plain));
}

}  // namespace
}  // namespace wireproof::mock
