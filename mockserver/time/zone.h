// Time zones: offsets ("+02:00") and the system's zone files (TZif, RFC 8536).
// Private to this folder. Nothing is kept between calls: a zone file has a few kilobytes.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wireproof::mock {

// What a zone's clocks show from some moment on.
struct ZoneRule {
  std::int32_t offset_seconds = 0;
  bool is_summer_time = false;
  std::string abbreviation = {};  // "CEST"; of an offset its id
  bool operator==(const ZoneRule&) const = default;
};

// The rule after a file's last transition: a POSIX TZ string ("CET-1CEST,M3.5.0,M10.5.0/3").
struct PosixRule {
  // The moment of one change in a year, by local time.
  struct Change {
    enum class Form : std::uint8_t { kMonthWeekDay, kJulian, kDayOfYear };
    Form form = Form::kMonthWeekDay;
    int month = 0;
    int week = 0;
    int day = 0;
    std::int32_t seconds = 7200;  // after midnight; may be negative
  };
  ZoneRule standard = {};
  std::optional<ZoneRule> summer = {};
  Change to_summer = {};
  Change to_standard = {};

  static std::optional<PosixRule> Parse(std::string_view text);
  const ZoneRule& At(std::int64_t unix_seconds) const;
};

class Zone {
 public:
  // "Z", "+02:00", "UTC", "GMT+1", "Europe/Paris". The error names the zone.
  static std::expected<Zone, std::string> Load(std::string_view name);
  // Of a zone file's octets; nothing where they are not TZif.
  static std::optional<Zone> FromTzif(std::string_view bytes);

  ZoneRule At(std::int64_t unix_seconds) const;

  // The point in time of a local time (seconds as if it were UTC). As java.time: what falls into a
  // gap is later by the gap's length; of two, the `preferred` offset, else the earlier point.
  std::int64_t ToUnix(std::int64_t local_seconds,
                      std::optional<std::int32_t> preferred = std::nullopt) const;

  // A zone with rules of its own, not just an offset.
  bool is_region() const { return region_; }

 private:
  struct Transition {
    std::int64_t at = 0;
    std::size_t rule = 0;
  };
  bool region_ = false;
  std::vector<ZoneRule> rules_;  // at least one
  std::vector<Transition> transitions_;
  std::optional<PosixRule> last_;
};

// "+2", "+02", "+0200", "+02:00", "+02:00:30", "Z" and the same with "-"; at most 18 hours.
std::optional<std::int32_t> ParseZoneOffset(std::string_view text);
// "+02:00", "Z".
std::string ZoneOffsetId(std::int32_t offset_seconds);

}  // namespace wireproof::mock
