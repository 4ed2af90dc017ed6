// The yardstick of the benches: a bare epoll loop that answers every request in its buffer with the
// same octets. Nothing is parsed but the end of each head; no journal, no match.
//
//   bare_epoll PORT [content-octets]     prints "port: N", serves until it is killed
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

constexpr std::size_t kBufferOctets = 65536;

// What is left of a request that has not come whole.
using Leftovers = std::unordered_map<int, std::string>;

int Listen(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd, generic, size) != 0 || ::listen(fd, 1024) != 0) return -1;
  ::getsockname(fd, generic, &size);
  std::printf("port: %d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return fd;
}

void Accept(int epoll, int listener) {
  const int on = 1;
  for (int fd = 0; (fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
    event.data.fd = fd;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
}

// How many octets of the input are whole requests; appends an answer for each.
std::size_t Answer(std::string_view input, std::string_view answer, std::string& out) {
  std::size_t done = 0;
  while (true) {
    const std::size_t end = input.find("\r\n\r\n", done);
    if (end == std::string_view::npos) return done;
    const std::string_view head = input.substr(done, end - done);
    std::size_t body = 0;
    constexpr std::string_view kLength = "Content-Length: ";
    if (const std::size_t at = head.find(kLength); at != std::string_view::npos) {
      body = std::strtoul(head.data() + at + kLength.size(), nullptr, 10);
    }
    if (input.size() < end + 4 + body) return done;
    done = end + 4 + body;
    out += answer;
  }
}

// False where the connection has ended.
bool Serve(int fd, bool hung_up, std::string_view answer, Leftovers& leftovers, std::string& out) {
  static std::array<char, kBufferOctets> buffer;
  while (true) {
    const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (count <= 0) return count < 0 && errno == EAGAIN;
    std::string_view input(buffer.data(), static_cast<std::size_t>(count));
    const auto left = leftovers.find(fd);
    if (left != leftovers.end()) input = left->second.append(input);
    out.clear();
    const std::string rest(input.substr(Answer(input, answer, out)));
    if (left != leftovers.end()) leftovers.erase(left);
    if (!rest.empty()) leftovers[fd] = rest;
    if (!out.empty() && ::send(fd, out.data(), out.size(), MSG_NOSIGNAL) < 0) return false;
    if (static_cast<std::size_t>(count) < buffer.size() && !hung_up) return true;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int listener = Listen(static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0));
  if (listener < 0) return 1;
  const std::size_t octets = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 5;
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(octets) +
      "\r\n\r\n" + std::string(octets, 'x');
  const int epoll = ::epoll_create1(0);
  epoll_event accepting{};
  accepting.events = EPOLLIN;
  accepting.data.fd = listener;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &accepting);
  Leftovers leftovers;
  std::string out;
  std::array<epoll_event, 128> events;
  while (true) {
    const int ready = ::epoll_wait(epoll, events.data(), events.size(), -1);
    for (int i = 0; i < ready; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      const bool hung_up =
          (events[static_cast<std::size_t>(i)].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
      if (fd == listener) {
        Accept(epoll, listener);
      } else if (!Serve(fd, hung_up, answer, leftovers, out)) {
        leftovers.erase(fd);
        ::close(fd);
      }
    }
  }
}
