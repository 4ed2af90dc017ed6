#include "http/wire/persistence.h"

#include <string>

#include "http/wire/python_text.h"

namespace wireproof::wire {
namespace {

bool SaysIn(const Fields& fields, std::string_view name, std::string_view option,
            ConnectionOptions where) {
  if (where == ConnectionOptions::kTokens) return HasToken(fields, name, option);
  const auto first = FindFirst(fields, name);
  if (!first) return false;
  const std::string lower = PythonLower(*first);
  if (where == ConnectionOptions::kExactFirstLine) return lower == option;
  return lower.find(option) != std::string::npos;
}

// HTTP/1.0 responses that CPython's client takes for persistent: a Keep-Alive field of any value,
// or the keep-alive option in Connection or Proxy-Connection.
bool HintsAtKeepAlive(const ResponseHead& head, const Dialect& dialect) {
  const auto hint = FindFirst(head.fields, "Keep-Alive");
  if (hint && !hint->empty()) return true;
  return SaysIn(head.fields, "Connection", "keep-alive", dialect.options_in_response) ||
         SaysIn(head.fields, "Proxy-Connection", "keep-alive", dialect.options_in_response);
}

}  // namespace

// RFC 9112 section 9.3: close, then the version, then keep-alive. A server that answers in
// HTTP/1.0 offers persistence only by a keep-alive of its own.
bool Persists(const RequestHead& head, const Dialect& dialect) {
  const ConnectionOptions where = dialect.options_in_request;
  if (SaysIn(head.fields, "Connection", "close", where)) return false;
  if (dialect.server_version < kHttp11) return false;
  return head.version >= kHttp11 || SaysIn(head.fields, "Connection", "keep-alive", where);
}

bool Persists(const ResponseHead& head, const Dialect& dialect) {
  const ConnectionOptions where = dialect.options_in_response;
  if (head.version < kHttp11 && dialect.keep_alive_hints) return HintsAtKeepAlive(head, dialect);
  if (SaysIn(head.fields, "Connection", "close", where)) return false;
  return head.version >= kHttp11 || SaysIn(head.fields, "Connection", "keep-alive", where);
}

bool ExpectsContinue(const RequestHead& head, const Dialect& dialect) {
  if (dialect.exact_expect) {
    // http.server compares the texts of the versions.
    const std::string version =
        head.version_text.empty() ? ToString(head.version) : head.version_text;
    const auto expect = FindFirst(head.fields, "Expect");
    return expect && PythonLower(*expect) == "100-continue" && version >= "HTTP/1.1" &&
           dialect.server_version >= kHttp11;
  }
  return head.version >= kHttp11 && HasToken(head.fields, "Expect", "100-continue");
}

bool OffersSwitch(const RequestHead& head, const Dialect& dialect) {
  if (head.method == "CONNECT") return dialect.connect_switches;
  return dialect.upgrade_switches && head.version >= kHttp11 &&
         FindFirst(head.fields, "Upgrade").has_value() &&
         HasToken(head.fields, "Connection", "upgrade");
}

}  // namespace wireproof::wire
