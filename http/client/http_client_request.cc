// What HTTPConnection.request() of CPython 3.14 sends and refuses, in its order of checks.
//
// Text is octets here, so of the checks of a str only those for characters above U+007F are left.

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "http/client/request.h"
#include "http/wire/grammar.h"
#include "http/wire/python_text.h"
#include "http/wire/target.h"

namespace wireproof::client {
namespace {

using wire::EqualsIgnoreCase;
using wire::Fields;
using Checked = std::expected<void, Error>;

std::unexpected<Error> Refuse(std::string native, std::string message) {
  return std::unexpected(
      Error{ErrorKind::kRefused, Step::kSend, std::move(native), std::move(message)});
}

// repr() of a bytes value, which is how putheader() shows what it refuses.
std::string BytesRepr(std::string_view bytes) {
  std::string text = wire::PythonRepr(bytes);
  std::string shown = "b";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += c;
    }
  }
  return shown;
}

Checked CheckAscii(std::string_view text) {
  const auto bad =
      std::ranges::find_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  if (bad == text.end()) return {};
  return Refuse("UnicodeEncodeError",
                fmt::format("'ascii' codec can't encode character '\\x{:02x}' in position {}: "
                            "ordinal not in range(128)",
                            static_cast<unsigned char>(*bad), bad - text.begin()));
}

// _validate_method(): no control characters. Anything else is a method.
Checked CheckMethod(std::string_view method) {
  const auto bad =
      std::ranges::find_if(method, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (bad == method.end()) return {};
  return Refuse("ValueError",
                fmt::format("method can't contain control characters. {} (found at least {})",
                            wire::PythonRepr(method), wire::PythonRepr({bad, 1})));
}

// _validate_path() and _validate_host(): no control characters, no space.
Checked CheckUrl(std::string_view url) {
  const auto bad = std::ranges::find_if(url, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f;
  });
  if (bad == url.end()) return {};
  return Refuse("http.client.InvalidURL",
                fmt::format("URL can't contain control characters. {} (found at least {})",
                            wire::PythonRepr(url), wire::PythonRepr({bad, 1})));
}

// putheader(): a name is [^:\s][^:\r\n]*; CR and LF in a value only where a fold follows.
Checked CheckField(const wire::Field& field) {
  if (auto ascii = CheckAscii(field.name); !ascii) return ascii;
  const std::string_view name = field.name;
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  if (name.empty() || kSpace.find(name.front()) != std::string_view::npos ||
      name.find_first_of(":\r\n") != std::string_view::npos) {
    return Refuse("ValueError", "Invalid header name " + BytesRepr(name));
  }
  for (std::size_t i = 0; i < field.value.size(); ++i) {
    const char c = field.value[i];
    if (c != '\r' && c != '\n') continue;
    const char next = i + 1 < field.value.size() ? field.value[i + 1] : '\0';
    const bool fold = next == ' ' || next == '\t' || (c == '\r' && next == '\n');
    if (!fold) return Refuse("ValueError", "Invalid header value " + BytesRepr(field.value));
  }
  return {};
}

// The netloc that urllib.parse.urlsplit() finds in a URL that starts with "http".
std::expected<std::string, Error> NetlocOf(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos) return "";
  const std::string_view scheme = url.substr(0, colon);
  if (!wire::AllOf(scheme, wire::kSchemeChar)) return "";
  std::string_view rest = url.substr(colon + 1);
  if (!rest.starts_with("//")) return "";
  rest.remove_prefix(2);
  const std::string_view netloc = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t open = netloc.find('[');
  const std::size_t close = netloc.find(']');
  const bool opened = open != std::string_view::npos;
  if (opened != (close != std::string_view::npos)) return Refuse("ValueError", "Invalid IPv6 URL");
  if (opened) {
    const std::string_view address =
        close > open ? netloc.substr(open + 1, close - open - 1) : std::string_view();
    const std::string_view bare = address.substr(0, address.find('%'));
    if (!wire::ParseAuthority(fmt::format("[{}]", bare))) {
      return Refuse("ValueError", fmt::format("{} does not appear to be an IPv4 or IPv6 address",
                                              wire::PythonRepr(address)));
    }
  }
  return std::string(netloc);
}

