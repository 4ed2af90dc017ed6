#include "mockserver/mock_client_fixture.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace wireproof::mock {
namespace {

constexpr int kMostSeconds = 20;

int ConnectTo(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{kMostSeconds, 0};
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ADD_FAILURE() << "connect to port " << port << ": " << errno;
  }
  return descriptor;
}

std::string ReadToEnd(int descriptor) {
  std::string octets;
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t count = recv(descriptor, buffer.data(), buffer.size(), 0);
    if (count == 0) return octets;
    if (count < 0 && errno == ECONNRESET) return octets + "RESET";
    if (count < 0) {
      ADD_FAILURE() << "no end within " << kMostSeconds << " s, errno " << errno;
      return octets;
    }
    octets.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

std::string Talk(std::uint16_t port, std::string_view octets) {
  const int descriptor = ConnectTo(port);
  while (!octets.empty()) {
    const ssize_t count = send(descriptor, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (count <= 0) break;
    octets.remove_prefix(static_cast<std::size_t>(count));
  }
  shutdown(descriptor, SHUT_WR);
  std::string answer = ReadToEnd(descriptor);
  close(descriptor);
  return answer;
}

std::string Fetch(std::uint16_t port, std::string_view method, std::string_view target,
                  std::string_view fields, std::string_view body) {
  std::string octets = fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}",
                                   method, target, fields);
  if (!body.empty()) octets += fmt::format("Content-Length: {}\r\n", body.size());
  return Talk(port, fmt::format("{}\r\n{}", octets, body));
}

KeptConnection::KeptConnection(std::uint16_t port) : descriptor_(ConnectTo(port)) {}

KeptConnection::~KeptConnection() {
  close(descriptor_);
}

void KeptConnection::GetUntil(std::string_view target, std::string_view end) {
  const std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", target);
  EXPECT_GT(send(descriptor_, request.data(), request.size(), MSG_NOSIGNAL), 0);
  std::string answer;
  std::array<char, 4096> buffer;
  while (!answer.ends_with(end)) {
    const ssize_t count = recv(descriptor_, buffer.data(), buffer.size(), 0);
    ASSERT_GT(count, 0) << "no answer that ends with " << end << ", but " << answer;
    answer.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

std::string StatusOf(const std::string& answer) {
  const auto space = answer.find(' ');
  return space == std::string::npos ? answer : answer.substr(space + 1, 3);
}

std::string ContentOf(const std::string& answer) {
  const auto end = answer.find("\r\n\r\n");
  return end == std::string::npos ? std::string() : answer.substr(end + 4);
}

}  // namespace wireproof::mock
