// Takes a template's text apart: runs of text, and tags with their tokens. Private to this folder.
//
// The lexical rules are those of handlebars.java: {{x}}, {{{x}}}, {{&x}}, {{#x}}, {{^x}}, {{/x}},
// {{>x}}, {{!x}}, {{!--x--}}, {{{{x}}}}, {{=<% %>=}}, "~" on either side, "\{{" for a literal tag.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/template/tree.h"

namespace wireproof::mock::handlebars {

enum class TagKind : std::uint8_t {
  kText,          // no tag: `text`
  kOutput,        // {{x}}, {{{x}}}, {{&x}}: nothing is escaped, so they are one
  kOpen,          // {{#x}}
  kInverse,       // {{^x}}, {{^}}
  kElse,          // {{else}}, {{else x}}
  kClose,         // {{/x}}
  kPartial,       // {{>x}}
  kPartialBlock,  // {{#>x}}
  kRaw,           // {{{{x}}}}: `text` is all up to {{{{/x}}}}
};

enum class TokenKind : std::uint8_t {
  kName,    // a path
  kString,  // without its quotes
  kNumber,
  kBoolean,
  kEquals,
  kOpenParenthesis,
  kCloseParenthesis,
  kAs,
  kPipe,
  kStar,
};

struct Token {
  TokenKind kind = TokenKind::kName;
  std::string text = {};
  SourcePlace place = {};
};

struct Tag {
  TagKind kind = TagKind::kText;
  std::string text = {};
  std::vector<Token> tokens = {};
  SourcePlace place = {};
  bool trims_before = false;  // {{~x}}
  bool trims_after = false;   // {{x~}}
};

// "12:3: a string without end". A {{ that no }} follows is text, as in WireMock.
std::expected<std::vector<Tag>, std::string> Lex(std::string_view source);

std::string At(const SourcePlace& place, std::string_view message);

}  // namespace wireproof::mock::handlebars
