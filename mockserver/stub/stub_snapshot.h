// The stubs in force at one time, as a few immutable indexes. Private to this folder.
//
// Changing one of ten thousand stubs must not index all of them anew: new stubs make a small index
// beside the large ones, removed ones are marked. Indexes of like size are merged, so that there
// are few, and adding n stubs one by one, with a look at them between, indexes each about
// kRatio * log n times. When nothing changes for a while, all become one.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "mockserver/stub/candidates.h"
#include "mockserver/stub/stub_index.h"

namespace wireproof::mock {

class StubSnapshot {
 public:
  // Calls `accepts` with the entries that may answer, by precedence, until it says true; gives that
  // one, or null. `accepts` may change the store: this snapshot must be held meanwhile.
  template <typename Accepts>
  const IndexEntry* Find(const Request& request, Accepts&& accepts) const {
    Candidates candidates;
    for (const Layer& layer : layers_) {
      candidates.SetRemoved(layer.removed.get());
      layer.index->Collect(request, candidates);
    }
    while (const IndexEntry* entry = candidates.Next()) {
      if (accepts(*entry)) return entry;
    }
    return nullptr;
  }

  std::size_t layers() const { return layers_.size(); }

 private:
  friend class StubLayers;
  struct Layer {
    std::shared_ptr<const StubIndex> index = {};
    std::shared_ptr<const std::vector<bool>> removed = {};  // by number; null: none
    std::size_t live = 0;
  };
  std::vector<Layer> layers_;  // the largest first
};

// Makes the snapshots.
class StubLayers {
 public:
  // An index stands beside another only if it is so many times smaller.
  static constexpr std::size_t kRatio = 8;

  void Add(StoredStubPtr stub);
  // Does nothing for a stub that is not there.
  void Remove(const StoredStub& stub);
  void Clear();

  // The snapshot of now. Made anew only after a change, or to merge what has settled.
  const std::shared_ptr<const StubSnapshot>& Current();

 private:
  using Layer = StubSnapshot::Layer;
  void Rebuild();
  static void AppendLive(const Layer& layer, std::vector<StoredStubPtr>& out);
  static Layer MakeLayer(std::vector<StoredStubPtr> stubs);
  void MergeLast(std::size_t count);

  std::vector<Layer> layers_;
  std::vector<StoredStubPtr> added_;  // not in a layer yet
  std::shared_ptr<const StubSnapshot> current_;
  std::size_t asked_ = 0;  // since the last change
};

}  // namespace wireproof::mock
