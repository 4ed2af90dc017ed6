// What a template's text says, as a tree. Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "mockserver/template/value.h"

namespace wireproof::mock::handlebars {

struct SourcePlace {
  std::size_t line = 1;    // from 1
  std::size_t column = 1;  // from 1, in octets
};

// "request.headers.X-A.[0]", "../name", "@index", "this".
struct NamePath {
  std::string text = {};  // as written
  std::size_t parents = 0;
  bool data = false;                       // begins with "@"
  bool this_alone = false;                 // "this", ".", "./x": only the current context is asked
  std::vector<std::string> segments = {};  // without "@", "this" and "../"
};

struct Call;

// A literal, a name, or a call in parentheses. No initializer: Call is not complete yet.
struct Expression {
  std::variant<TemplateValue, NamePath, std::unique_ptr<Call>> value;
};

// name=value. Not a std::pair, which asks whether it can be destroyed before it is complete.
struct NamedExpression {
  std::string name;
  Expression value;
};

// A name with its arguments: a helper, or a variable where there are none.
struct Call {
  NamePath name = {};
  std::vector<Expression> params = {};
  std::vector<NamedExpression> hash = {};
  SourcePlace place = {};
};

struct Node;
using Nodes = std::vector<Node>;

struct TextNode {
  std::string text = {};
};

struct OutputNode {
  Call call = {};
};

// {{#call as |a b|}} body {{else}} inverse {{/call}}
struct BlockNode {
  Call call = {};
  std::vector<std::string> params = {};
  bool inverted = false;   // {{^name}}
  bool decorator = false;  // {{#*inline "name"}}
  bool raw = false;        // {{{{name}}}}
  Nodes body;              // without initializers: Node is not complete yet
  Nodes inverse;
};

// {{> name}}, {{#> name}} fallback {{/name}}
struct PartialNode {
  Expression name = {};
  std::vector<Expression> params = {};
  std::vector<NamedExpression> hash = {};
  bool has_fallback = false;
  Nodes fallback;
  SourcePlace place = {};
};

struct Node {
  std::variant<TextNode, OutputNode, std::unique_ptr<BlockNode>, PartialNode> value = {};
};

}  // namespace wireproof::mock::handlebars
