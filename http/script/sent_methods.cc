// The methods of what a client sent, read leniently: they say how to read the responses.
#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "http/script/messages.h"
#include "http/wire/body_decoder.h"
#include "http/wire/dialect.h"
#include "http/wire/framing.h"
#include "http/wire/head_parser.h"
#include "http/wire/limits.h"
#include "http/wire/role.h"

namespace wireproof::script {
namespace {

// What http.server reads, and bodies taken off as a server must.
wire::Dialect LenientDialect() {
  wire::Dialect dialect = wire::Dialect::CPython();
  dialect.request_body = wire::RequestBody::kDecoded;
  dialect.empty_line_before_request = wire::EmptyLine::kIgnored;
  return dialect;
}

wire::Limits LenientLimits() {
  constexpr std::size_t kLong = 64u << 20;
  wire::Limits limits;
  limits.start_line = limits.field_line = limits.head = limits.chunk_line = limits.trailers = kLong;
  limits.field_lines = limits.trailer_lines = limits.leading_empty_lines = 1'000'000;
  return limits;
}

// The start of a message, as much of it as a method may take.
constexpr std::size_t kMostWord = 256;

}  // namespace

class MethodReader::Reading {
 public:
  void Feed(std::string_view sent) {
    while (!sent.empty() && !stopped_) {
      if (decoder_) {
        TakeBody(sent);
      } else {
        TakeHead(sent);
      }
    }
  }

  std::vector<std::string> Methods() const {
    std::vector<std::string> all = methods_;
    if (auto word = FirstWord(); !word.empty()) all.push_back(std::move(word));
    return all;
  }

 private:
  void TakeHead(std::string_view& sent) {
    if (!parser_) parser_.emplace(wire::Role::kServer, dialect_, limits_);
    wire::HeadStep step = parser_->Feed(sent);
    if (start_.size() < kMostWord) {
      start_ += sent.substr(0, std::min(step.consumed, kMostWord - start_.size()));
    }
    sent.remove_prefix(step.consumed);
    if (std::holds_alternative<wire::NeedMore>(step.outcome)) return;
    const auto* head = std::get_if<wire::RequestHead>(&step.outcome);
    const auto decision =
        head == nullptr ? std::nullopt : std::optional(wire::DecideFraming(*head, dialect_));
    if (!decision || !*decision) {
      stopped_ = true;
      return;
    }
    methods_.push_back(head->method);
    start_.clear();
    parser_.reset();
    decoder_.emplace((*decision)->framing, dialect_, limits_, dialect_.obs_fold_in_request);
    TakeBody(sent);
  }

  void TakeBody(std::string_view& sent) {
    for (;;) {
      const wire::BodyStep step = decoder_->Decode(sent);
      sent.remove_prefix(step.consumed);
      if (std::holds_alternative<wire::NeedMore>(step.outcome)) return;
      if (std::holds_alternative<wire::BodyData>(step.outcome)) continue;
      if (std::holds_alternative<wire::Defect>(step.outcome)) stopped_ = true;
      decoder_.reset();
      return;
    }
  }

  std::string FirstWord() const {
    const std::string_view text = start_;
    const auto begin = text.find_first_not_of("\r\n");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_first_of(" \t\r\n", begin) - begin));
  }

  const wire::Dialect dialect_ = LenientDialect();
  const wire::Limits limits_ = LenientLimits();
  std::optional<wire::HeadParser> parser_;
  std::optional<wire::BodyDecoder> decoder_;
  std::string start_;  // of the message whose head is being read
  std::vector<std::string> methods_;
  bool stopped_ = false;
};

MethodReader::MethodReader() : reading_(std::make_unique<Reading>()) {}
MethodReader::~MethodReader() = default;
MethodReader::MethodReader(MethodReader&&) noexcept = default;
MethodReader& MethodReader::operator=(MethodReader&&) noexcept = default;

void MethodReader::Feed(std::string_view sent) {
  reading_->Feed(sent);
}
std::vector<std::string> MethodReader::methods() const {
  return reading_->Methods();
}

std::vector<std::string> MethodsIn(std::string_view sent) {
  MethodReader reader;
  reader.Feed(sent);
  return reader.methods();
}

}  // namespace wireproof::script
