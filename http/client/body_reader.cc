#include "http/client/body_reader.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "http/wire/framing.h"

namespace wireproof::client {
namespace {

using wire::DefectKind;

// Where http.client leaves the response open although it raised (CCK-016, CCK-022 to CCK-024).
bool KeepsResponseOpen(const wire::Defect& defect, bool chunked) {
  switch (defect.kind) {
    case DefectKind::kChunkLineTooLong:
    case DefectKind::kTrailerLineTooLong:
    case DefectKind::kTooManyTrailers:
      return true;
    case DefectKind::kEndsEarly:
      return chunked;
    default:
      return false;
  }
}

}  // namespace

BodyReader::BodyReader(std::shared_ptr<Link> link, bool closes, const Profile& profile)
    : link_(std::move(link)), profile_(profile), closes_(closes) {}

net::Task<std::expected<std::string, Error>> BodyReader::Read() {
  gathered_ = std::exchange(pending_, {});
  whole_chunks_ = gathered_.size();
  while (true) {
    auto piece = co_await NextPiece();
    if (!piece) co_return std::unexpected(std::move(piece.error()));
    if (!*piece) co_return std::move(gathered_);
    gathered_ += (*piece)->bytes;
    if ((*piece)->chunk_end) whole_chunks_ = gathered_.size();
  }
}

net::Task<std::expected<std::string, Error>> BodyReader::ReadSome(std::size_t max) {
  if (max == 0) co_return "";
  if (pending_.empty()) {
    auto piece = co_await NextPiece();
    if (!piece) co_return std::unexpected(std::move(piece.error()));
    if (!*piece) co_return "";
    pending_ = std::move((*piece)->bytes);
  }
  std::string taken = pending_.substr(0, max);
  pending_.erase(0, taken.size());
  co_return taken;
}

net::Task<std::expected<std::optional<wire::Data>, Error>> BodyReader::NextPiece() {
  if (failure_) co_return std::unexpected(*failure_);
  if (released_) co_return std::nullopt;
  auto event = co_await link_->NextEvent(Step::kBody);
  if (!event) {
    co_return std::unexpected(co_await Fail(std::move(event.error()), false));
  }
  if (auto* data = std::get_if<wire::Data>(&*event)) {
    received_ += data->bytes.size();
    co_return std::move(*data);
  }
  if (auto* failed = std::get_if<wire::Failed>(&*event)) {
    const auto& decision = link_->wire().incoming_framing();
    const bool chunked = decision && std::holds_alternative<wire::Chunked>(decision->framing);
    const bool open = KeepsResponseOpen(failed->defect, chunked);
    Error error = Incomplete(failed->defect);
    co_return std::unexpected(co_await Fail(std::move(error), !open));
  }
  if (auto cut = CutOff()) {
    co_return std::unexpected(co_await Fail(std::move(*cut), true));
  }
  // The end of the message; or no HTTP follows, and what comes is nobody's body.
  if (auto* end = std::get_if<wire::EndOfMessage>(&*event)) trailers_ = std::move(end->trailers);
  complete_ = true;
  released_ = true;
  if (closes_) co_await link_->Close();
  co_return std::nullopt;
}

net::Task<Error> BodyReader::Fail(Error error, bool release) {
  const bool own_rules = profile_.state_rules == StateRules::kSane;
  // What came of the body is lost to a caller who reads on: the error is repeated instead.
  if (own_rules) failure_ = error;
  if (own_rules || release) released_ = true;
  if (own_rules || (release && closes_)) co_await link_->Close();
  co_return error;
}

// The error for a body that cannot be read to its end, with what http.client has as `partial`:
// complete chunks only.
Error BodyReader::Incomplete(const wire::Defect& defect) const {
  std::string partial = gathered_;
  const auto missing = Missing();
  // A chunk of -1, which Python reads to the end and hands out whole.
  const bool one_chunk = defect.kind == wire::DefectKind::kEndsEarly && !defect.explain.empty();
  if (!missing && !one_chunk && profile_.error_names == ErrorNames::kPython) {
    partial.resize(whole_chunks_);
  }
  return BodyError(defect, std::move(partial), missing, profile_.error_names);
}

std::optional<std::uint64_t> BodyReader::Missing() const {
  const auto& decision = link_->wire().incoming_framing();
  if (!decision) return std::nullopt;
  const auto* length = std::get_if<wire::Length>(&decision->framing);
  if (length == nullptr) return std::nullopt;
  return length->octets - received_;
}

// RFC 9112 section 9.8: a body without framing of its own is complete only if the closure alert
// came.
std::optional<Error> BodyReader::CutOff() const {
  if (!profile_.close_notify || !link_->cut_off()) return std::nullopt;
  const auto& decision = link_->wire().incoming_framing();
  if (!decision || !std::holds_alternative<wire::UntilClose>(decision->framing)) {
    return std::nullopt;
  }
  return Error{ErrorKind::kIncomplete, Step::kBody, "tls-cut-off",
               "the connection ended without close_notify, so the body may be cut", gathered_};
}

void BodyReader::GiveUp() {
  if (released_) return;
  released_ = true;
  pending_.clear();
  if (profile_.state_rules == StateRules::kHttpClient) return;  // its read() gives b""
  failure_ = Error{ErrorKind::kRefused, Step::kBody, "response-given-up",
                   "the connection was closed, or used again, before this body was read"};
}

}  // namespace wireproof::client