// _strip_ipv6_iface(): "[fe80::1%eth0]" is "[fe80::1]"; what follows the zone is lost with it.
std::expected<std::string, Error> StripZone(std::string host) {
  const std::size_t percent = host.find('%');
  if (percent == std::string::npos) return host;
  host.resize(percent);
  if (!host.starts_with('[')) {
    return std::unexpected(
        Error{ErrorKind::kOther, Step::kSend, "AssertionError", BytesRepr(host)});
  }
  return host + "]";
}

// The automatic Host of putrequest().
std::expected<std::string, Error> HostFor(std::string_view url, const Origin& origin) {
  if (url.starts_with("http")) {
    auto netloc = NetlocOf(url);
    if (!netloc) return netloc;
    if (!netloc->empty()) return StripZone(std::move(*netloc));
  }
  std::string host = origin.host;
  if (host.find(':') != std::string::npos) {
    if (!host.starts_with('[')) host = "[" + host + "]";
    auto stripped = StripZone(std::move(host));
    if (!stripped) return stripped;
    host = std::move(*stripped);
  }
  if (origin.port == (origin.https ? 443 : 80)) return host;
  return fmt::format("{}:{}", host, origin.port);
}

bool Names(const Fields& fields, std::string_view name) {
  return std::ranges::any_of(
      fields, [&](const wire::Field& field) { return EqualsIgnoreCase(field.name, name); });
}

// _METHODS_EXPECTING_BODY, compared in upper case.
bool ExpectsBody(std::string_view method) {
  return EqualsIgnoreCase(method, "PATCH") || EqualsIgnoreCase(method, "POST") ||
         EqualsIgnoreCase(method, "PUT");
}

// putrequest(): the checks of the request-line, and the fields it adds itself.
std::expected<Fields, Error> StartRequest(const Request& request, const Origin& origin) {
  if (auto checked = CheckMethod(request.method); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  if (auto checked = CheckUrl(request.target); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  const std::string line = fmt::format("{} {} HTTP/1.1", request.method, request.target);
  if (auto checked = CheckAscii(line); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  Fields fields;
  if (!Names(request.fields, "host")) {
    auto host = HostFor(request.target, origin);
    if (!host) return std::unexpected(std::move(host.error()));
    fields.push_back({"Host", std::move(*host)});
  }
  if (!Names(request.fields, "accept-encoding")) fields.push_back({"Accept-Encoding", "identity"});
  return fields;
}

// The framing field of _send_request(), unless the caller gave one. Chunks are what a caller passes
// with encode_chunked=True: they are coded unless Content-Length was given.
// Returns whether the pieces are to be chunked.
bool AddFraming(const Request& request, Fields& fields) {
  if (Names(request.fields, "content-length")) return false;
  if (Names(request.fields, "transfer-encoding")) return request.chunks.has_value();
  if (request.chunks) {
    fields.push_back({"Transfer-Encoding", "chunked"});
    return true;
  }
  if (request.body) {
    fields.push_back({"Content-Length", std::to_string(request.body->size())});
  } else if (ExpectsBody(request.method)) {
    fields.push_back({"Content-Length", "0"});
  }
  return false;
}

}  // namespace

std::expected<PreparedRequest, Error> PrepareAsHttpClient(Request request, const Origin& origin) {
  if (request.target.empty()) request.target = "/";
  auto fields = StartRequest(request, origin);
  if (!fields) return std::unexpected(std::move(fields.error()));
  PreparedRequest made;
  made.chunked = AddFraming(request, *fields);
  std::ranges::move(request.fields, std::back_inserter(*fields));
  for (const wire::Field& field : *fields) {
    if (auto checked = CheckField(field); !checked) {
      return std::unexpected(std::move(checked.error()));
    }
  }
  made.head = {.method = std::move(request.method),
               .target = std::move(request.target),
               .version = wire::kHttp11,
               .fields = std::move(*fields),
               .version_text = {}};
  if (request.body && !request.body->empty()) made.pieces.push_back(std::move(*request.body));
  if (request.chunks) {
    for (std::string& chunk : *request.chunks) {
      if (!chunk.empty()) made.pieces.push_back(std::move(chunk));
    }
  }
  return made;
}

}  // namespace wireproof::client
