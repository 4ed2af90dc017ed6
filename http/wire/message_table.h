// Messages and their octets: parsers and serializer share this table, in both directions.
#pragma once

#include <string>
#include <vector>

#include "http/wire/message.h"

namespace wireproof::wire {

struct RequestRow {
  RequestHead head;
  std::string bytes;
};

struct ResponseRow {
  ResponseHead head;
  std::string bytes;
};

inline const std::vector<RequestRow>& RequestTable() {
  static const std::vector<RequestRow> rows = {
      {{.method = "GET", .target = "/", .fields = {{"Host", "example.org"}}},
       "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"},
      {{.method = "GET", .target = "/", .version = kHttp10}, "GET / HTTP/1.0\r\n\r\n"},
      {{.method = "OPTIONS", .target = "*", .fields = {{"Host", ""}}},
       "OPTIONS * HTTP/1.1\r\nHost: \r\n\r\n"},
      {{.method = "CONNECT", .target = "a:443", .fields = {{"Host", "a:443"}}},
       "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"},
      {{.method = "M-1!",
        .target = "http://a/%20?q",
        .fields = {{"host", "a"}, {"X", "1"}, {"x", "2"}}},
       "M-1! http://a/%20?q HTTP/1.1\r\nhost: a\r\nX: 1\r\nx: 2\r\n\r\n"},
      {{.method = "POST",
        .target = "/a",
        .fields = {{"Host", "a"}, {"Content-Length", "5"}, {"A", "b \t c\xff"}}},
       "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nA: b \t c\xff\r\n\r\n"},
  };
  return rows;
}

inline const std::vector<ResponseRow>& ResponseTable() {
  static const std::vector<ResponseRow> rows = {
      {{.reason = "OK"}, "HTTP/1.1 200 OK\r\n\r\n"},
      {{.version = kHttp10, .status = 404, .reason = "Not Found"},
       "HTTP/1.0 404 Not Found\r\n\r\n"},
      {{.status = 599}, "HTTP/1.1 599 \r\n\r\n"},
      {{.status = 204,
        .reason = "caf\xc3\xa9 \t",
        .fields = {{"Set-Cookie", "a"}, {"Set-Cookie", "b"}}},
       "HTTP/1.1 204 caf\xc3\xa9 \t\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n"},
      {{.reason = "OK", .fields = {{"Transfer-Encoding", "chunked"}, {"E", ""}}},
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nE: \r\n\r\n"},
  };
  return rows;
}

}  // namespace wireproof::wire
