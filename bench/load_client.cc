// A load client: keep-alive connections, each with a number of requests under way, for some
// seconds. Prints one line of JSON. Answers must be alike, with a Content-Length or chunked.
//
//   load_client PORT [--connections 32] [--depth 1] [--milliseconds 3000] [--requests 0]
//               [--target /] [--body 0] [--server-pid 0]
//
// With a server's process number it also says how much CPU each request cost the server.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::uint16_t port = 0;
  std::map<std::string, long> numbers = {
      {"--connections", 32}, {"--depth", 1}, {"--milliseconds", 3000},
      {"--requests", 0},     {"--body", 0},  {"--server-pid", 0}};
  std::string target = "/";
  long At(const char* name) const { return numbers.at(name); }
};

bool Read(int argc, char** argv, Options& options) {
  if (argc < 2) return false;
  options.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--target") {
      options.target = argv[i + 1];
    } else if (options.numbers.contains(name)) {
      options.numbers[name] = std::atol(argv[i + 1]);
    } else {
      return false;
    }
  }
  return options.port != 0;
}

// How long the threads of a process have run, in seconds: to the nanosecond, as the scheduler
// counts.
double CpuSeconds(long pid) {
  unsigned long long nanoseconds = 0;
  std::error_code none;
  const std::filesystem::path tasks = "/proc/" + std::to_string(pid) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks, none)) {
    unsigned long long one = 0;
    if (std::ifstream(task.path() / "schedstat") >> one) nanoseconds += one;
  }
  return static_cast<double>(nanoseconds) / 1e9;
}

// One connection: counts whole answers, and sends as many requests as were answered.
class Client {
 public:
  Client(const Options& options, const std::string& request) : request_(request) {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ok_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(fd_, F_SETFL, O_NONBLOCK);
  }
  int fd() const { return fd_; }
  bool ok() const { return ok_; }

  void Ask(long count) {
    for (; count > 0; --count) pending_ += request_;
    Push();
  }

  // How many answers came; less than 0 where the connection failed.
  long Take() {
    static std::array<char, 262144> buffer;
    long answers = 0;
    while (true) {
      const ssize_t count = ::recv(fd_, buffer.data(), buffer.size(), 0);
      if (count == 0) return -1;
      if (count < 0) return errno == EAGAIN ? answers : -1;
      answers += Count({buffer.data(), static_cast<std::size_t>(count)});
      if (static_cast<std::size_t>(count) < buffer.size()) return answers;
    }
  }

 private:
  void Push() {
    while (!pending_.empty()) {
      const ssize_t count = ::send(fd_, pending_.data(), pending_.size(), MSG_NOSIGNAL);
      if (count < 0) return;
      pending_.erase(0, static_cast<std::size_t>(count));
    }
  }

  // The octets of an answer of which the beginning is there; 0 where more is needed.
  static std::size_t SizeOf(const std::string& begun) {
    constexpr std::string_view kLength = "Content-Length: ";
    constexpr std::string_view kLastChunk = "\r\n0\r\n\r\n";
    const std::size_t head = begun.find("\r\n\r\n");
    if (head == std::string::npos) return 0;
    const std::size_t at = begun.find(kLength);
    if (at < head) return head + 4 + std::strtoul(begun.c_str() + at + kLength.size(), nullptr, 10);
    if (begun.find("chunked") > head) std::exit(3);
    const std::size_t last = begun.find(kLastChunk, head);
    return last == std::string::npos ? 0 : last + kLastChunk.size();
  }

  // Once the size of the first answer is known, octets are counted.
  long Count(std::string_view octets) {
    if (answer_octets_ == 0) {
      first_ += octets;
      answer_octets_ = SizeOf(first_);
      if (answer_octets_ == 0) return 0;
      received_ = first_.size();
    } else {
      received_ += octets.size();
    }
    const std::size_t answers = received_ / answer_octets_;
    received_ %= answer_octets_;
    return static_cast<long>(answers);
  }

  const std::string& request_;
  int fd_ = -1;
  bool ok_ = false;
  std::string pending_;
  std::string first_;
  std::size_t answer_octets_ = 0;
  std::size_t received_ = 0;
};

std::string RequestOf(const Options& options) {
  const auto body = static_cast<std::size_t>(options.At("--body"));
  std::string request = (body > 0 ? "POST " : "GET ") + options.target +
                        " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: load\r\nAccept: */*\r\n";
  if (body > 0) request += "Content-Length: " + std::to_string(body) + "\r\n";
  return request + "\r\n" + std::string(body, 'b');
}

// The answers that came; less than 0 where a connection failed.
long Run(const Options& options, std::vector<Client>& clients) {
  const int epoll = ::epoll_create1(0);
  for (std::size_t i = 0; i < clients.size(); ++i) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, clients[i].fd(), &event);
    clients[i].Ask(options.At("--depth"));
  }
  const auto end = Clock::now() + std::chrono::milliseconds(options.At("--milliseconds"));
  const long most = options.At("--requests");
  std::array<epoll_event, 128> events;
  long answers = 0;
  while (most > 0 ? answers < most : Clock::now() < end) {
    const int ready = ::epoll_wait(epoll, events.data(), events.size(), 1000);
    for (int i = 0; i < ready; ++i) {
      Client& client = clients[events[static_cast<std::size_t>(i)].data.u64];
      const long came = client.Take();
      if (came < 0) return -1;
      answers += came;
      client.Ask(came);
    }
  }
  return answers;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!Read(argc, argv, options)) {
    std::fprintf(stderr,
                 "usage: load_client PORT [--connections N] [--depth N] [--milliseconds N] "
                 "[--requests N] [--target PATH] [--body N] [--server-pid PID]\n");
    return 2;
  }
  const std::string request = RequestOf(options);
  std::vector<Client> clients;
  for (long i = 0; i < options.At("--connections"); ++i) {
    clients.emplace_back(options, request);
    if (!clients.back().ok()) return 3;
  }
  const long pid = options.At("--server-pid");
  const double cpu_before = pid > 0 ? CpuSeconds(pid) : 0;
  const auto begin = Clock::now();
  const long answers = Run(options, clients);
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  if (answers < 0) return 3;
  const double cpu = pid > 0 ? CpuSeconds(pid) - cpu_before : 0;
  std::printf("{\"requests\":%ld,\"seconds\":%.3f,\"per_second\":%.0f,\"server_cpu_us\":%.3f}\n",
              answers, seconds, static_cast<double>(answers) / seconds,
              answers > 0 ? cpu * 1e6 / static_cast<double>(answers) : 0);
  return 0;
}
