#include "mockserver/template/value.h"

namespace wireproof::mock {
namespace {

// Walks both values together; stops where too many were looked at.
class Comparison {
 public:
  bool over() const { return looked_at_ > kMaxComparedValues; }

  bool Equal(const TemplateValue& a, const TemplateValue& b) {
    if (++looked_at_ > kMaxComparedValues) return false;
    if (a.is_number() && b.is_number()) return Compare(a.decimal(), b.decimal()) == 0;
    if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
    if (const auto text = a.text()) return text == b.text();
    if (const auto value = a.boolean()) return value == b.boolean();
    if (const TemplateDate* date = a.date()) {
      return b.date() != nullptr && wireproof::mock::Compare(date->time, b.date()->time) == 0;
    }
    if (a.object() != nullptr && a.object() == b.object()) return true;
    if (a.is_list() && b.is_list()) return EqualLists(a, b);
    const bool maps =
        !a.is_list() && !b.is_list() && a.object() == nullptr && b.object() == nullptr;
    return maps && EqualMaps(a, b);
  }

 private:
  bool EqualLists(const TemplateValue& a, const TemplateValue& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!Equal(a.At(i), b.At(i))) return false;
    }
    return true;
  }

  bool EqualMaps(const TemplateValue& a, const TemplateValue& b) {
    const auto left = a.Entries();
    if (!left || !b.Entries() || a.size() != b.size()) return false;
    for (const auto& [key, value] : *left) {
      looked_at_ += b.size();
      if (over() || !Equal(value, b.Member(key))) return false;
    }
    return true;
  }

  std::size_t looked_at_ = 0;
};

}  // namespace

std::optional<bool> EqualValues(const TemplateValue& a, const TemplateValue& b) {
  Comparison comparison;
  const bool equal = comparison.Equal(a, b);
  if (comparison.over()) return std::nullopt;
  return equal;
}

}  // namespace wireproof::mock
