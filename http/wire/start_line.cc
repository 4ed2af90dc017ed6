#include "http/wire/start_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "http/wire/grammar.h"
#include "http/wire/python_text.h"
#include "http/wire/target.h"

namespace wireproof::wire {
namespace {

using enum DefectKind;

std::unexpected<Defect> Bad(DefectKind kind, std::size_t offset, std::string_view detail) {
  return std::unexpected(MakeDefect(kind, offset, std::string(detail)));
}

// A defect with the words of http.server's error page.
std::unexpected<Defect> Worded(const Dialect& dialect, DefectKind kind, std::string_view detail,
                               std::string message) {
  Defect defect = MakeDefect(kind, 0, std::string(detail));
  if (dialect.python_messages) defect.message = std::move(message);
  return std::unexpected(std::move(defect));
}

// HTTP-version = HTTP-name "/" DIGIT "." DIGIT, and HTTP-name is case-sensitive.
std::optional<Version> ParseVersion(std::string_view text) {
  if (text.size() != 8 || !text.starts_with("HTTP/") || text[6] != '.') return std::nullopt;
  if (!Is(text[5], kDigit) || !Is(text[7], kDigit)) return std::nullopt;
  return Version{text[5] - '0', text[7] - '0'};
}

// What http.server's parse_request() takes: two numbers of up to ten digits. Python's have no
// bound, so what does not fit an int is clamped.
std::optional<Version> ParsePythonServerVersion(std::string_view text) {
  if (!text.starts_with("HTTP/")) return std::nullopt;
  text.remove_prefix(5);
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  constexpr std::size_t kMaxDigits = 10;
  auto number = [](std::string_view digits) -> std::optional<int> {
    const auto parsed = ParseDecimal(digits);
    if (!parsed || digits.size() > kMaxDigits) return std::nullopt;
    constexpr std::uint64_t kMax = 0x7fffffff;
    return static_cast<int>(parsed->value < kMax ? parsed->value : kMax);
  };
  const auto major_number = number(text.substr(0, dot));
  const auto minor_number = number(text.substr(dot + 1));
  if (!major_number || !minor_number) return std::nullopt;
  return Version{*major_number, *minor_number};
}

// What http.client's begin() makes of the version of a final response.
std::optional<Version> ParsePythonClientVersion(std::string_view text) {
  if (text == "HTTP/1.0" || text == "HTTP/0.9") return kHttp10;
  if (text.starts_with("HTTP/1.")) return kHttp11;
  return std::nullopt;
}

// request-line = method SP request-target SP HTTP-version
std::expected<RequestHead, Defect> ParseStrictRequestLine(std::string_view line,
                                                          const Dialect& dialect) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos) return Bad(kRequestLineMalformed, 0, line);
  const std::string_view method = line.substr(0, first);
  if (first == last) {
    if (dialect.http09 && method == "GET" && first + 1 < line.size()) {
      return RequestHead{"GET", std::string(line.substr(first + 1)), kHttp09, {}, {}};
    }
    return Bad(kRequestLineMalformed, first, line);
  }
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (target.empty() || target.find(' ') != std::string_view::npos || method.empty()) {
    return Bad(kRequestLineMalformed, first, line);
  }
  RequestHead head{std::string(method), std::string(target), {}, {}, {}};
  const std::string_view version_text = line.substr(last + 1);
  const auto version = dialect.request_version == VersionSyntax::kPythonServer
                           ? ParsePythonServerVersion(version_text)
                           : ParseVersion(version_text);
  if (!dialect.any_method && !IsToken(method)) return Bad(kMethodNotToken, 0, method);
  if (!version) return Bad(kVersionMalformed, last + 1, version_text);
  if (version->major_number != 1) return Bad(kVersionNotSupported, last + 1, version_text);
  head.version = *version;
  if (ToString(*version) != version_text) head.version_text = std::string(version_text);
  return head;
}

// parse_request() of http.server, up to the headers.
std::expected<RequestHead, Defect> ParsePythonRequestLine(std::string_view line,
                                                          const Dialect& dialect) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  const std::vector<std::string_view> words = PythonSplit(line);
  if (words.empty()) {
    Defect silent = MakeDefect(kEmptyStartLine);
    if (dialect.empty_line_before_request == EmptyLine::kCloses) silent.status = 0;
    return std::unexpected(std::move(silent));
  }
  RequestHead head;
  if (words.size() >= 3) {
    const std::string_view text = words.back();
    const auto version = dialect.request_version == VersionSyntax::kGrammar
                             ? ParseVersion(text)
                             : ParsePythonServerVersion(text);
    if (!version) {
      return Worded(dialect, kVersionMalformed, text,
                    fmt::format("Bad request version ({})", PythonRepr(text)));
    }
    if (version->major_number >= 2) {
      return Worded(dialect, kVersionNotSupported, text,
                    fmt::format("Invalid HTTP version ({})", text.substr(5)));
    }
    head.version = *version;
    // A request that says HTTP/0.9 has fields, unlike one that says nothing.
    const bool said = *version == kHttp09;
    if (said || ToString(*version) != text) head.version_text = std::string(text);
  }
  if (words.size() < 2 || words.size() > 3) {
    return Worded(dialect, kRequestLineMalformed, line,
                  fmt::format("Bad request syntax ({})", PythonRepr(line)));
  }
  if (words.size() == 2) {
    if (!dialect.http09 || words[0] != "GET") {
      return Worded(dialect, kRequestLineMalformed, line,
                    fmt::format("Bad HTTP/0.9 request type ({})", PythonRepr(words[0])));
    }
    head.version = kHttp09;
  }
  head.method = std::string(words[0]);
  head.target = std::string(words[1]);
  return head;
}

