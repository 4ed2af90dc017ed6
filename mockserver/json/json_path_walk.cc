// json-path goes from token to token. Where a definite path finds nothing it gives up as a whole;
// where the path before is indefinite it passes over what does not fit.
#include "mockserver/json/json_path_walk.h"

#include <algorithm>
#include <utility>

namespace wireproof::mock {
namespace {

enum class Outcome : std::uint8_t { kDone, kGivenUp };

// A member with this name of any object, or null.
const Json* FindMember(const Json& object, const std::string& name) {
  const auto at = object.find(name);
  return at == object.end() ? nullptr : &*at;
}

class Walk {
 public:
  Walk(const PathQuery& query, const Json& current, PathWork& work, const WalkOptions& options)
      : query_(query), current_(current), work_(work), options_(options) {}

  std::optional<std::vector<PathNode>> Nodes() {
    const PathNode start{.value = query_.relative ? &current_ : &work_.root};
    if (Next(0, start, true) == Outcome::kGivenUp || work_.exhausted()) return std::nullopt;
    return std::move(found_);
  }

 private:
  // Applies the segments from `at` on. `definite`: all before them were.
  Outcome Next(std::size_t at, const PathNode& node, bool definite) {
    if (!work_.Visit()) return Outcome::kGivenUp;
    if (at == query_.segments.size()) {
      found_.push_back(node);
      return Outcome::kDone;
    }
    return query_.segments[at].descendant ? Descend(at, node) : Here(at, node, definite);
  }

  // The value and all below it, each before its children; values that the segment is not made for
  // are passed over.
  Outcome Descend(std::size_t at, const PathNode& top) {
    std::vector<PathNode> open{top};
    while (!open.empty()) {
      const PathNode node = open.back();
      open.pop_back();
      if (!work_.Visit()) return Outcome::kGivenUp;
      if (Fits(at, node) && Here(at, node, false) == Outcome::kGivenUp) return Outcome::kGivenUp;
      const std::size_t first = open.size();
      EachChild(node, [&](const PathNode& child) {
        if (child.value->is_structured()) open.push_back(child);
        return Outcome::kDone;
      });
      std::reverse(open.begin() + static_cast<std::ptrdiff_t>(first), open.end());
    }
    return Outcome::kDone;
  }

  bool Fits(std::size_t at, const PathNode& node) {
    const PathSegment& segment = query_.segments[at];
    const Json& value = *node.value;
    switch (segment.selectors[0].kind) {
      case SelectorKind::kName: {
        if (!value.is_object()) return false;
        if (options_.leaf_to_null && last(at)) return true;
        return std::ranges::all_of(segment.selectors, [&](const PathSelector& selector) {
          return FindMember(value, selector.name) != nullptr;
        });
      }
      case SelectorKind::kIndex:
      case SelectorKind::kSlice:
        return value.is_array();
      case SelectorKind::kWildcard:
        return value.is_structured();
      case SelectorKind::kFilter:  // an array too is asked as a whole first
        return value.is_structured() &&
               JaywayHolds(*segment.selectors[0].filter, value, work_, options_);
    }
    return false;
  }

  Outcome Here(std::size_t at, const PathNode& node, bool definite) {
    switch (query_.segments[at].selectors[0].kind) {
      case SelectorKind::kName:
        return Names(at, node, definite);
      case SelectorKind::kIndex:
      case SelectorKind::kSlice:
        return Items(at, node, definite);
      case SelectorKind::kFilter:
        return Filter(at, node, definite);
      case SelectorKind::kWildcard:
        break;
    }
    return EachChild(node, [&](const PathNode& child) {
      const Outcome outcome = Next(at + 1, child, false);
      return options_.require_members ? outcome : Outcome::kDone;
    });
  }

  Outcome Names(std::size_t at, const PathNode& node, bool definite) {
    const PathSegment& segment = query_.segments[at];
    if (!node.value->is_object()) return Unless(definite);
    if (segment.selectors.size() > 1 && last(at) && !options_.members_apart) {
      return Merged(segment, node);
    }
    const bool one = segment.selectors.size() == 1;
    for (const PathSelector& selector : segment.selectors) {
      if (Member(at, node, selector.name, definite && one) == Outcome::kGivenUp) {
        return Outcome::kGivenUp;
      }
    }
    return Outcome::kDone;
  }

  Outcome Member(std::size_t at, const PathNode& node, const std::string& name, bool definite) {
    if (!work_.Visit()) return Outcome::kGivenUp;
    const auto member = node.value->find(name);
    if (member != node.value->end()) {
      return Next(at + 1, {&*member, work_.places.Add(node.place, member.key())}, definite);
    }
    if (last(at) && options_.leaf_to_null) {
      found_.push_back({.value = &work_.made.emplace_back(nullptr)});
      return Outcome::kDone;
    }
    if (last(at) && !options_.require_members) return Outcome::kDone;
    return Unless(definite || options_.require_members);
  }

  // Several names at the end: one object of those members that are there.
  Outcome Merged(const PathSegment& segment, const PathNode& node) {
    Json merged = Json::object();
    for (const PathSelector& selector : segment.selectors) {
      if (const Json* member = FindMember(*node.value, selector.name); member != nullptr) {
        merged[selector.name] = *member;
      } else if (options_.leaf_to_null) {
        merged[selector.name] = nullptr;
      } else if (options_.require_members) {
        return Outcome::kGivenUp;
      }
    }
    found_.push_back({.value = &work_.made.emplace_back(std::move(merged))});
    return work_.Visit() ? Outcome::kDone : Outcome::kGivenUp;
  }

