#include "mockserver/template/golden_fixture.h"

#include <nlohmann/json.hpp>
#include <random>
#include <vector>

#include "mockserver/match/request.h"

namespace wireproof::mock {
namespace {

struct BodyText {
  std::string_view media_type = {};
  std::string_view text = {};
};

BodyText TextOf(Body body) {
  switch (body) {
    case Body::kJson:
      return {"application/json",
              "{\"name\":\"Ann\",\"list\":[1,2,3],\"words\":[\"b\",\"a\"],\"obj\":{\"k\":\"v\","
              "\"n\":1.50},\"people\":[{\"n\":\"x\",\"a\":1},{\"n\":\"y\",\"a\":2}],\"nul\":null,"
              "\"t\":true,\"f\":false,\"zero\":0,\"neg\":-3,\"dec\":2.50,\"big\":"
              "12345678901234567890,\"exp\":1e3,\"empty\":\"\",\"none\":[],\"noobj\":{},\"html\":"
              "\"<a&\\\"'`=>\",\"uni\":\"h\xc3\xa9\xe2\x82\xac\"}"};
    case Body::kXml:
      return {"text/xml",
              "<?xml version=\"1.0\"?><a x=\"1\"><b>one</b><b>two</b><c><d "
              "k=\"v\">deep</d></c><e/></a>"};
    case Body::kSoap:
      return {"text/xml",
              "<soap:Envelope "
              "xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><m:Get "
              "xmlns:m=\"urn:x\"><m:id>42</m:id></m:Get></soap:Body></soap:Envelope>"};
    case Body::kForm:
      return {"application/x-www-form-urlencoded", "a=1&b=two+words&a=3&c=%26x&d="};
    case Body::kText:
      return {"text/plain", "  Hello big World  "};
    case Body::kHtml:
      return {"text/html", "<b>\"x\" & 'y'</b>"};
    case Body::kNone:
      return {};
    case Body::kMultipart:
      return {
          "multipart/form-data; boundary=bb",
          "--bb\r\nContent-Disposition: form-data; name=\"p1\"\r\nContent-Type: text/plain\r\nX-P: "
          "q\r\n\r\nhello\r\n--bb\r\nContent-Disposition: form-data; name=\"file\"; "
          "filename=\"f.bin\"\r\nContent-Type: application/octet-stream\r\n\r\nbin\r\n--bb--\r\n"};
    case Body::kDate:
      return {"text/plain", "2020-02-29T13:45:59Z"};
  }
  return {};
}

const Json& StubParameters() {
  static const Json kParameters = *ReadJson(
      R"({"greeting":"hi","num":5,"list":["x","y"],"obj":{"a":1,"b":"z"},"nul":null,"yes":true,"dec":1.50})");
  return kParameters;
}

}  // namespace

std::expected<std::string, std::string> RenderFor(Body body, std::string_view source,
                                                  const TemplateLimits& limits) {
  const auto compiled = Template::Compile(source, limits);
  if (!compiled) return std::unexpected(compiled.error());
  const BodyText text = TextOf(body);
  std::vector<FieldView> fields = {
      {"Host", "example.com:8080"}, {"X-Single", "one"}, {"X-Many", "a"}, {"X-Many", "b"},
      {"Cookie", "c=1; d=2; d=3"},  {"X-Dash.ed", "dot"}};
  if (!text.media_type.empty()) fields.push_back({"Content-Type", text.media_type});
  const Request request({.method = "POST",
                         .target = "/things/7/x%20y?q=1&q=2&a=b%20c+d&empty=&e%5Bx%5D=k",
                         .version = "HTTP/1.1",
                         .fields = fields,
                         .body = text.text,
                         .origin = {.client_ip = "127.0.0.1", .local_port = 8080}});
  const PathBindings bindings = {{"id", "7"}, {"rest", "x%20y"}};
  std::mt19937_64 random(1);
  RenderOptions options{.limits = limits, .random = &random};
  options.now = {.unix_seconds = 1'795'341'600};
  return compiled->Render(TemplateModel(request, "an-id", bindings, StubParameters()), options);
}

void CheckRow(const GoldenRow& row) {
  const auto text = RenderFor(row.body, row.source);
  if (row.text == kError) {
    EXPECT_FALSE(text.has_value()) << row.source << " gave " << *text;
    return;
  }
  ASSERT_TRUE(text.has_value()) << row.source << ": " << text.error();
  EXPECT_EQ(*text, row.text) << row.source;
}

}  // namespace wireproof::mock
