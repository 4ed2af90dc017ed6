#include "mockserver/match/multipart.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wireproof::mock {
namespace {

// Each part as "name|file name|number of fields|body;".
std::string Parts(std::string_view type, std::string_view body) {
  std::string all;
  for (const BodyPart& part : ReadBodyParts(type, body)) {
    all += part.name + "|" + part.file_name.value_or("-") + "|" +
           std::to_string(part.fields.size()) + "|" + std::string(part.body) + ";";
  }
  return all;
}

constexpr std::string_view kType = "multipart/form-data; boundary=XX";

TEST(Multipart, IsReadBetweenItsBoundaryLines) {
  const std::string field = "Content-Disposition: form-data; name=\"a\"\r\n";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"--XX\r\n" + field + "\r\none\r\n--XX--\r\n", "a|-|1|one;"},
      {"--XX\r\n" + field + "\r\none\r\n--XX\r\n" + field + "X: y\r\n\r\ntwo\r\n--XX--",
       "a|-|1|one;a|-|2|two;"},
      {"preamble\r\n--XX\r\n" + field + "\r\none\r\n--XX--\r\nepilogue\r\n--XX\r\n\r\nno",
       "a|-|1|one;"},
      {"--XX\r\nContent-Disposition: form-data; name=f; filename=\"x \\\"y\\\";z.txt\"\r\n\r\n"
       "1\r\n--XX--",
       "f|x \"y\";z.txt|1|1;"},
      {"--XX\r\ncontent-disposition:form-data;NAME=f;FileName=\"\"\r\n\r\n\r\n--XX--", "f||1|;"},
      {"--XX\r\n\r\nno fields\r\n--XX--", "|-|0|no fields;"},
      {"--XX\r\n" + field + "\r\n\r\n--XX--", "a|-|1|;"},
      {"--XX\r\n" + field + "\r\n--XX--", "a|-|1|;"},
      {"--XX\r\n--XX--", "|-|0|;"},
      {"--XX--", ""},
      {"", ""},
      {"no boundary at all", ""},
      {"--XX\r\n" + field + "\r\none", "a|-|1|one;"},
      {"--XX\r\n" + field + "\r\none\r\n", "a|-|1|one\r\n;"},
      {"--XX\n" + std::string("Content-Disposition: form-data; name=a\n\none\ntwo\n--XX--\n"),
       "a|-|1|one\ntwo;"},
      {"--XX \t\r\n" + field + "\r\none\r\n--XX-- \r\n", "a|-|1|one;"},
      {"--XX\r\n" + field + "\r\n--XXY\r\n --XX\r\n-XX\r\n--XX--\r\n",
       "a|-|1|--XXY\r\n --XX\r\n-XX;"},
      {"--XX\r\n" + field + "\r\na\r\n\r\n--XX--", "a|-|1|a\r\n;"},
      {"--XX\r\n" + field + "\r\n" + std::string("\0\xff", 2) + "\r\n--XX--",
       "a|-|1|" + std::string("\0\xff", 2) + ";"},
      {"--XX\r\nno colon\r\n" + field + "\r\none\r\n--XX--", "a|-|1|one;"},
  };
  for (const auto& [body, parts] : rows) {
    EXPECT_EQ(Parts(kType, body), parts) << ::testing::PrintToString(body);
  }
}

TEST(Multipart, TakesItsBoundaryFromTheMediaType) {
  const std::string_view body = "--a b\r\n\r\nx\r\n--a b--";
  EXPECT_EQ(Parts("multipart/mixed; charset=x; boundary=\"a b\"", body), "|-|0|x;");
  EXPECT_EQ(Parts("MULTIPART/Related;BOUNDARY=\"a b\"", body), "|-|0|x;");
  EXPECT_EQ(Parts("multipart/mixed; boundary=\"a b", body), "");
  EXPECT_EQ(Parts("multipart/mixed", body), "");
  EXPECT_EQ(Parts("multipart/mixed; boundary=", body), "");
  EXPECT_EQ(Parts("text/plain; boundary=\"a b\"", body), "");
  EXPECT_EQ(Parts("multipart/mixed; boundary=" + std::string(71, 'a'), body), "");
  const std::string longest(70, '-');
  EXPECT_EQ(Parts("multipart/mixed; boundary=" + longest, "--" + longest + "\r\n\r\nx"), "|-|0|x;");
}

TEST(Multipart, IsBounded) {
  std::string body;
  for (std::size_t i = 0; i < kMaxBodyParts + 5; ++i) body += "--XX\r\n\r\nx\r\n";
  EXPECT_EQ(ReadBodyParts(kType, body).size(), kMaxBodyParts);
  std::string fields = "--XX\r\n";
  for (std::size_t i = 0; i < kMaxPartFields + 5; ++i) fields += "A: b\r\n";
  EXPECT_EQ(ReadBodyParts(kType, fields + "\r\nx")[0].fields.size(), kMaxPartFields);
}

}  // namespace
}  // namespace wireproof::mock