  Outcome Items(std::size_t at, const PathNode& node, bool definite) {
    if (!node.value->is_array()) return Unless(definite);
    const PathSegment& segment = query_.segments[at];
    if (segment.selectors[0].kind == SelectorKind::kSlice) return Slice(at, node);
    const bool one = segment.selectors.size() == 1;
    for (const PathSelector& selector : segment.selectors) {
      const Outcome outcome = Item(at, node, selector.index, definite && one);
      if (outcome == Outcome::kGivenUp) return outcome;
    }
    return Outcome::kDone;
  }

  // With both ends given, json-path does not count them from the end but the single indexes
  // between them.
  Outcome Slice(std::size_t at, const PathNode& node) {
    const PathSelector& slice = query_.segments[at].selectors[0];
    const auto size = static_cast<std::int64_t>(node.value->size());
    const auto from_end = [&](std::int64_t i) { return i < 0 ? i + size : i; };
    std::int64_t from = slice.from.value_or(0);
    std::int64_t to = size;
    if (slice.to) to = std::min(slice.from ? *slice.to : from_end(*slice.to), size);
    if (!slice.to) from = std::max<std::int64_t>(from_end(from), 0);
    for (std::int64_t i = std::max(from, -size); i < to; ++i) {
      if (Item(at, node, i, false) == Outcome::kGivenUp) return Outcome::kGivenUp;
    }
    return Outcome::kDone;
  }

  // An index beyond the array finds nothing, and is no reason to give up.
  Outcome Item(std::size_t at, const PathNode& node, std::int64_t index, bool definite) {
    const auto size = static_cast<std::int64_t>(node.value->size());
    if (index < 0) index += size;
    if (index < 0 || index >= size) return Outcome::kDone;
    return Next(at + 1, Child(node, static_cast<std::size_t>(index)), definite);
  }

  // An object is asked as a whole, an array item by item.
  Outcome Filter(std::size_t at, const PathNode& node, bool definite) {
    const FilterNode& filter = *query_.segments[at].selectors[0].filter;
    if (node.value->is_object()) {
      const bool holds = JaywayHolds(filter, *node.value, work_, options_);
      return holds ? Next(at + 1, node, false) : Outcome::kDone;
    }
    if (!node.value->is_array()) return Unless(definite);
    return EachChild(node, [&](const PathNode& child) {
      return JaywayHolds(filter, *child.value, work_, options_) ? Next(at + 1, child, false)
                                                                : Outcome::kDone;
    });
  }

  template <typename Visitor>
  Outcome EachChild(const PathNode& node, Visitor visit) {
    if (node.value->is_object()) {
      for (const auto& [key, value] : node.value->get_ref<const Json::object_t&>()) {
        if (!work_.Visit()) return Outcome::kGivenUp;
        const Outcome outcome = visit(PathNode{&value, work_.places.Add(node.place, key)});
        if (outcome == Outcome::kGivenUp) return outcome;
      }
    } else if (node.value->is_array()) {
      for (std::size_t i = 0; i < node.value->size(); ++i) {
        if (!work_.Visit() || visit(Child(node, i)) == Outcome::kGivenUp) return Outcome::kGivenUp;
      }
    }
    return Outcome::kDone;
  }

  PathNode Child(const PathNode& node, std::size_t index) {
    return {.value = &(*node.value)[index], .place = work_.places.Add(node.place, index)};
  }
  // Nothing comes after the segment, not even a function.
  bool last(std::size_t at) const { return at + 1 == query_.segments.size() && !query_.function; }
  static Outcome Unless(bool definite) { return definite ? Outcome::kGivenUp : Outcome::kDone; }

  const PathQuery& query_;
  const Json& current_;
  PathWork& work_;
  const WalkOptions& options_;
  std::vector<PathNode> found_;
};

// A path that begins with ".." and has a function: the function is asked about the whole document,
// with the path as its argument.
std::optional<Json> CallOverDescendants(const PathQuery& query, const Json& current, PathWork& work,
                                        const WalkOptions& options) {
  PathQuery argument = query;
  argument.function = nullptr;
  argument.singular = false;
  PathFunction function{.name = query.function->name};
  function.arguments.push_back({.kind = OperandKind::kQuery,
                                .query = std::make_shared<const PathQuery>(std::move(argument))});
  return JaywayCall(function, query.relative ? current : work.root, current, work, options);
}

}  // namespace

std::optional<std::vector<PathNode>> JaywayNodes(const PathQuery& query, const Json& current,
                                                 PathWork& work, const WalkOptions& options) {
  return Walk(query, current, work, options).Nodes();
}

const Json* JaywayRead(const PathQuery& query, const Json& current, PathWork& work,
                       const WalkOptions& options) {
  const auto made = [&](Json value) { return &work.made.emplace_back(std::move(value)); };
  if (query.function && !query.segments.empty() && query.segments[0].descendant) {
    auto result = CallOverDescendants(query, current, work, options);
    return result ? made(*std::move(result)) : nullptr;
  }
  const auto nodes = JaywayNodes(query, current, work, options);
  if (!nodes) return nullptr;
  if (query.singular && nodes->empty()) return nullptr;
  if (query.singular && !query.function) return nodes->back().value;
  Json results = Json::array();
  for (const PathNode& node : *nodes) {
    if (!work.VisitAll(*node.value)) return nullptr;
    if (!query.function) {
      results.push_back(*node.value);
      continue;
    }
    auto result = JaywayCall(*query.function, *node.value, current, work, options);
    if (!result) return nullptr;
    results.push_back(*std::move(result));
  }
  return made(query.singular ? Json(results.back()) : std::move(results));
}

}  // namespace wireproof::mock
