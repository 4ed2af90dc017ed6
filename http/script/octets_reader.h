// Reads the composed forms of octets (scenarios/README.md, "Octets"); the work behind
// OctetsTemplate::FromJson.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "http/script/octets.h"

namespace wireproof::script {

// One value is read by one reader, once.
class OctetsReader {
 public:
  std::expected<OctetsTemplate, OctetsError> Read(const nlohmann::json& value);

 private:
  using Result = std::expected<OctetsTemplate, OctetsError>;

  Result ReadAt(const nlohmann::json& value, const std::string& pointer);
  Result ReadForm(const nlohmann::json& value, const std::string& pointer);
  Result ReadText(const std::string& text, const std::string& pointer);
  Result ReadJoined(const nlohmann::json& items, std::string_view between,
                    const std::string& pointer);
  Result ReadObject(const nlohmann::json& object, const std::string& pointer);
  Result ReadRepeat(const nlohmann::json& object, const std::string& pointer);
  Result WithinLimits(OctetsTemplate octets, const std::string& pointer);

  std::size_t depth_ = 0;
};

}  // namespace wireproof::script
