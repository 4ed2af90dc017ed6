// Reads hostile inputs of a given size and of twice that size, for a test that counts instructions.
//
//   wire_cost_probe SIZE       reads every kind, and prints "name size events" for each reading
//
// Each reading is one call of cost_probe_read(), which callgrind can count by that name. The limits
// are out of the way: what is measured is how the cost grows, not where it is cut off.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "http/wire/connection.h"

namespace wireproof::wire {
namespace {

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: a\r\n";
constexpr std::string_view kChunkedResponse =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string Times(std::size_t times, std::string_view text) {
  std::string out;
  out.reserve(times * text.size());
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

// Who reads, in which dialect, in pieces of which size.
struct Input {
  Role reader;
  std::string bytes;
  std::size_t piece = 1 << 14;
  bool cpython = false;
};

namespace {

using Maker = std::function<Input(std::size_t)>;

Input ToServer(std::string bytes) {
  return {.reader = Role::kServer, .bytes = std::move(bytes)};
}
Input ToClient(std::string bytes) {
  return {.reader = Role::kClient, .bytes = std::move(bytes)};
}
Input InCPython(Input input) {
  input.cpython = true;
  return input;
}
// All in one buffer: shows what is moved or looked at again when a part of it is done with.
Input AtOnce(Input input) {
  input.piece = SIZE_MAX;
  return input;
}
Input OctetByOctet(Input input) {
  input.piece = 1;
  return input;
}

std::string Head(std::string_view lines) {
  return fmt::format("{}{}\r\n", kRequest, lines);
}

const std::map<std::string, Maker>& Makers() {
  static const std::map<std::string, Maker> makers = {
      {"long-request-line",
       [](auto n) { return ToServer("GET /" + Times(n, "a") + " HTTP/1.0\r\n\r\n"); }},
      {"long-field-value", [](auto n) { return ToServer(Head("A: " + Times(n, "b") + "\r\n")); }},
      {"blank-field-value", [](auto n) { return ToServer(Head("A: " + Times(n, " ") + "\r\n")); }},
      {"many-fields", [](auto n) { return ToServer(Head(Times(n / 8, "A: bcd\r\n"))); }},
      {"many-folds",
       [](auto n) {
         return ToClient("HTTP/1.1 200 OK\r\nA: b\r\n" + Times(n / 4, " c\r\n") + "\r\n");
       }},
      {"many-blank-folds-cpython",
       [](auto n) { return InCPython(ToServer(Head("A:\r\n" + Times(n / 3, " \r\n")))); }},
      {"many-bare-cr-cpython",
       [](auto n) { return InCPython(ToServer(Head(Times(n / 4, "A:b\r") + "\r\n"))); }},
      {"tiny-chunks",
       [](auto n) {
         return AtOnce(
             ToClient(std::string(kChunkedResponse) + Times(n / 6, "1\r\na\r\n") + "0\r\n\r\n"));
       }},
      {"long-chunk-extension",
       [](auto n) {
         return ToClient(
             fmt::format("{}1;a=\"{}\"\r\nx\r\n0\r\n\r\n", kChunkedResponse, Times(n, "\\b")));
       }},
      {"many-chunk-extensions",
       [](auto n) {
         return ToClient(
             fmt::format("{}1{}\r\nx\r\n0\r\n\r\n", kChunkedResponse, Times(n / 4, ";a=b")));
       }},
      {"leading-zeros-in-chunk-size",
       [](auto n) {
         return ToClient(fmt::format("{}{}1\r\nx\r\n0\r\n\r\n", kChunkedResponse, Times(n, "0")));
       }},
      {"leading-zeros-in-content-length",
       [](auto n) { return ToServer(Head("Content-Length: " + Times(n, "0") + "\r\n")); }},
      {"many-content-lengths",
       [](auto n) { return ToServer(Head("Content-Length: 0" + Times(n / 2, ",0") + "\r\n")); }},
      {"many-quotes-in-a-list",
       [](auto n) { return ToServer(Head("Connection: " + Times(n / 2, "\"\\") + "\r\n")); }},
      {"many-escaped-quotes-in-a-list",
       [](auto n) { return ToServer(Head("Connection: \"" + Times(n / 3, "\\\",") + "\r\n")); }},
      {"many-transfer-codings",
       [](auto n) {
         return ToServer(Head("Transfer-Encoding: " + Times(n / 2, "a,") + "chunked\r\n"));
       }},
      {"many-empty-lines", [](auto n) { return ToServer(Times(n / 2, "\r\n") + Head("")); }},
      {"many-trailers",
       [](auto n) {
         return ToClient(std::string(kChunkedResponse) + "0\r\n" + Times(n / 6, "A: b\r\n") +
                         "\r\n");
       }},
      {"many-interim-responses",
       [](auto n) {
         return ToClient(Times(n / 25, "HTTP/1.1 100 Continue\r\n\r\n") + "HTTP/1.1 204 \r\n\r\n");
       }},
      {"many-pipelined-requests", [](auto n) { return AtOnce(ToServer(Times(n / 27, Head("")))); }},
      {"long-reason",
       [](auto n) { return ToClient("HTTP/1.1 204 " + Times(n, "a") + "\r\n\r\n"); }},
      {"many-spaces-in-request-line-cpython",
       [](auto n) { return InCPython(ToServer("GET /" + Times(n, " ") + "HTTP/1.1\r\n\r\n")); }},
      {"head-octet-by-octet",
       [](auto n) { return OctetByOctet(ToServer(Head("A: " + Times(n, "b") + "\r\n"))); }},
      {"chunks-octet-by-octet",
       [](auto n) {
         return OctetByOctet(
             ToClient(std::string(kChunkedResponse) + Times(n / 6, "1\r\na\r\n") + "0\r\n\r\n"));
       }},
  };
  return makers;
}

Limits NoLimits() {
  constexpr std::size_t kNone = SIZE_MAX / 2;
  return {.start_line = kNone,
          .field_line = kNone,
          .field_lines = kNone,
          .head = kNone,
          .chunk_line = kNone,
          .trailer_lines = kNone,
          .trailers = kNone,
          .interim_responses = kNone,
          .leading_empty_lines = kNone};
}

// Answers what it understood, so that pipelined requests are all read.
bool Answer(Connection& connection) {
  if (connection.role() == Role::kClient) return false;
  const bool sent = connection.Send(Response{{.fields = {{"Content-Length", "0"}}}}) &&
                    connection.Send(EndOfMessage{});
  if (!sent || !connection.CanStartNextCycle()) return false;
  connection.StartNextCycle();
  return true;
}

// Reads the input and returns the number of events, which shows that it was read to its end.
std::size_t Read(const Input& input) {
  Connection connection(input.reader, input.cpython ? Dialect::CPython() : Dialect::Strict(),
                        NoLimits());
  if (input.reader == Role::kClient) {
    const RequestHead get{.method = "GET", .target = "/", .fields = {{"Host", "a"}}};
    if (!connection.Send(Request{get}) || !connection.Send(EndOfMessage{})) return 0;
  }
  std::size_t events = 0;
  for (std::size_t i = 0; i < input.bytes.size(); i += std::min(input.piece, input.bytes.size())) {
    connection.Receive(std::string_view(input.bytes).substr(i, input.piece));
    for (;;) {
      const Event event = connection.NextEvent();
      if (std::holds_alternative<NeedData>(event)) break;
      ++events;
      if (std::holds_alternative<Failed>(event)) return events;
      if (std::holds_alternative<Paused>(event) && !Answer(connection)) return events;
    }
  }
  return events;
}

}  // namespace
}  // namespace wireproof::wire

extern "C" [[gnu::noinline]] std::size_t cost_probe_read(const wireproof::wire::Input& input) {
  return wireproof::wire::Read(input);
}

int main(int argc, char** argv) {
  const std::size_t size = argc == 2 ? std::strtoul(argv[1], nullptr, 10) : 0;
  if (size == 0) {
    fmt::print(stderr, "usage: wire_cost_probe SIZE\n");
    return 2;
  }
  for (const auto& [name, make] : wireproof::wire::Makers()) {
    for (const std::size_t n : {size, 2 * size}) {
      const auto input = make(n);
      fmt::print("{} {} {}\n", name, n, cost_probe_read(input));
    }
  }
  return 0;
}
