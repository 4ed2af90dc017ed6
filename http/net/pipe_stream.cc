#include "http/net/pipe_stream.h"

#include <asio/buffer.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <cassert>
#include <expected>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "http/net/error_code.h"

namespace wireproof::net {
namespace {

class PipeStream final : public Stream {
 public:
  PipeStream(const Executor& executor, int read_from, int write_to, std::string peer)
      : in_(executor), out_(executor), peer_(std::move(peer)) {
    if (read_from >= 0) in_.assign(read_from);
    if (write_to >= 0) out_.assign(write_to);
  }

  Task<std::expected<std::size_t, IoError>> Read(std::span<char> buffer) override {
    assert(!buffer.empty());
    std::error_code error;
    const std::size_t count =
        co_await in_.async_read_some(asio::buffer(buffer.data(), buffer.size()),
                                     asio::redirect_error(asio::use_awaitable, error));
    if (!error) co_return count;
    if (error != asio::error::eof) co_return std::unexpected(ToIoError(error, "read from", peer_));
    peer_end_ = PeerEnd::kFin;
    co_return std::size_t{0};
  }

  Task<std::expected<void, IoError>> Write(std::string_view bytes) override {
    std::error_code error;
    co_await asio::async_write(out_, asio::buffer(bytes.data(), bytes.size()),
                               asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return std::unexpected(ToIoError(error, "write to", peer_));
    co_return std::expected<void, IoError>();
  }

  Task<std::expected<void, IoError>> HalfClose() override {
    std::error_code error;
    out_.close(error);
    co_return std::expected<void, IoError>();
  }

  Task<void> Close(bool /*close_notify*/) override {
    Reset();
    co_return;
  }

  // A pipe has no reset: both ends are closed.
  void Reset() override {
    std::error_code ignored;
    in_.close(ignored);
    out_.close(ignored);
  }

  void Cancel() override {
    std::error_code ignored;
    in_.cancel(ignored);
    out_.cancel(ignored);
  }

  PeerEnd peer_end() const override { return peer_end_; }
  Executor executor() override { return in_.get_executor(); }
  std::string peer_name() const override { return peer_; }

 private:
  asio::posix::stream_descriptor in_;
  asio::posix::stream_descriptor out_;
  std::string peer_;
  PeerEnd peer_end_ = PeerEnd::kOpen;
};

}  // namespace

std::unique_ptr<Stream> MakePipeStream(Executor executor, int read_from, int write_to,
                                       std::string peer) {
  return std::make_unique<PipeStream>(executor, read_from, write_to, std::move(peer));
}

}  // namespace wireproof::net
