#include "http_client.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace {

int Connected(std::uint16_t port) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (connect(connection, generic, sizeof address) == 0) return connection;
  close(connection);
  return -1;
}

std::string ReadToEnd(int connection) {
  std::string octets;
  char buffer[4096];
  ssize_t count = 0;
  while ((count = recv(connection, buffer, sizeof buffer, 0)) > 0) {
    octets.append(buffer, static_cast<std::size_t>(count));
  }
  return octets;
}

}  // namespace

HttpAnswer HttpRequest(std::uint16_t port, const std::string& method, const std::string& target,
                       const std::string& body) {
  const int connection = Connected(port);
  if (connection < 0) return {};
  const std::string request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" +
                              "Connection: close\r\nContent-Type: application/json\r\n" +
                              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  (void)send(connection, request.data(), request.size(), MSG_NOSIGNAL);
  const std::string answer = ReadToEnd(connection);
  close(connection);
  const auto space = answer.find(' ');
  const auto head_end = answer.find("\r\n\r\n");
  if (space == std::string::npos || head_end == std::string::npos) return {};
  return {std::atoi(answer.c_str() + space + 1), answer.substr(head_end + 4)};
}

HttpAnswer HttpGet(std::uint16_t port, const std::string& target) {
  return HttpRequest(port, "GET", target);
}
