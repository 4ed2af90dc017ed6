#include "mockserver/match/path_template.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

namespace wireproof::mock {

struct PathTemplate::Expression {
  explicit Expression(const std::string& text, const re2::RE2::Options& options)
      : re2(text, options) {}
  re2::RE2 re2;
};

namespace {

constexpr std::string_view kWildcard = "**";

re2::RE2::Options Options() {
  re2::RE2::Options options(re2::RE2::Latin1);  // paths are octets
  options.set_log_errors(false);
  options.set_dot_nl(true);
  return options;
}

// Cuts the piece up to `mark` off; the whole text where there is none.
std::string_view Before(std::string_view& rest, std::string_view mark) {
  const std::size_t at = std::min(rest.find(mark), rest.size());
  const std::string_view piece = rest.substr(0, at);
  rest.remove_prefix(at);
  return piece;
}

// What a template is made of, in order.
struct Token {
  enum class Kind : std::uint8_t { kLiteral, kVariable, kRest } kind = Kind::kLiteral;
  std::string_view text;  // a literal, or a name
};

std::expected<std::vector<Token>, std::string> Tokens(std::string_view text) {
  std::vector<Token> tokens;
  while (!text.empty()) {
    if (text.starts_with(kWildcard)) {
      tokens.push_back({Token::Kind::kRest, {}});
      text.remove_prefix(kWildcard.size());
      continue;
    }
    if (!text.starts_with('{')) {
      const std::size_t end = std::min({text.find('{'), text.find(kWildcard), text.size()});
      tokens.push_back({Token::Kind::kLiteral, text.substr(0, end)});
      text.remove_prefix(end);
      continue;
    }
    const std::size_t close = text.find_first_of("}/");
    if (close == std::string_view::npos || text[close] != '}') {
      return std::unexpected("the path template has a { that is not closed");
    }
    if (close == 1) return std::unexpected("the path template has a {} without a name");
    tokens.push_back({Token::Kind::kVariable, text.substr(1, close - 1)});
    text.remove_prefix(close + 1);
  }
  return tokens;
}

PathTemplate::Segment SegmentOf(std::string_view text) {
  PathTemplate::Segment segment;
  segment.rest = text.find(kWildcard) != std::string_view::npos;
  const bool variable = text.find('{') != std::string_view::npos;
  const bool alone = text.starts_with('{') && text.find('}') == text.size() - 1;
  if (variable && alone) {
    segment.variable = text.substr(1, text.size() - 2);
  } else if (variable || segment.rest) {
    segment.mixed = text != kWildcard;
  } else {
    segment.literal = text;
  }
  return segment;
}

}  // namespace

std::expected<PathTemplate, std::string> PathTemplate::Parse(std::string_view text) {
  const auto tokens = Tokens(text);
  if (!tokens) return std::unexpected(tokens.error());
  PathTemplate result;
  result.text_ = text;
  std::string expression;
  std::size_t rests = 0;
  for (const Token& token : *tokens) {
    std::string name(token.text);
    switch (token.kind) {
      case Token::Kind::kLiteral:
        expression += re2::RE2::QuoteMeta({token.text.data(), token.text.size()});
        result.plain_ += token.text;
        continue;
      case Token::Kind::kVariable:
        expression += "([^/]+)";
        result.plain_ += '*';
        break;
      case Token::Kind::kRest:
        expression += "(.*)";
        result.plain_ += '*';
        name = fmt::format("{}", rests++);
    }
    if (std::ranges::find(result.names_, name) != result.names_.end()) {
      return std::unexpected(fmt::format("the path template has {{{}}} twice", name));
    }
    result.names_.push_back(std::move(name));
    if (result.names_.size() > kMaxVariables) {
      return std::unexpected(
          fmt::format("the path template has more than {} variables", kMaxVariables));
    }
  }
  for (std::string_view rest = text;;) {
    result.segments_.push_back(SegmentOf(Before(rest, "/")));
    if (rest.empty()) break;
    rest.remove_prefix(1);
  }
  if (std::ranges::any_of(result.segments_, [](const Segment& s) { return s.mixed || s.rest; })) {
    auto compiled = std::make_shared<const Expression>(expression, Options());
    if (!compiled->re2.ok()) return std::unexpected("the path template is too long");
    result.expression_ = std::move(compiled);
  }
  return result;
}

bool PathTemplate::Matches(std::string_view path) const {
  if (expression_) {
    return re2::RE2::FullMatch({path.data(), path.size()}, expression_->re2);
  }
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    if (i > 0) {
      if (path.empty()) return false;
      path.remove_prefix(1);
    }
    const std::string_view piece = Before(path, "/");
    const Segment& segment = segments_[i];
    const bool fits = segment.variable.empty() ? piece == segment.literal : !piece.empty();
    if (!fits) return false;
  }
  return path.empty();
}

std::optional<PathTemplate::Bindings> PathTemplate::Bind(std::string_view path) const {
  Bindings bindings;
  if (!expression_) {
    if (!Matches(path)) return std::nullopt;
    for (const Segment& segment : segments_) {
      const std::string_view piece = Before(path, "/");
      if (!path.empty()) path.remove_prefix(1);
      if (!segment.variable.empty()) bindings.emplace_back(segment.variable, piece);
    }
    return bindings;
  }
  std::vector<re2::StringPiece> groups(names_.size() + 1);
  const re2::StringPiece text(path.data(), path.size());
  if (!expression_->re2.Match(text, 0, path.size(), re2::RE2::ANCHOR_BOTH, groups.data(),
                              static_cast<int>(groups.size()))) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    bindings.emplace_back(names_[i], std::string(groups[i + 1].data(), groups[i + 1].size()));
  }
  return bindings;
}

}  // namespace wireproof::mock
