// Calls, arguments and literals from the tokens of one tag. Private to this folder.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/template/lexer.h"
#include "mockserver/template/tree.h"

namespace wireproof::mock::handlebars {

// Each Read takes tokens from the front; false means `error`.
class ExpressionParser {
 public:
  // `tag` must outlive this.
  ExpressionParser(const Tag& tag, std::size_t max_depth) : tag_(tag), max_depth_(max_depth) {}

  bool TakeStar();
  // name arguments
  bool ReadCall(Call& call);
  // value* name=value*
  bool ReadArguments(Call& call);
  bool ReadExpression(Expression& expression);
  // nothing, or: as |a b|
  bool ReadBlockParams(std::vector<std::string>& names);
  // That no token is left.
  bool ReadEnd();

  const std::string& error() const { return error_; }

 private:
  const Token* Peek(std::size_t ahead = 0) const;
  bool Fail(std::string_view expected);

  const Tag& tag_;
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  std::size_t next_ = 0;
  std::string error_;
};

NamePath ParseNamePath(std::string_view text);

}  // namespace wireproof::mock::handlebars
