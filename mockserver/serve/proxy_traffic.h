// The requests that are being passed on to other servers: how many, and which of them come back.
//
// A request that comes over a connection whose other end is one of our own is one that we passed
// on; nothing is added to it to know it by. A loop by way of another server is bounded by the
// number of requests alone.
#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace wireproof::mock {

class ProxyTraffic {
 public:
  // Each holds a connection of its own, besides its client's.
  static constexpr std::size_t kMostUnderWay = 1000;
  // A mock may proxy to itself under another path, and that again.
  static constexpr int kMostHops = 10;

  // One request under way, until it is destroyed.
  class Entry;

  struct Refusal {
    int status = 0;
    std::string text = {};  // the URL follows
  };
  // `peer` is the other end of the connection that the request came on.
  static std::expected<Entry, Refusal> Enter(std::shared_ptr<ProxyTraffic> traffic,
                                             std::string_view peer);

  std::size_t under_way() const { return under_way_; }

 private:
  // Our ends of connections to targets, and how often what goes over them was passed on by then.
  using Hops = std::multimap<std::string, int, std::less<>>;

  std::size_t under_way_ = 0;
  Hops hops_;
};

class ProxyTraffic::Entry {
 public:
  Entry(std::shared_ptr<ProxyTraffic> traffic, int hops);
  Entry(Entry&& other) noexcept = default;
  Entry& operator=(Entry&&) = delete;
  ~Entry();

  // Our end of the connection that it is sent on.
  void GoesOver(std::string_view local_name);

 private:
  std::shared_ptr<ProxyTraffic> traffic_;
  int hops_;
  std::optional<Hops::iterator> place_ = {};
};

}  // namespace wireproof::mock
