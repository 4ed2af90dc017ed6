#include "http/server/error_page.h"

#include <gtest/gtest.h>

#include "http/server/date_clock.h"

namespace wireproof::server {
namespace {

TEST(HttpServerPage, IsThatOfCPython314) {
  const ErrorPage page = MakeErrorPage(ErrorPageStyle::kHttpServer, 404);
  EXPECT_EQ(page.reason, "Not Found");
  EXPECT_EQ(page.content,
            "<!DOCTYPE HTML>\n"
            "<html lang=\"en\">\n"
            "    <head>\n"
            "        <meta charset=\"utf-8\">\n"
            "        <style type=\"text/css\">\n"
            "            :root {\n"
            "                color-scheme: light dark;\n"
            "            }\n"
            "        </style>\n"
            "        <title>Error response</title>\n"
            "    </head>\n"
            "    <body>\n"
            "        <h1>Error response</h1>\n"
            "        <p>Error code: 404</p>\n"
            "        <p>Message: Not Found.</p>\n"
            "        <p>Error code explanation: 404 - Nothing matches the given URI.</p>\n"
            "    </body>\n"
            "</html>\n");
  const wire::Fields fields = {{"Connection", "close"},
                               {"Content-Type", "text/html;charset=utf-8"},
                               {"Content-Length", std::to_string(page.content.size())}};
  EXPECT_EQ(page.fields, fields);
}

TEST(HttpServerPage, EscapesTheMessageInThePageButNotInTheReason) {
  const ErrorPage page = MakeErrorPage(ErrorPageStyle::kHttpServer, 400, "<\xe9&\"'>", "a<b");
  EXPECT_EQ(page.reason, "<\xe9&\"'>");
  EXPECT_NE(page.content.find("Message: &lt;\xc3\xa9&amp;\"'&gt;."), std::string::npos);
  EXPECT_NE(page.content.find("400 - a&lt;b."), std::string::npos);
}

TEST(HttpServerPage, UnknownStatusesHaveQuestionMarks) {
  const ErrorPage page = MakeErrorPage(ErrorPageStyle::kHttpServer, 599);
  EXPECT_EQ(page.reason, "???");
  EXPECT_NE(page.content.find("599 - ???."), std::string::npos);
}

TEST(HttpServerPage, SomeStatusesHaveNoContent) {
  const wire::Fields close = {{"Connection", "close"}};
  for (const int status : {100, 199, 204, 205, 304}) {
    const ErrorPage page = MakeErrorPage(ErrorPageStyle::kHttpServer, status);
    EXPECT_EQ(page.content, "") << status;
    EXPECT_EQ(page.fields, close) << status;
  }
}

TEST(PlainPage, SaysStatusAndMeaning) {
  const ErrorPage page = MakeErrorPage(ErrorPageStyle::kPlain, 404);
  EXPECT_EQ(page.content, "404 Not Found\nNothing matches the given URI\n");
}

TEST(DateClock, MakesItsTextOnceASecond) {
  std::int64_t now = 784111777;
  DateClock clock([&now] { return now; });
  const std::string* first = &clock.Now();
  EXPECT_EQ(*first, "Sun, 06 Nov 1994 08:49:37 GMT");
  ++now;
  EXPECT_EQ(clock.Now(), "Sun, 06 Nov 1994 08:49:38 GMT");
}

}  // namespace
}  // namespace wireproof::server
