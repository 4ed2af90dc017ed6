// Request patterns: which requests a stub, a verification or a recording is about.
//
// A value made from WireMock's JSON. Matching goes from cheap to dear and stops at the first
// difference; the distance weighs them all (URL and host 10, method and scheme 3, others 1).
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mockserver/json/json.h"
#include "mockserver/match/path_template.h"
#include "mockserver/match/request.h"
#include "mockserver/match/value_pattern.h"

namespace wireproof::mock {

class JavaRegex;

// The five forms of a URL, of which a pattern has one.
enum class UrlForm : std::uint8_t { kAny, kUrl, kUrlPattern, kUrlPath, kUrlPathPattern, kTemplate };

struct UrlPattern {
  UrlForm form = UrlForm::kAny;
  std::string text = {};                                   // as written
  std::shared_ptr<const JavaRegex> regex = {};             // kUrlPattern, kUrlPathPattern
  std::shared_ptr<const PathTemplate> path_template = {};  // kTemplate
  bool Matches(const Request& request) const;
  double Distance(const Request& request) const;
};

// Registered matchers of the embedding program: {"customMatcher": {"name", "parameters"}}.
class CustomMatcher {
 public:
  virtual ~CustomMatcher() = default;
  virtual double Distance(const Request& request, const Json& parameters) const = 0;
};
using CustomMatchers = std::vector<std::pair<std::string, std::shared_ptr<const CustomMatcher>>>;

struct RequestPatternReading {
  PatternReading values = {};
  const CustomMatchers* custom = nullptr;
};

// One line of the table that shows why a request did not match; texts may have several lines. One
// without any text parts the URL, the fields, the query... from each other.
struct Difference {
  std::string expected = {};  // "[equalTo] x" etc.; what the stub asks for
  std::string actual = {};    // what came; empty where it is absent
  bool matches = false;
  std::string note = {};  // "Header is not present"; "" where it matches
};

class RequestPattern {
 public:
  RequestPattern();  // any request

  // Unknown keys are problems; of several URL forms the first in the order of UrlForm counts. A
  // custom matcher that is not registered is a problem too, unless unknown keys are dropped: then
  // it never matches, as in WireMock.
  static std::expected<RequestPattern, JsonProblem> FromJson(
      const Json& value, std::string_view pointer, const RequestPatternReading& reading = {});
  // As WireMock writes it: canonical order, `method` always there, credentials as
  // `basicAuthCredentials`.
  Json ToJson() const;

  // Upper-case ANY is any; GET_OR_HEAD is two.
  const std::string& method() const;
  bool MatchesMethod(std::string_view method) const;
  const UrlPattern& url() const;
  // Nothing but method and URL is asked for: the index then needs no further look.
  bool only_method_and_url() const;

  bool Matches(const Request& request, const MatchContext& context) const;
  // The same where method and URL are known to match.
  bool MatchesBeyondUrl(const Request& request, const MatchContext& context) const;
  double Distance(const Request& request, const MatchContext& context) const;
  // All that is asked for, against the request.
  std::vector<Difference> Explain(const Request& request, const MatchContext& context) const;

  struct Parts;
  const Parts& parts() const { return *parts_; }

 private:
  explicit RequestPattern(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

}  // namespace wireproof::mock
