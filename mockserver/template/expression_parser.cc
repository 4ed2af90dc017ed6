#include "mockserver/template/expression_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace wireproof::mock::handlebars {
namespace {

TemplateValue NumberLiteral(const std::string& text) {
  const auto number = Decimal::Parse(text);
  if (!number) return TemplateValue::Double(0);
  if (text.find('.') != std::string::npos) {
    return TemplateValue::Double(std::strtod(text.c_str(), nullptr));  // -0.0 too
  }
  if (const auto integer = number->Integer()) return TemplateValue::Integer(*integer);
  return TemplateValue::Number(*number);
}

}  // namespace

NamePath ParseNamePath(std::string_view text) {
  NamePath path{.text = std::string(text)};
  if (text.starts_with('@')) {
    path.data = true;
    text.remove_prefix(1);
  }
  while (text.starts_with("../") || text == "..") {
    ++path.parents;
    text.remove_prefix(text == ".." ? 2 : 3);
  }
  if (text.starts_with("./") || text == ".") {
    path.this_alone = true;
    text.remove_prefix(text == "." ? 1 : 2);
  }
  while (!text.empty()) {
    std::size_t size = 0;
    if (text[0] == '[') {
      size = text.find(']');
      path.segments.emplace_back(text.substr(1, size - 1));
      ++size;
    } else {
      size = std::min(text.find_first_of("./["), text.size());
      if (size > 0) path.segments.emplace_back(text.substr(0, size));
    }
    text.remove_prefix(size);
    if (!text.empty() && (text[0] == '.' || text[0] == '/')) text.remove_prefix(1);
  }
  if (!path.segments.empty() && path.segments[0] == "this") {
    path.this_alone = true;
    path.segments.erase(path.segments.begin());
  }
  return path;
}

const Token* ExpressionParser::Peek(std::size_t ahead) const {
  return next_ + ahead < tag_.tokens.size() ? &tag_.tokens[next_ + ahead] : nullptr;
}

bool ExpressionParser::Fail(std::string_view expected) {
  const Token* token = Peek();
  const std::string found = token == nullptr ? "the end of the tag" : token->text;
  error_ = At(token == nullptr ? tag_.place : token->place,
              fmt::format("found {}, expected {}", found, expected));
  return false;
}

bool ExpressionParser::TakeStar() {
  const Token* token = Peek();
  if (token == nullptr || token->kind != TokenKind::kStar) return false;
  ++next_;
  return true;
}

bool ExpressionParser::ReadCall(Call& call) {
  const Token* token = Peek();
  if (token == nullptr || token->kind != TokenKind::kName) return Fail("a name");
  call.name = ParseNamePath(token->text);
  call.place = token->place;
  ++next_;
  return ReadArguments(call);
}

bool ExpressionParser::ReadArguments(Call& call) {
  for (const Token* token = Peek(); token != nullptr; token = Peek()) {
    if (token->kind == TokenKind::kAs || token->kind == TokenKind::kCloseParenthesis) return true;
    const Token* second = Peek(1);
    Expression value;
    if (token->kind == TokenKind::kName && second != nullptr &&
        second->kind == TokenKind::kEquals) {
      next_ += 2;
      if (!ReadExpression(value)) return false;
      call.hash.emplace_back(token->text, std::move(value));
      continue;
    }
    if (!call.hash.empty()) return Fail("name=value");
    if (!ReadExpression(value)) return false;
    call.params.push_back(std::move(value));
  }
  return true;
}

bool ExpressionParser::ReadExpression(Expression& expression) {
  const Token* token = Peek();
  if (token == nullptr) return Fail("a value");
  ++next_;
  switch (token->kind) {
    case TokenKind::kString:
      expression.value = TemplateValue::Text(token->text);
      return true;
    case TokenKind::kNumber:
      expression.value = NumberLiteral(token->text);
      return true;
    case TokenKind::kBoolean:
      expression.value = TemplateValue::Bool(token->text == "true");
      return true;
    case TokenKind::kName:
      expression.value = ParseNamePath(token->text);
      return true;
    case TokenKind::kOpenParenthesis:
      break;
    default:
      --next_;
      return Fail("a value");
  }
  if (++depth_ > max_depth_) {
    error_ = At(token->place, fmt::format("expressions nested deeper than {}", max_depth_));
    return false;
  }
  auto call = std::make_unique<Call>();
  if (!ReadCall(*call)) return false;
  const Token* close = Peek();
  if (close == nullptr || close->kind != TokenKind::kCloseParenthesis) return Fail(")");
  ++next_;
  --depth_;
  expression.value = std::move(call);
  return true;
}

bool ExpressionParser::ReadBlockParams(std::vector<std::string>& names) {
  const Token* token = Peek();
  if (token == nullptr || token->kind != TokenKind::kAs) return true;
  ++next_;
  token = Peek();
  if (token == nullptr || token->kind != TokenKind::kPipe) return Fail("|");
  for (++next_; (token = Peek()) != nullptr && token->kind == TokenKind::kName; ++next_) {
    names.push_back(token->text);
  }
  if (names.empty()) return Fail("a name");
  if (token == nullptr || token->kind != TokenKind::kPipe) return Fail("|");
  ++next_;
  return true;
}

bool ExpressionParser::ReadEnd() {
  return Peek() == nullptr || Fail("the end of the tag");
}

}  // namespace wireproof::mock::handlebars
