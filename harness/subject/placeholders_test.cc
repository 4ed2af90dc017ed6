#include "harness/subject/placeholders.h"

#include <gtest/gtest.h>

namespace wireproof::harness {
namespace {

TEST(Fill, PutsInWhatIsNamedAndLeavesTheRest) {
  const Placeholders values{{"port", "80"}, {"tmp", "/t"}, {"empty", ""}, {"loop", "{port}"}};
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"{port}", "80"},
      {"{tmp}/a:{port}", "/t/a:80"},
      {"{port}{port}", "8080"},
      {"{unknown}", "{unknown}"},
      {"{unknown}{port}", "{unknown}80"},
      {"{", "{"},
      {"}", "}"},
      {"{}", "{}"},
      {"{port", "{port"},
      {"{{port}}", "{80}"},
      {"{ port }", "{ port }"},
      {"server { listen {port}; }", "server { listen 80; }"},
      {"a{empty}b", "ab"},
      {"%{http_code}", "%{http_code}"},
  };
  for (const auto& [text, filled] : rows) EXPECT_EQ(Fill(text, values), filled) << text;
}

TEST(Fill, DoesNotLookAtWhatItPutIn) {
  const Placeholders values{{"target", "/{port}"}, {"port", "80"}};
  EXPECT_EQ(Fill("{target}", values), "/{port}");
}

}  // namespace
}  // namespace wireproof::harness
