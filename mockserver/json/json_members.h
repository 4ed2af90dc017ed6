// Looking up members in an object of any size. Private to this folder.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_map>

#include "mockserver/json/json.h"

namespace wireproof::mock {

// For looking up many keys in one object: nlohmann's ordered_map walks through all members for
// each, so that comparing two large objects would take quadratic time.
class JsonMembers {
 public:
  // `object` must be one, and outlive this.
  explicit JsonMembers(const Json& object) : members_(object.get_ref<const Json::object_t&>()) {
    if (members_.size() <= kFew) return;
    index_.reserve(members_.size());
    for (const auto& [key, value] : members_) index_.try_emplace(key, &value);
  }

  // Null where there is none.
  const Json* Find(std::string_view key) const {
    if (members_.size() > kFew) {
      const auto found = index_.find(key);
      return found == index_.end() ? nullptr : found->second;
    }
    for (const auto& [name, value] : members_) {
      if (name == key) return &value;
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t kFew = 16;  // below, walking is cheaper than an index

  const Json::object_t& members_;
  std::unordered_map<std::string_view, const Json*> index_;
};

}  // namespace wireproof::mock
