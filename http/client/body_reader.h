// The body of one response: shared by the Response that reads it and the Connection that waits for
// its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "http/client/error.h"
#include "http/client/link.h"
#include "http/client/profile.h"
#include "http/net/task.h"
#include "http/wire/event.h"
#include "http/wire/message.h"

namespace wireproof::client {

class BodyReader {
 public:
  // `closes`: the link ends with this body, and is closed by its end.
  BodyReader(std::shared_ptr<Link> link, bool closes, const Profile& profile);

  net::Task<std::expected<std::string, Error>> Read();
  net::Task<std::expected<std::string, Error>> ReadSome(std::size_t max);

  const wire::Fields& trailers() const { return trailers_; }
  bool complete() const { return complete_; }
  // Nothing more will be read: complete, failed, or given up. (isclosed() of HTTPResponse.)
  bool released() const { return released_; }

  // The connection was closed under it.
  void GiveUp();

 private:
  // The next piece of content; nothing at the end.
  net::Task<std::expected<std::optional<wire::Data>, Error>> NextPiece();
  net::Task<Error> Fail(Error error, bool release);
  Error Incomplete(const wire::Defect& defect) const;
  std::optional<std::uint64_t> Missing() const;
  std::optional<Error> CutOff() const;

  std::shared_ptr<Link> link_;
  const Profile profile_;
  bool closes_;
  bool complete_ = false;
  bool released_ = false;
  bool given_up_ = false;
  std::optional<Error> failure_;
  wire::Fields trailers_;
  std::string pending_;           // content that did not fit the last ReadSome
  std::uint64_t received_ = 0;    // octets of content in all
  std::string gathered_;          // by Read
  std::size_t whole_chunks_ = 0;  // octets of gathered_ that are complete chunks
};

}  // namespace wireproof::client
