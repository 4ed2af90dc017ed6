// Path templates: "/contacts/{id}/addresses/{n}", "/files/**" (WireMock's urlPathTemplate).
//
// A {variable} is one or more octets but "/", as many as can be; "**" is anything. Both may stand
// anywhere, several to a segment: "/{name}.{type}".
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wireproof::mock {

class PathTemplate {
 public:
  static constexpr std::size_t kMaxVariables = 100;

  // One piece between slashes: a literal, a {variable}, or a mixture. The first one is empty where
  // the template begins with "/", the last one where it ends with it.
  struct Segment {
    std::string literal = {};   // where there is no variable
    std::string variable = {};  // its name, where the segment is nothing else
    bool mixed = false;         // literals and variables
    bool rest = false;          // has "**": what follows it is not segment by segment any more
    bool operator==(const Segment&) const = default;
  };
  // As they stand in the path: not decoded. What "**" took is named "0", "1"...
  using Bindings = std::vector<std::pair<std::string, std::string>>;

  // The error says what is wrong with the template: an unclosed brace, a repeated name.
  static std::expected<PathTemplate, std::string> Parse(std::string_view text);

  bool Matches(std::string_view path) const;
  std::optional<Bindings> Bind(std::string_view path) const;
  const std::string& text() const { return text_; }
  const std::vector<Segment>& segments() const { return segments_; }
  // The text with one "*" for each variable: what the distance to a path is measured from.
  const std::string& plain() const { return plain_; }

  struct Expression;

 private:
  std::string text_;
  std::string plain_;
  std::vector<Segment> segments_;
  std::vector<std::string> names_;                // in the order of the text
  std::shared_ptr<const Expression> expression_;  // where a segment is mixed or takes the rest
};

}  // namespace wireproof::mock
