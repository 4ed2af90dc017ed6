// Why an exchange failed, as a value: the client's one error type.
//
// Defects, stream errors and TLS failures are translated here, once. The native name is what the
// library that is imitated would call it: in the CPython profile the class of the exception.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/net/io_error.h"
#include "http/wire/defect.h"

namespace wireproof::net {
struct TlsFailure;
}  // namespace wireproof::net

namespace wireproof::client {

// What the caller learns; the words of docs/shim-protocol.md.
enum class ErrorKind : std::uint8_t {
  kConnect,     // no connection came about
  kTls,         // handshake, certificate, alert, broken record
  kTimeout,     // the deadline passed
  kClosed,      // ended before the response's head was whole, or reset at any time
  kIncomplete,  // the body ended early
  kProtocol,    // what the peer sent breaks HTTP
  kRefused,     // this side would not send the request: a bad argument, a wrong state
  kOther,
};

// What was being done.
enum class Step : std::uint8_t { kConnect, kHandshake, kSend, kHead, kBody };

std::string_view Name(ErrorKind kind);  // "connect", "tls", ...
std::string_view Name(Step step);       // "connect", "handshake", "send", "head", "body"

struct Error {
  ErrorKind kind = ErrorKind::kOther;
  Step at = Step::kSend;
  std::string native;   // "http.client.IncompleteRead", "chunk-size-not-hex"
  std::string message;  // for people; in the CPython profile str() of the exception
  std::optional<std::string> partial = std::nullopt;  // of the body, where it ended early
  bool operator==(const Error&) const = default;
};

// Whose words an error has.
enum class ErrorNames : std::uint8_t {
  kOwn,     // ids of defects; "reset", "timeout"
  kPython,  // classes and messages of http.client, socket and ssl
};

// Why no connection came about.
Error ConnectError(const net::IoError& error, ErrorNames names);
Error HandshakeError(const net::TlsFailure& failure, ErrorNames names);
// A read or write on the connection failed.
Error StreamError(const net::IoError& error, Step at, ErrorNames names);
Error TimeoutError(Step at, ErrorNames names);
// What the peer sent, before the body.
Error HeadError(const wire::Defect& defect, ErrorNames names);
// What the peer sent in the body, after `partial`. `missing` is how much was still to come, where
// the length is known.
Error BodyError(const wire::Defect& defect, std::string partial,
                std::optional<std::uint64_t> missing, ErrorNames names);

}  // namespace wireproof::client
