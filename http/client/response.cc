#include "http/client/response.h"

#include <utility>

#include "http/client/body_reader.h"

namespace wireproof::client {

Response::Response(wire::ResponseHead head, bool will_close, std::shared_ptr<BodyReader> body)
    : head_(std::move(head)), will_close_(will_close), body_(std::move(body)) {}

net::Task<std::expected<std::string, Error>> Response::Read() {
  const std::shared_ptr<BodyReader> body = body_;
  co_return co_await body->Read();
}

net::Task<std::expected<std::string, Error>> Response::ReadSome(std::size_t max) {
  const std::shared_ptr<BodyReader> body = body_;
  co_return co_await body->ReadSome(max);
}

const wire::Fields& Response::trailers() const {
  return body_->trailers();
}

bool Response::complete() const {
  return body_->complete();
}

}  // namespace wireproof::client
