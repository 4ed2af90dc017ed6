#include "http/client/error.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "http/net/tls.h"

namespace wireproof::client {
namespace {

using wire::DefectKind;

Error PythonStreamError(const net::IoError& error, Step at) {
  switch (error.kind) {
    case net::IoErrorKind::kReset:
      if (at == Step::kSend) {
        return {ErrorKind::kClosed, at, "BrokenPipeError", "[Errno 32] Broken pipe"};
      }
      return {ErrorKind::kClosed, at, "ConnectionResetError",
              "[Errno 104] Connection reset by peer"};
    case net::IoErrorKind::kTls:
      return {ErrorKind::kTls, at, "ssl.SSLError", error.message};
    case net::IoErrorKind::kTimeout:
      return TimeoutError(at, ErrorNames::kPython);
    default:
      return {ErrorKind::kOther, at, "OSError", error.message};
  }
}

// What of a response's head http.client has words for.
Error PythonHeadError(const wire::Defect& defect) {
  const auto made = [&](ErrorKind kind, std::string native, std::string message) {
    return Error{kind, Step::kHead, std::move(native), std::move(message)};
  };
  switch (defect.kind) {
    case DefectKind::kEndsBeforeResponse:
      return made(ErrorKind::kClosed, "http.client.RemoteDisconnected",
                  "Remote end closed connection without response");
    case DefectKind::kStartLineTooLong:
      return made(ErrorKind::kProtocol, "http.client.LineTooLong",
                  "got more than 65536 bytes when reading status line");
    case DefectKind::kFieldLineTooLong:
      return made(ErrorKind::kProtocol, "http.client.LineTooLong",
                  "got more than 65536 bytes when reading header line");
    case DefectKind::kVersionNotSupported:
      return made(ErrorKind::kProtocol, "http.client.UnknownProtocol", defect.detail);
    case DefectKind::kStatusLineMalformed:
    case DefectKind::kStatusCodeMalformed:
    case DefectKind::kEmptyStartLine:
      return made(ErrorKind::kProtocol, "http.client.BadStatusLine", defect.detail);
    default:
      return made(ErrorKind::kProtocol, "http.client.HTTPException", defect.explain);
  }
}

Error PythonBodyError(const wire::Defect& defect, std::string partial,
                      std::optional<std::uint64_t> missing) {
  const auto protocol = [](std::string native, std::string message) {
    return Error{ErrorKind::kProtocol, Step::kBody, std::move(native), std::move(message)};
  };
  switch (defect.kind) {
    case DefectKind::kChunkLineTooLong:
      return protocol("http.client.LineTooLong",
                      "got more than 65536 bytes when reading chunk size");
    case DefectKind::kTrailerLineTooLong:
      return protocol("http.client.LineTooLong",
                      "got more than 65536 bytes when reading trailer line");
    case DefectKind::kTooManyTrailers:
      return protocol("http.client.HTTPException", defect.explain);
    case DefectKind::kChunkSizeNotHex:
      // A negative size is read() as a length (CCK-009).
      if (!defect.explain.empty()) return protocol("ValueError", defect.explain);
      break;
    default:
      break;
  }
  std::string message = fmt::format("IncompleteRead({} bytes read", partial.size());
  if (missing) message += fmt::format(", {} more expected", *missing);
  message += ")";
  return {ErrorKind::kIncomplete, Step::kBody, "http.client.IncompleteRead", std::move(message),
          std::move(partial)};
}

std::string OwnName(const wire::Defect& defect) {
  return std::string(wire::Describe(defect.kind).id);
}

}  // namespace

std::string_view Name(ErrorKind kind) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "connect", "tls", "timeout", "closed", "incomplete", "protocol", "refused", "other"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view Name(Step step) {
  static constexpr std::array<std::string_view, 5> kNames = {"connect", "handshake", "send", "head",
                                                             "body"};
  return kNames[static_cast<std::size_t>(step)];
}

Error ConnectError(const net::IoError& error, ErrorNames names) {
  Error made{ErrorKind::kConnect, Step::kConnect, "connect", error.message};
  if (names == ErrorNames::kOwn) return made;
  switch (error.kind) {
    case net::IoErrorKind::kRefused:
      made.native = "ConnectionRefusedError";
      made.message = "[Errno 111] Connection refused";
      break;
    case net::IoErrorKind::kReset:
      made.native = "ConnectionResetError";
      made.message = "[Errno 104] Connection reset by peer";
      break;
    default:
      made.native = "OSError";
  }
  return made;
}

Error HandshakeError(const net::TlsFailure& failure, ErrorNames names) {
  if (failure.blame == net::TlsBlame::kTimeout) return TimeoutError(Step::kHandshake, names);
  const bool reset = failure.blame == net::TlsBlame::kCut && failure.reset;
  // A peer that ends the connection in the handshake is seen as an end or as a reset, by chance:
  // one kind for both.
  Error made{ErrorKind::kTls, Step::kHandshake, "handshake", net::ToString(failure)};
  if (names == ErrorNames::kOwn) {
    if (!failure.alert_name.empty()) made.native = failure.alert_name;
    return made;
  }
  if (reset) {
    made.native = "ConnectionResetError";
  } else if (failure.blame == net::TlsBlame::kCut) {
    made.native = "ssl.SSLEOFError";
  } else if (failure.verify_code != 0) {
    made.native = "ssl.SSLCertVerificationError";
  } else {
    made.native = "ssl.SSLError";
  }
  return made;
}

Error StreamError(const net::IoError& error, Step at, ErrorNames names) {
  if (names == ErrorNames::kPython) return PythonStreamError(error, at);
  switch (error.kind) {
    case net::IoErrorKind::kReset:
      return {ErrorKind::kClosed, at, "reset", error.message};
    case net::IoErrorKind::kTls:
      return {ErrorKind::kTls, at, "tls", error.message};
    case net::IoErrorKind::kTimeout:
      return TimeoutError(at, names);
    default:
      return {ErrorKind::kOther, at, "stream", error.message};
  }
}

Error TimeoutError(Step at, ErrorNames names) {
  if (names == ErrorNames::kPython) return {ErrorKind::kTimeout, at, "TimeoutError", "timed out"};
  return {ErrorKind::kTimeout, at, "timeout", fmt::format("the deadline passed at {}", Name(at))};
}

Error HeadError(const wire::Defect& defect, ErrorNames names) {
  if (names == ErrorNames::kPython) return PythonHeadError(defect);
  const bool ended =
      defect.kind == DefectKind::kEndsBeforeResponse || defect.kind == DefectKind::kEndsEarly;
  return {ended ? ErrorKind::kClosed : ErrorKind::kProtocol, Step::kHead, OwnName(defect),
          wire::ToString(defect)};
}

Error BodyError(const wire::Defect& defect, std::string partial,
                std::optional<std::uint64_t> missing, ErrorNames names) {
  if (names == ErrorNames::kPython) return PythonBodyError(defect, std::move(partial), missing);
  const bool ended = defect.kind == DefectKind::kEndsEarly;
  return {ended ? ErrorKind::kIncomplete : ErrorKind::kProtocol, Step::kBody, OwnName(defect),
          wire::ToString(defect), std::move(partial)};
}

}  // namespace wireproof::client
