#include "mockserver/stub/stub_snapshot.h"

#include <algorithm>
#include <span>

namespace wireproof::mock {

void StubLayers::Add(StoredStubPtr stub) {
  added_.push_back(std::move(stub));
  current_.reset();
}

void StubLayers::Remove(const StoredStub& stub) {
  current_.reset();
  if (std::erase_if(added_, [&stub](const auto& other) { return other.get() == &stub; }) > 0) {
    return;
  }
  for (Layer& layer : layers_) {
    const auto number = layer.index->NumberOf(stub);
    if (!number) continue;
    // A copy: snapshots share the old one.
    auto removed = layer.removed == nullptr
                       ? std::make_shared<std::vector<bool>>(layer.index->stubs().size())
                       : std::make_shared<std::vector<bool>>(*layer.removed);
    if (!(*removed)[*number]) --layer.live;
    (*removed)[*number] = true;
    layer.removed = std::move(removed);
    return;
  }
}

void StubLayers::Clear() {
  layers_.clear();
  added_.clear();
  current_.reset();
}

const std::shared_ptr<const StubSnapshot>& StubLayers::Current() {
  if (current_ == nullptr) {
    Rebuild();
    asked_ = 0;
  } else if (layers_.size() > 1 && ++asked_ > layers_.front().live) {
    MergeLast(layers_.size());
    current_.reset();
  }
  if (current_ == nullptr) {
    auto snapshot = std::make_shared<StubSnapshot>();
    snapshot->layers_ = layers_;
    current_ = std::move(snapshot);
  }
  return current_;
}

void StubLayers::Rebuild() {
  std::erase_if(layers_, [](const Layer& layer) { return layer.live == 0; });
  for (Layer& layer : layers_) {
    if (layer.live * 2 >= layer.index->stubs().size()) continue;
    std::vector<StoredStubPtr> live;
    AppendLive(layer, live);
    layer = MakeLayer(std::move(live));
  }
  if (added_.empty()) return;
  // How many of the last layers the new one takes in: as long as it is not much smaller. Counted
  // first, so that each stub is indexed once.
  std::size_t size = added_.size();
  std::size_t taken = 0;
  while (taken < layers_.size() && size * kRatio > layers_[layers_.size() - 1 - taken].live) {
    size += layers_[layers_.size() - 1 - taken].live;
    ++taken;
  }
  layers_.push_back({.live = added_.size()});  // holds the place of the new one
  MergeLast(taken + 1);
}

// The last `count` layers, and what was added, become one.
void StubLayers::MergeLast(std::size_t count) {
  std::vector<StoredStubPtr> stubs = std::move(added_);
  added_.clear();
  for (const Layer& layer : std::span(layers_).last(count)) AppendLive(layer, stubs);
  layers_.resize(layers_.size() - count);
  layers_.push_back(MakeLayer(std::move(stubs)));
}

void StubLayers::AppendLive(const Layer& layer, std::vector<StoredStubPtr>& out) {
  if (layer.index == nullptr) return;
  const std::span<const StoredStubPtr> stubs = layer.index->stubs();
  for (std::size_t n = 0; n < stubs.size(); ++n) {
    if (layer.removed == nullptr || !(*layer.removed)[n]) out.push_back(stubs[n]);
  }
}

StubLayers::Layer StubLayers::MakeLayer(std::vector<StoredStubPtr> stubs) {
  const std::size_t live = stubs.size();
  return {.index = std::make_shared<const StubIndex>(std::move(stubs)), .live = live};
}

}  // namespace wireproof::mock
