#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "mockserver/time/pattern.h"
#include "mockserver/time/zone.h"

namespace wireproof::mock {
namespace {

using Texts = std::vector<std::string_view>;

Texts Months(TextStyle style) {
  switch (style) {
    case TextStyle::kShort:
      return {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    case TextStyle::kFull:
      return {"January", "February", "March",     "April",   "May",      "June",
              "July",    "August",   "September", "October", "November", "December"};
    case TextStyle::kNarrow:
      return {"J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D"};
  }
  return {};
}

Texts Weekdays(TextStyle style) {
  switch (style) {
    case TextStyle::kShort:
      return {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    case TextStyle::kFull:
      return {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    case TextStyle::kNarrow:
      return {"M", "T", "W", "T", "F", "S", "S"};
  }
  return {};
}

// A zone's abbreviations in winter and summer, its names, and the zone they are read as.
struct ZoneNames {
  std::string_view winter, summer, winter_name, summer_name, zone;
};
constexpr std::array<ZoneNames, 16> kZoneNames = {{
    {"UTC", "", "Coordinated Universal Time", "", "UTC"},
    {"GMT", "", "Greenwich Mean Time", "", "GMT"},
    {"CET", "CEST", "Central European Standard Time", "Central European Summer Time",
     "Europe/Paris"},
    {"EET", "EEST", "Eastern European Standard Time", "Eastern European Summer Time",
     "Europe/Bucharest"},
    {"WET", "WEST", "Western European Standard Time", "Western European Summer Time",
     "Atlantic/Canary"},
    {"", "BST", "", "British Summer Time", "Europe/London"},
    {"EST", "EDT", "Eastern Standard Time", "Eastern Daylight Time", "America/New_York"},
    {"CST", "CDT", "Central Standard Time", "Central Daylight Time", "America/Chicago"},
    {"MST", "MDT", "Mountain Standard Time", "Mountain Daylight Time", "America/Denver"},
    {"PST", "PDT", "Pacific Standard Time", "Pacific Daylight Time", "America/Los_Angeles"},
    {"AKST", "AKDT", "Alaska Standard Time", "Alaska Daylight Time", "America/Anchorage"},
    {"HST", "", "Hawaii-Aleutian Standard Time", "", "Pacific/Honolulu"},
    {"JST", "", "Japan Standard Time", "", "Asia/Tokyo"},
    {"AEST", "AEDT", "Australian Eastern Standard Time", "Australian Eastern Daylight Time",
     "Australia/Sydney"},
    {"NZST", "NZDT", "New Zealand Standard Time", "New Zealand Daylight Time", "Pacific/Auckland"},
    {"MSK", "", "Moscow Standard Time", "", "Europe/Moscow"},
}};

}  // namespace

std::vector<std::string_view> FieldTexts(TimeField field, TextStyle style) {
  switch (field) {
    case TimeField::kMonth:
      return Months(style);
    case TimeField::kDayOfWeek:
      return Weekdays(style);
    case TimeField::kAmPm:
      return {"AM", "PM"};
    case TimeField::kEra:
      if (style == TextStyle::kShort) return {"BC", "AD"};
      if (style == TextStyle::kFull) return {"Before Christ", "Anno Domini"};
      return {"B", "A"};
    case TimeField::kQuarter:
      if (style == TextStyle::kShort) return {"Q1", "Q2", "Q3", "Q4"};
      if (style == TextStyle::kNarrow) return {"1", "2", "3", "4"};
      return {"1st quarter", "2nd quarter", "3rd quarter", "4th quarter"};
    default:
      return {};
  }
}

int FirstTextValue(TimeField field) {
  return field == TimeField::kAmPm || field == TimeField::kEra ? 0 : 1;
}

std::string ZoneText(const DateTime& time, TextStyle style) {
  if (time.zone.empty()) return ZoneOffsetId(time.offset_seconds);
  const auto zone = Zone::Load(time.zone);
  if (!zone) return time.zone;
  const std::string text = zone->At(time.unix_seconds).abbreviation;
  if (style != TextStyle::kFull) return text;
  for (const ZoneNames& names : kZoneNames) {
    if (text == names.winter) return std::string(names.winter_name);
    if (text == names.summer) return std::string(names.summer_name);
  }
  return text;
}

std::string_view ZoneOfText(std::string_view abbreviation) {
  const auto found = std::ranges::find_if(kZoneNames, [&](const ZoneNames& names) {
    return !abbreviation.empty() &&
           (abbreviation == names.winter || abbreviation == names.summer ||
            abbreviation == names.winter_name || abbreviation == names.summer_name);
  });
  return found == kZoneNames.end() ? std::string_view() : found->zone;
}

}  // namespace wireproof::mock
