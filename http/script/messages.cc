#include "http/script/messages.h"

#include <cstdint>
#include <utility>
#include <variant>

#include "http/wire/body_decoder.h"
#include "http/wire/defect.h"
#include "http/wire/dialect.h"
#include "http/wire/framing.h"
#include "http/wire/head_parser.h"
#include "http/wire/limits.h"
#include "http/wire/persistence.h"
#include "http/wire/role.h"

namespace wireproof::script {
namespace {

// A recipient may replace a line fold in a response, but no sender may write one (RFC 9112
// section 5.2), and it is the sender who is judged.
wire::Dialect JudgingDialect() {
  wire::Dialect dialect = wire::Dialect::Strict();
  dialect.obs_fold_in_response = wire::ObsFold::kRejected;
  return dialect;
}

// Generous: a subject that sends long heads is not at fault, and the player bounds all that it
// receives.
wire::Limits JudgingLimits() {
  constexpr std::size_t kLong = 16u << 20;
  wire::Limits limits;
  limits.start_line = limits.field_line = limits.head = limits.chunk_line = limits.trailers = kLong;
  limits.field_lines = limits.trailer_lines = 100'000;
  return limits;
}

Framing FramingOf(const wire::Framing& framing) {
  if (std::holds_alternative<wire::Length>(framing)) return Framing::kContentLength;
  if (std::holds_alternative<wire::Chunked>(framing)) return Framing::kChunked;
  if (std::holds_alternative<wire::UntilClose>(framing)) return Framing::kClose;
  return Framing::kNone;
}

bool IsInterim(int status) {
  constexpr int kSwitchingProtocols = 101;
  return status >= 100 && status < 200 && status != kSwitchingProtocols;
}

constexpr std::string_view kResponseStart = "HTTP/";

}  // namespace

std::string_view Name(Framing framing) {
  switch (framing) {
    case Framing::kNone:
      return "none";
    case Framing::kContentLength:
      return "content-length";
    case Framing::kChunked:
      return "chunked";
    case Framing::kClose:
      return "close";
  }
  return "none";
}

bool MessageSequence::Stuck() const {
  if (malformed) return true;
  if (surplus.empty()) return false;
  return messages.back().announces_close || !kResponseStart.starts_with(surplus);
}

class MessageReader::Reading {
 public:
  explicit Reading(Kind kind) : kind_(kind) { BeginHead(); }

  void Feed(std::string_view bytes) {
    while (!bytes.empty() && phase_ != Phase::kStopped) Take(bytes);
  }

  void End(bool orderly) {
    if (phase_ == Phase::kHead && parser_->started()) {
      auto step = parser_->Finish();
      Stop(std::get<wire::Defect>(step.outcome), 0);
    }
    if (phase_ == Phase::kBody && orderly && sequence.messages.back().framing == Framing::kClose) {
      sequence.messages.back().complete = true;
    }
    phase_ = Phase::kStopped;
  }

  MessageSequence sequence;
  std::vector<std::string> methods;

 private:
  enum class Phase {
    kHead,
    kBody,
    kBetween,  // behind a complete response: `surplus` holds what may begin another
    kSurplus,
    kStopped,
  };

  // Each of these takes octets off the front of `bytes`.
  void Take(std::string_view& bytes) {
    switch (phase_) {
      case Phase::kHead:
        return TakeHead(bytes);
      case Phase::kBody:
        return TakeBody(bytes);
      case Phase::kBetween:
        return TakeBetween(bytes);
      default:
        sequence.surplus += bytes;
        return Advance(bytes, bytes.size());
    }
  }

  void Advance(std::string_view& bytes, std::size_t octets) {
    bytes.remove_prefix(octets);
    offset_ += octets;
  }

  void BeginHead() {
    phase_ = Phase::kHead;
    message_start_ = offset_;
    const auto reader = kind_ == Kind::kRequests ? wire::Role::kServer : wire::Role::kClient;
    parser_.emplace(reader, dialect_, limits_);
  }

  void TakeHead(std::string_view& bytes) {
    wire::HeadStep step = parser_->Feed(bytes);
    Advance(bytes, step.consumed);
    if (const auto* defect = std::get_if<wire::Defect>(&step.outcome)) return Stop(*defect, 0);
    if (auto* request = std::get_if<wire::RequestHead>(&step.outcome)) {
      TakeRequest(std::move(*request));
    } else if (auto* response = std::get_if<wire::ResponseHead>(&step.outcome)) {
      TakeResponse(std::move(*response));
    }
    // A message without a body is complete without another byte.
    if (phase_ == Phase::kBody) TakeBody(bytes);
  }

