#include "http/wire/serializer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "http/wire/framing.h"
#include "http/wire/grammar.h"
#include "http/wire/python_text.h"
#include "http/wire/target.h"

namespace wireproof::wire {
namespace {

using enum DefectKind;

// Fields that say how a message is framed or routed: none may come behind the content
// (RFC 9110 section 6.5.1).
constexpr std::array<std::string_view, 4> kNoTrailers = {"Transfer-Encoding", "Content-Length",
                                                         "Host", "Trailer"};

// putheader(): not empty, no colon, no CR or LF, and no whitespace at the start.
bool IsPutheaderName(std::string_view name) {
  return !name.empty() && !IsAsciiSpace(name[0]) &&
         name.find_first_of(":\r\n") == std::string_view::npos;
}

// putheader(): LF only before SP or HTAB, CR only before these or LF.
bool IsPutheaderValue(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\r' && value[i] != '\n') continue;
    const char next = i + 1 < value.size() ? value[i + 1] : '\0';
    if (next != ' ' && next != '\t' && !(value[i] == '\r' && next == '\n')) return false;
  }
  return true;
}

std::optional<Defect> CheckFields(const Fields& fields, SendCheck check) {
  if (check == SendCheck::kNothing) return std::nullopt;
  const bool grammar = check == SendCheck::kGrammar;
  for (const Field& field : fields) {
    if (grammar ? !IsToken(field.name) : !IsPutheaderName(field.name)) {
      return MakeDefect(field.name.empty() ? kFieldNameEmpty : kFieldNameNotToken, 0, field.name);
    }
    if (grammar ? !AllOf(field.value, kFieldText) : !IsPutheaderValue(field.value)) {
      return MakeDefect(kFieldValueMalformed, 0, field.value);
    }
  }
  return std::nullopt;
}

// What no message may say about its own framing is refused by the same function that reads it.
std::optional<Defect> CheckFraming(const std::expected<FramingDecision, Defect>& decision) {
  if (decision) return std::nullopt;
  return MakeDefect(kFramingForbidden, 0, std::string(Describe(decision.error().kind).id));
}

std::optional<Defect> CheckRequest(const RequestHead& head, SendCheck check) {
  if (check == SendCheck::kGrammar) {
    if (!IsToken(head.method)) return MakeDefect(kMethodNotToken, 0, head.method);
    if (auto target = ParseTarget(head.method, head.target); !target) return target.error();
    if (head.version.major_number != 1 || head.version.minor_number > 9) {
      return MakeDefect(kVersionNotSupported, 0, ToString(head.version));
    }
    if (auto defect = CheckFraming(DecideFraming(head, Dialect::Strict()))) return defect;
    if (auto defect = CheckHost(head)) return defect;
  }
  if (check == SendCheck::kPythonClient) {
    auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    auto not_in_path = [&control](char c) { return control(c) || c == ' ' || c == '\x7f'; };
    if (std::ranges::any_of(head.method, control)) {
      return MakeDefect(kMethodNotToken, 0, head.method);
    }
    if (std::ranges::any_of(head.target, not_in_path)) {
      return MakeDefect(kTargetMalformed, 0, head.target);
    }
  }
  return CheckFields(head.fields, check);
}

// RFC 9112 section 6.1 and RFC 9110 section 8.6: no framing fields where no content can be.
std::optional<Defect> CheckStatusFraming(const ResponseHead& head) {
  const bool interim = head.status >= 100 && head.status < 200;
  if (!interim && head.status != 204) return std::nullopt;
  for (std::string_view name : {"Transfer-Encoding", "Content-Length"}) {
    if (FindFirst(head.fields, name)) {
      return MakeDefect(kFramingForbidden, 0, fmt::format("{} in a {}", name, head.status));
    }
  }
  return std::nullopt;
}

std::optional<Defect> CheckResponse(const ResponseHead& head, SendCheck check) {
  if (check == SendCheck::kGrammar) {
    if (head.version.major_number != 1 || head.version.minor_number > 9) {
      return MakeDefect(kVersionNotSupported, 0, ToString(head.version));
    }
    if (head.status < 0 || head.status > 999) {
      return MakeDefect(kStatusCodeMalformed, 0, std::to_string(head.status));
    }
    if (!AllOf(head.reason, kFieldText)) return MakeDefect(kReasonMalformed, 0, head.reason);
    if (auto defect = CheckStatusFraming(head)) return defect;
    if (auto defect = CheckFraming(DecideFraming(head, Dialect::Strict(), "GET"))) return defect;
  }
  return CheckFields(head.fields, check);
}

// field-line CRLF, for each, and the empty line.
void AppendFields(std::string& out, const Fields& fields) {
  for (const Field& field : fields) {
    out += field.name;
    out += ": ";
    out += field.value;
    out += "\r\n";
  }
  out += "\r\n";
}

}  // namespace

std::expected<std::string, Defect> SerializeHead(const RequestHead& head, const Dialect& dialect) {
  if (auto defect = CheckRequest(head, dialect.send_request)) {
    return std::unexpected(std::move(*defect));
  }
  std::string out = fmt::format("{} {} {}\r\n", head.method, head.target, ToString(head.version));
  AppendFields(out, head.fields);
  return out;
}

std::expected<std::string, Defect> SerializeHead(const ResponseHead& head, const Dialect& dialect) {
  if (auto defect = CheckResponse(head, dialect.send_response)) {
    return std::unexpected(std::move(*defect));
  }
  const bool grammar = dialect.send_response == SendCheck::kGrammar;
  std::string out = ToString(head.version);
  // http.server prints the code with %d, however many digits it has.
  out += grammar ? fmt::format(" {:03} ", head.status) : fmt::format(" {} ", head.status);
  out += head.reason;
  out += "\r\n";
  AppendFields(out, head.fields);
  return out;
}

void AppendChunk(std::string& out, std::string_view data) {
  if (data.empty()) return;
  fmt::format_to(std::back_inserter(out), "{:X}\r\n", data.size());
  out += data;
  out += "\r\n";
}

std::expected<std::string, Defect> SerializeLastChunk(const Fields& trailers, SendCheck check) {
  if (auto defect = CheckFields(trailers, check)) return std::unexpected(std::move(*defect));
  if (check == SendCheck::kGrammar) {
    for (std::string_view name : kNoTrailers) {
      if (FindFirst(trailers, name)) {
        return std::unexpected(MakeDefect(kFramingForbidden, 0, std::string(name)));
      }
    }
  }
  std::string out = "0\r\n";
  AppendFields(out, trailers);
  return out;
}

}  // namespace wireproof::wire
