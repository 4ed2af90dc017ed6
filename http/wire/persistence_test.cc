#include "http/wire/persistence.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wireproof::wire {
namespace {

struct Row {
  Version version;
  Fields fields;
  bool strict;
  bool cpython;
};

TEST(RequestPersistence, FollowsVersionAndConnection) {
  const std::vector<Row> rows = {
      {kHttp11, {}, true, true},
      {{1, 2}, {}, true, true},
      {kHttp11, {{"Connection", "close"}}, false, false},
      {kHttp11, {{"connection", "CLOSE"}}, false, false},
      {kHttp11, {{"Connection", "foo, close"}}, false, true},
      {kHttp11, {{"Connection", "close "}}, false, true},
      {kHttp11, {{"Connection", "notclosed"}}, true, true},
      {kHttp11, {{"Connection", "keep-alive"}, {"Connection", "close"}}, false, true},
      {kHttp10, {}, false, false},
      {kHttp10, {{"Connection", "Keep-Alive"}}, true, true},
      {kHttp10, {{"Connection", "x, keep-alive"}}, true, false},
      {kHttp10, {{"Connection", "keep-alive, close"}}, false, false},
      {kHttp09, {}, false, false},
  };
  for (const Row& row : rows) {
    const RequestHead head{.method = "GET", .version = row.version, .fields = row.fields};
    SCOPED_TRACE(Combined(row.fields, "Connection").value_or("none"));
    EXPECT_EQ(Persists(head, Dialect::Strict()), row.strict);
    EXPECT_EQ(Persists(head, Dialect::CPython()), row.cpython);
    Dialect stock = Dialect::CPython();
    stock.server_version = kHttp10;
    EXPECT_FALSE(Persists(head, stock)) << "a server that answers in HTTP/1.0";
  }
}

TEST(ResponsePersistence, FollowsVersionAndConnection) {
  const std::vector<Row> rows = {
      {kHttp11, {}, true, true},
      {kHttp11, {{"Connection", "close"}}, false, false},
      {kHttp11, {{"Connection", "foo, Close"}}, false, false},
      {kHttp11, {{"Connection", "notclosed"}}, true, false},
      {kHttp11, {{"Connection", "keep-alive"}, {"Connection", "close"}}, false, true},
      {kHttp10, {}, false, false},
      {kHttp10, {{"Connection", "keep-alive"}}, true, true},
      {kHttp10, {{"Connection", "keep-alive, close"}}, false, true},
      {kHttp10, {{"Keep-Alive", "5"}, {"Connection", "close"}}, false, true},
      {kHttp10, {{"Proxy-Connection", "keep-alive"}}, false, true},
  };
  for (const Row& row : rows) {
    const ResponseHead head{.version = row.version, .fields = row.fields};
    SCOPED_TRACE(row.fields.empty() ? "none" : row.fields[0].value);
    EXPECT_EQ(Persists(head, Dialect::Strict()), row.strict);
    EXPECT_EQ(Persists(head, Dialect::CPython()), row.cpython);
  }
}

TEST(Expect, IsAListInTheRfcAndAValueInCPython) {
  auto expects = [](const char* value, const Dialect& dialect, Version version = kHttp11) {
    return ExpectsContinue(RequestHead{.version = version, .fields = {{"Expect", value}}}, dialect);
  };
  EXPECT_TRUE(expects("100-Continue", Dialect::Strict()));
  EXPECT_TRUE(expects("100-Continue", Dialect::CPython()));
  EXPECT_TRUE(expects("x, 100-continue", Dialect::Strict()));
  EXPECT_FALSE(expects("x, 100-continue", Dialect::CPython()));
  EXPECT_FALSE(expects("100-continue", Dialect::Strict(), kHttp10));
  EXPECT_FALSE(expects("100-continue", Dialect::CPython(), kHttp10));
}

TEST(Switch, IsOfferedByConnectAndUpgrade) {
  const Dialect strict;
  const Fields upgrade = {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}};
  EXPECT_TRUE(OffersSwitch(RequestHead{.method = "CONNECT"}, strict));
  EXPECT_TRUE(OffersSwitch(RequestHead{.method = "GET", .fields = upgrade}, strict));
  EXPECT_FALSE(
      OffersSwitch(RequestHead{.method = "GET", .version = kHttp10, .fields = upgrade}, strict));
  EXPECT_FALSE(OffersSwitch(RequestHead{.method = "GET", .fields = {upgrade[1]}}, strict));
  EXPECT_FALSE(OffersSwitch(RequestHead{.method = "CONNECT"}, Dialect::CPython()));
}

}  // namespace
}  // namespace wireproof::wire