  void TakeRequest(wire::RequestHead head) {
    const auto decision = wire::DecideFraming(head, dialect_);
    Message message{.version = head.version_text};
    if (message.version.empty()) message.version = wire::ToString(head.version);
    message.announces_close = !wire::Persists(head, dialect_);
    message.method = std::move(head.method);
    message.target = std::move(head.target);
    message.fields = std::move(head.fields);
    BeginBody(std::move(message), decision, dialect_.obs_fold_in_request);
  }

  void TakeResponse(wire::ResponseHead head) {
    const std::size_t nth = sequence.messages.size();
    const std::string_view method = nth < methods.size() ? std::string_view(methods[nth]) : "GET";
    const auto decision = wire::DecideFraming(head, dialect_, method);
    Message message{.version = wire::ToString(head.version), .status = head.status};
    message.announces_close = !wire::Persists(head, dialect_) ||
                              (decision && (decision->must_close || decision->switches));
    message.reason = std::move(head.reason);
    message.fields = std::move(head.fields);
    if (!IsInterim(head.status)) {
      return BeginBody(std::move(message), decision, dialect_.obs_fold_in_response);
    }
    ++sequence.heads;
    sequence.interim.push_back(std::move(message));
    BeginHead();
  }

  void BeginBody(Message message,
                 const std::expected<wire::FramingDecision, wire::Defect>& decision,
                 wire::ObsFold obs_fold) {
    ++sequence.heads;
    message.complete = false;
    if (decision) message.framing = FramingOf(decision->framing);
    sequence.messages.push_back(std::move(message));
    if (!decision) return Stop(decision.error(), 0);
    decoder_.emplace(decision->framing, dialect_, limits_, obs_fold);
    phase_ = Phase::kBody;
    body_start_ = offset_;
  }

  void TakeBody(std::string_view& bytes) {
    Message& message = sequence.messages.back();
    for (;;) {
      wire::BodyStep step = decoder_->Decode(bytes);
      if (const auto* data = std::get_if<wire::BodyData>(&step.outcome))
        message.body += data->bytes;
      Advance(bytes, step.consumed);
      if (const auto* defect = std::get_if<wire::Defect>(&step.outcome)) {
        return Stop(*defect, body_start_ - message_start_);
      }
      if (std::holds_alternative<wire::NeedMore>(step.outcome)) return;
      auto* end = std::get_if<wire::BodyEnd>(&step.outcome);
      if (end == nullptr) continue;
      message.trailers = std::move(end->trailers);
      message.complete = true;
      return EndMessage(message);
    }
  }

  void EndMessage(const Message& message) {
    if (message.announces_close) {
      phase_ = Phase::kSurplus;
    } else if (kind_ == Kind::kResponses) {
      phase_ = Phase::kBetween;
    } else {
      BeginHead();
    }
  }

  void TakeBetween(std::string_view& bytes) {
    std::string& held = sequence.surplus;
    if (bytes[0] != kResponseStart[held.size()]) {
      phase_ = Phase::kSurplus;
      return;
    }
    if (held.empty()) BeginHead();
    phase_ = Phase::kBetween;
    held += bytes[0];
    Advance(bytes, 1);
    if (held != kResponseStart) return;
    parser_->Feed(std::exchange(held, {}));
    phase_ = Phase::kHead;
  }

  void Stop(const wire::Defect& defect, std::size_t before) {
    sequence.malformed =
        Malformed{.defect = std::string(wire::Describe(defect.kind).id),
                  .offset = message_start_ + before + static_cast<std::size_t>(defect.offset),
                  .detail = wire::ToString(defect)};
    phase_ = Phase::kStopped;
  }

  const Kind kind_;
  const wire::Dialect dialect_ = JudgingDialect();
  const wire::Limits limits_ = JudgingLimits();
  Phase phase_ = Phase::kHead;
  // Offsets in all the octets: of what is next, and of the message that is being read.
  std::size_t offset_ = 0;
  std::size_t message_start_ = 0;
  std::size_t body_start_ = 0;
  std::optional<wire::HeadParser> parser_;
  std::optional<wire::BodyDecoder> decoder_;
};

MessageReader::MessageReader(Kind kind) : reading_(std::make_unique<Reading>(kind)) {}
MessageReader::~MessageReader() = default;
MessageReader::MessageReader(MessageReader&&) noexcept = default;
MessageReader& MessageReader::operator=(MessageReader&&) noexcept = default;

void MessageReader::ExpectMethod(std::string method) {
  reading_->methods.push_back(std::move(method));
}

void MessageReader::ExpectMethods(std::vector<std::string> methods) {
  reading_->methods = std::move(methods);
}

void MessageReader::Feed(std::string_view bytes) {
  reading_->Feed(bytes);
}
void MessageReader::End(bool orderly) {
  reading_->End(orderly);
}
const MessageSequence& MessageReader::sequence() const {
  return reading_->sequence;
}

}  // namespace wireproof::script
