// A request as matchers, templates and the journal see it.
//
// A view: nothing is copied, all octets belong to whoever received them and must outlive it. What
// only some matchers ask for (query, cookies, form, parts, JSON of the body) is worked out at the
// first question and kept, so a request costs little where nobody asks. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/wire/scan.h"
#include "mockserver/json/json.h"

namespace wireproof::mock {

using wire::FieldView;

// What is known of a request from the connection it came on.
struct RequestOrigin {
  bool tls = false;
  std::string_view client_ip = {};          // "127.0.0.1"
  std::uint16_t local_port = 0;             // the port that was connected to
  std::uint64_t connection = 0;             // from 1, in the order of accepts
  std::uint64_t request_of_connection = 0;  // from 1
};

// A request as it came: the head taken apart, the body decoded.
struct RequestParts {
  std::string_view method = {};
  std::string_view target = {};   // as sent
  std::string_view version = {};  // "HTTP/1.1"
  std::span<const FieldView> fields = {};
  std::string_view body = {};
  RequestOrigin origin = {};
};

// A decoded name with its values in order: query and form parameters, cookies.
struct Parameter {
  std::string name = {};
  std::vector<std::string> values = {};
};
using Parameters = std::vector<Parameter>;

// The values of that name, exactly; null where there is none.
const std::vector<std::string>* FindParameter(const Parameters& parameters, std::string_view name);

// A part of a multipart body (RFC 7578).
struct BodyPart {
  std::string name = {};
  std::optional<std::string> file_name = {};
  std::vector<FieldView> fields = {};
  std::string_view body = {};
};

// Limits of what is worked out from a request.
inline constexpr std::size_t kMaxParameters = 10'000;
inline constexpr std::size_t kMaxBodyParts = 1'000;

class Request {
 public:
  explicit Request(const RequestParts& parts);
  ~Request();
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  std::string_view method() const { return parts_.method; }
  std::string_view version() const { return parts_.version; }
  std::span<const FieldView> fields() const { return parts_.fields; }
  std::string_view body() const { return parts_.body; }
  const RequestOrigin& origin() const { return parts_.origin; }
  // The request-target as sent.
  std::string_view target() const { return parts_.target; }
  // Path and query; of an absolute-form target without scheme and authority. What `url` is
  // compared with. An empty query ("/a?") is as none, as in WireMock.
  std::string_view url() const { return url_; }
  // url up to the "?", not decoded.
  std::string_view path() const { return url_.substr(0, path_size_); }
  // After the "?", nothing if there is none.
  std::optional<std::string_view> query() const;

  // The first value of that field, without case.
  std::optional<std::string_view> Field(std::string_view name) const;
  // All its values, one a line.
  std::vector<std::string_view> FieldValues(std::string_view name) const;

  std::string_view scheme() const { return parts_.origin.tls ? "https" : "http"; }
  // Of an absolute-form target or of Host; without the port, IPv6 without brackets.
  std::string_view host() const;
  // The port there, else the scheme's default.
  std::uint16_t port() const;
  // "http://host:port/path?query", the port only where it is not the default.
  std::string absolute_url() const;

  const Parameters& query_parameters() const;
  const Parameters& form_parameters() const;  // none unless the media type is a form
  const Parameters& cookies() const;
  const std::vector<BodyPart>& body_parts() const;  // none unless multipart/*
  // The body as JSON; null where it is none.
  const Json* json() const;
  // Why it is none. Requires that json() is null.
  const std::string& json_problem() const;

 private:
  struct Lazy;
  Lazy& lazy() const;

  RequestParts parts_;
  std::string_view url_;
  std::size_t path_size_ = 0;
  mutable std::unique_ptr<Lazy> lazy_;
};

// Percent-decoding of a form component: "+" is a space; a bad escape is left as it is.
std::string DecodeFormComponent(std::string_view text);
// Percent-decoding of a path segment: "+" stays.
std::string DecodePathSegment(std::string_view text);

}  // namespace wireproof::mock
