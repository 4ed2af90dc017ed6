#include "mockserver/template/parser.h"

#include <fmt/format.h>

#include <utility>

#include "mockserver/template/expression_parser.h"

namespace wireproof::mock::handlebars {
namespace {

// Reads the tags from first to last, with one frame for each open block.
class Parser {
 public:
  Parser(std::vector<Tag> tags, std::size_t max_depth)
      : tags_(std::move(tags)), max_depth_(max_depth) {
    frames_.push_back({});
  }

  std::expected<Nodes, std::string> Run() {
    for (Tag& tag : tags_) {
      if (!Take(tag)) return std::unexpected(error_);
    }
    if (frames_.size() > 1) {
      const Frame& open = frames_.back();
      Fail(open.place, fmt::format("expected {{{{/{}}}}}", open.name));
      return std::unexpected(error_);
    }
    return std::move(frames_[0].body);
  }

 private:
  enum class Branch : std::uint8_t { kBody, kInverse, kIgnored };

  // A block that is open. An `{{else if x}}` opens a further one that closes with it.
  struct Frame {
    std::string name = {};
    SourcePlace place = {};
    std::unique_ptr<BlockNode> block = {};  // or
    PartialNode partial = {};
    bool is_partial = false;
    bool chained = false;
    Branch branch = Branch::kBody;
    Nodes body = {};
    Nodes inverse = {};
    Nodes ignored = {};
  };

  Nodes& Target() {
    Frame& top = frames_.back();
    if (top.branch == Branch::kIgnored) return top.ignored;
    return top.branch == Branch::kInverse ? top.inverse : top.body;
  }

  bool Take(Tag& tag) {
    switch (tag.kind) {
      case TagKind::kText:
        if (!tag.text.empty()) Target().push_back({TextNode{std::move(tag.text)}});
        return true;
      case TagKind::kOutput:
        return TakeOutput(tag);
      case TagKind::kOpen:
        return TakeOpen(tag, false);
      case TagKind::kInverse:
        return TakeInverse(tag);
      case TagKind::kElse:
        return TakeElse(tag);
      case TagKind::kClose:
        return TakeClose(tag);
      case TagKind::kPartial:
        return TakePartial(tag, false);
      case TagKind::kPartialBlock:
        return TakePartial(tag, true);
      case TagKind::kRaw:
        return TakeRaw(tag);
    }
    return false;
  }

  bool TakeOutput(Tag& tag) {
    OutputNode node;
    ExpressionParser expressions(tag, max_depth_);
    if (!expressions.ReadCall(node.call) || !expressions.ReadEnd()) {
      return Keep(expressions.error());
    }
    Target().push_back({std::move(node)});
    return true;
  }

  bool TakeOpen(Tag& tag, bool inverted) {
    if (frames_.size() > max_depth_) {
      return Fail(tag.place, fmt::format("blocks nested deeper than {}", max_depth_));
    }
    Frame frame{.place = tag.place, .block = std::make_unique<BlockNode>()};
    frame.block->inverted = inverted;
    ExpressionParser expressions(tag, max_depth_);
    frame.block->decorator = expressions.TakeStar();
    if (!expressions.ReadCall(frame.block->call) ||
        !expressions.ReadBlockParams(frame.block->params) || !expressions.ReadEnd()) {
      return Keep(expressions.error());
    }
    frame.name = frame.block->call.name.text;
    if (frame.block->decorator && frame.name != "inline") {
      return Fail(tag.place, fmt::format("no decorator is called {}", frame.name));
    }
    frames_.push_back(std::move(frame));
    return true;
  }

  // {{^}} is an else.
  bool TakeInverse(Tag& tag) { return tag.tokens.empty() ? TakeElse(tag) : TakeOpen(tag, true); }

  bool TakeElse(Tag& tag) {
    Frame& top = frames_.back();
    if (frames_.size() == 1 || top.is_partial) return Fail(tag.place, "an else without a block");
    // handlebars.java reads further elses and shows the first alone.
    if (top.branch == Branch::kInverse) top.branch = Branch::kIgnored;
    if (top.branch == Branch::kIgnored) return true;
    top.branch = Branch::kInverse;
    if (tag.tokens.empty()) return true;
    if (!TakeOpen(tag, false)) return false;
    frames_.back().chained = true;
    return true;
  }

  bool TakeClose(Tag& tag) {
    if (frames_.size() == 1) return Fail(tag.place, "a block closes that is not open");
    if (tag.tokens.size() != 1) return Fail(tag.place, "expected one name");
    while (frames_.back().chained) CloseTop();
    const std::string& name = frames_.back().name;
    if (tag.tokens[0].text != name) {
      return Fail(tag.tokens[0].place,
                  fmt::format("found {}, expected {}", tag.tokens[0].text, name));
    }
    CloseTop();
    return true;
  }

  void CloseTop() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (frame.is_partial) {
      frame.partial.fallback = std::move(frame.body);
      Target().push_back({std::move(frame.partial)});
      return;
    }
    frame.block->body = std::move(frame.body);
    frame.block->inverse = std::move(frame.inverse);
    Target().push_back({std::move(frame.block)});
  }

  bool TakePartial(Tag& tag, bool block) {
    Frame frame{.place = tag.place, .is_partial = true};
    frame.partial.place = tag.place;
    frame.partial.has_fallback = block;
    ExpressionParser expressions(tag, max_depth_);
    Call rest;
    if (!expressions.ReadExpression(frame.partial.name) || !expressions.ReadArguments(rest) ||
        !expressions.ReadEnd()) {
      return Keep(expressions.error());
    }
    frame.partial.params = std::move(rest.params);
    frame.partial.hash = std::move(rest.hash);
    if (!block) {
      Target().push_back({std::move(frame.partial)});
      return true;
    }
    if (frames_.size() > max_depth_) {
      return Fail(tag.place, fmt::format("blocks nested deeper than {}", max_depth_));
    }
    frame.name = tag.tokens[0].text;
    frames_.push_back(std::move(frame));
    return true;
  }

  bool TakeRaw(Tag& tag) {
    auto block = std::make_unique<BlockNode>();
    block->raw = true;
    ExpressionParser expressions(tag, max_depth_);
    if (!expressions.ReadCall(block->call) || !expressions.ReadEnd()) {
      return Keep(expressions.error());
    }
    block->body.push_back({TextNode{std::move(tag.text)}});
    Target().push_back({std::move(block)});
    return true;
  }

  bool Keep(std::string error) {
    error_ = std::move(error);
    return false;
  }

  bool Fail(const SourcePlace& place, std::string_view message) { return Keep(At(place, message)); }

  std::vector<Tag> tags_;
  std::size_t max_depth_;
  std::vector<Frame> frames_;
  std::string error_;
};

}  // namespace

std::expected<Nodes, std::string> ParseTags(std::vector<Tag> tags, std::size_t max_depth) {
  return Parser(std::move(tags), max_depth).Run();
}

}  // namespace wireproof::mock::handlebars
