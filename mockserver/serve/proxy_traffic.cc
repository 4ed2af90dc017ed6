#include "mockserver/serve/proxy_traffic.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wireproof::mock {
namespace {

// Where a listener takes both families, an IPv4 peer is "[::ffff:127.0.0.1]:80".
std::string Plain(std::string_view name) {
  constexpr std::string_view kMapped = "[::ffff:";
  if (!name.starts_with(kMapped) || !name.contains('.')) return std::string(name);
  std::string plain(name.substr(kMapped.size()));
  std::erase(plain, ']');
  return plain;
}

}  // namespace

std::expected<ProxyTraffic::Entry, ProxyTraffic::Refusal> ProxyTraffic::Enter(
    std::shared_ptr<ProxyTraffic> traffic, std::string_view peer) {
  int hops = 1;
  const auto [begin, end] = traffic->hops_.equal_range(Plain(peer));
  for (auto one = begin; one != end; ++one) hops = std::max(hops, one->second + 1);
  if (hops > kMostHops) {
    return std::unexpected(Refusal{
        .status = 508,
        .text = fmt::format("Proxy loop: this request came back to this mock server, which has "
                            "passed it on {} times, the last time on its way to ",
                            kMostHops)});
  }
  if (traffic->under_way_ >= kMostUnderWay) {
    return std::unexpected(
        Refusal{.status = 503,
                .text = fmt::format("This mock server has {} proxied requests under way, the most "
                                    "at once (a loop of proxies?); not passed on: ",
                                    kMostUnderWay)});
  }
  return Entry(std::move(traffic), hops);
}

ProxyTraffic::Entry::Entry(std::shared_ptr<ProxyTraffic> traffic, int hops)
    : traffic_(std::move(traffic)), hops_(hops) {
  ++traffic_->under_way_;
}

ProxyTraffic::Entry::~Entry() {
  if (!traffic_) return;  // moved from
  if (place_) traffic_->hops_.erase(*place_);
  --traffic_->under_way_;
}

void ProxyTraffic::Entry::GoesOver(std::string_view local_name) {
  if (place_) traffic_->hops_.erase(*place_);
  place_ = traffic_->hops_.emplace(Plain(local_name), hops_);
}

}  // namespace wireproof::mock