// _read_status() of http.client. Its version test comes after the 100s were skipped.
std::expected<ResponseHead, Defect> ParsePythonStatusLine(std::string_view raw,
                                                          const Dialect& dialect) {
  auto words = PythonSplit(raw, 2);
  if (words.size() < 2) return Bad(kStatusLineMalformed, 0, raw);
  // With two words Python splits again, and the second one keeps what follows it.
  if (words.size() == 2) words = PythonSplit(raw, 1);
  if (!words[0].starts_with("HTTP/")) return Bad(kStatusLineMalformed, 0, raw);
  const auto code = PythonInt(words[1]);
  if (!code || code->negative || code->magnitude < 100 || code->magnitude > 999) {
    return Bad(kStatusCodeMalformed, 0, raw);
  }
  ResponseHead head;
  head.status = static_cast<int>(code->magnitude);
  if (words.size() == 3) head.reason = std::string(PythonStrip(words[2]));
  constexpr int kContinue = 100;
  const auto version = dialect.response_version == VersionSyntax::kGrammar
                           ? ParseVersion(words[0])
                           : ParsePythonClientVersion(words[0]);
  if (!version && head.status != kContinue) return Bad(kVersionNotSupported, 0, words[0]);
  head.version = version.value_or(kHttp11);
  return head;
}

// status-line = HTTP-version SP status-code SP [ reason-phrase ]
std::expected<ResponseHead, Defect> ParseStrictStatusLine(std::string_view line,
                                                          std::string_view raw,
                                                          const Dialect& dialect) {
  const std::size_t first = line.find(' ');
  if (first == std::string_view::npos) return Bad(kStatusLineMalformed, 0, raw);
  const auto version = ParseVersion(line.substr(0, first));
  if (!version) return Bad(kVersionMalformed, 0, raw);
  if (version->major_number != 1) return Bad(kVersionNotSupported, 0, line.substr(0, first));
  const std::string_view rest = line.substr(first + 1);
  const std::size_t second = rest.find(' ');
  const std::string_view code = rest.substr(0, second);
  if (code.size() != 3 || !AllOf(code, kDigit)) return Bad(kStatusCodeMalformed, first + 1, raw);
  if (second == std::string_view::npos && dialect.reason_space_required) {
    return Bad(kStatusLineMalformed, line.size(), raw);
  }
  const std::string_view reason =
      second == std::string_view::npos ? std::string_view() : rest.substr(second + 1);
  if (!AllOf(reason, kFieldText)) return Bad(kReasonMalformed, first + 1 + second + 1, raw);
  return ResponseHead{
      *version, static_cast<int>(ParseDecimal(code)->value), std::string(reason), {}};
}

}  // namespace

std::expected<RequestHead, Defect> ParseRequestLine(std::string_view line, const Dialect& dialect) {
  const bool split = dialect.request_line_words == Words::kPythonSplit;
  auto head = split ? ParsePythonRequestLine(line, dialect) : ParseStrictRequestLine(line, dialect);
  if (!head) return head;
  if (!dialect.any_target) {
    if (auto target = ParseTarget(head->method, head->target); !target) {
      target.error().offset = head->method.size() + 1;
      return std::unexpected(std::move(target.error()));
    }
  }
  if (dialect.collapse_leading_slashes && head->target.starts_with("//")) {
    const std::size_t slashes = std::min(head->target.find_first_not_of('/'), head->target.size());
    head->target.erase(0, slashes - 1);
  }
  return head;
}

std::expected<ResponseHead, Defect> ParseStatusLine(std::string_view line, std::string_view raw,
                                                    const Dialect& dialect) {
  if (dialect.status_line_words == Words::kPythonSplit) return ParsePythonStatusLine(raw, dialect);
  return ParseStrictStatusLine(line, raw, dialect);
}

bool IsBareRequest(const RequestHead& head) {
  return head.version == kHttp09 && head.version_text.empty();
}

bool WantsBareResponse(const RequestHead& head) {
  return IsBareRequest(head) || head.version_text == "HTTP/0.9";
}

}  // namespace wireproof::wire
