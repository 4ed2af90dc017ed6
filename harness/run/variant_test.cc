#include "harness/run/variant.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wireproof::harness {
namespace {

using script::Await;
using script::Delivery;
using script::Script;
using script::Send;

Script Sends(int count, bool together) {
  Script steps;
  for (int i = 0; i < count; ++i) {
    steps.push_back({"", Send{script::OctetsTemplate("x")}});
    if (!together) steps.push_back({"", Await{}});
  }
  return steps;
}

std::string VariantsText(const Scenario& scenario, const VariantChoice& choice,
                         bool subject_has_tls) {
  std::vector<std::string> names;
  for (const Variant& variant : VariantsOf(scenario, choice, subject_has_tls)) {
    names.push_back(Name(variant));
  }
  return fmt::format("{}", fmt::join(names, "; "));
}

struct Row {
  const char* what;
  Script steps;
  Transport transport;
  bool exact;
  bool subject_has_tls;
  VariantChoice choice;
  const char* variants;
};

TEST(VariantsOf, GivesThePrimaryFirstAndWhatPutsOtherWritesOnTheWire) {
  const VariantChoice all;
  const VariantChoice only_split{{Delivery::kSplit}, {Delivery::kSplit}};
  const VariantChoice only_tls{{}, {Delivery::kWhole}};
  const VariantChoice only_plain{kAllDeliveries, {}};
  const Row rows[] = {
      {"one send", Sends(1, true), Transport::kAny, false, false, all,
       "plain, whole; plain, bytewise; plain, split"},
      {"sends behind one another", Sends(2, true), Transport::kAny, false, false, all,
       "plain, whole; plain, bytewise; plain, split; plain, coalesced"},
      {"sends with a step between", Sends(2, false), Transport::kAny, false, false, all,
       "plain, whole; plain, bytewise; plain, split"},
      {"no send", {}, Transport::kAny, false, false, all, "plain, whole"},
      {"with TLS", Sends(1, true), Transport::kAny, false, true, all,
       "plain, whole; plain, bytewise; plain, split; TLS, whole"},
      {"exact", Sends(2, true), Transport::kAny, true, true, all, "plain, whole; TLS, whole"},
      {"plain only", Sends(1, true), Transport::kPlain, true, true, all, "plain, whole"},
      {"about TLS", Sends(1, true), Transport::kTls, false, true, all,
       "TLS, whole; TLS, bytewise; TLS, split"},
      {"about TLS, which it lacks", Sends(1, true), Transport::kTls, false, false, all, ""},
      {"one delivery", Sends(1, true), Transport::kAny, false, true, only_split,
       "plain, split; TLS, split"},
      {"one delivery of what is exact", Sends(1, true), Transport::kAny, true, true, only_split,
       ""},
      {"TLS chosen", Sends(1, true), Transport::kAny, false, true, only_tls, "TLS, whole"},
      {"TLS chosen, about TLS", Sends(1, true), Transport::kTls, false, true, only_tls,
       "TLS, whole"},
      {"plain chosen", Sends(1, true), Transport::kAny, false, true, only_plain,
       "plain, whole; plain, bytewise; plain, split"},
      {"plain chosen, about TLS", Sends(1, true), Transport::kTls, false, true, only_plain, ""},
  };
  for (const Row& row : rows) {
    Scenario scenario;
    scenario.role = Role::kServer;
    scenario.steps = row.steps;
    scenario.transport = row.transport;
    scenario.exact_delivery = row.exact;
    EXPECT_EQ(VariantsText(scenario, row.choice, row.subject_has_tls), row.variants) << row.what;
    std::swap(scenario.steps, scenario.peer);
    scenario.role = Role::kClient;
    EXPECT_EQ(VariantsText(scenario, row.choice, row.subject_has_tls), row.variants)
        << row.what << ", a client's";
  }
}

TEST(VariantsOf, PutsThePrimaryFirstWhateverTheOrderOfTheChoice) {
  Scenario scenario;
  scenario.steps = Sends(1, true);
  const VariantChoice choice{{Delivery::kSplit, Delivery::kWhole}, {}};
  EXPECT_EQ(VariantsText(scenario, choice, false), "plain, whole; plain, split");
}

TEST(PrimaryVariant, IsWholeAndPlainUnlessTheScenarioIsAboutTls) {
  Scenario scenario;
  EXPECT_EQ(PrimaryVariant(scenario), (Variant{Delivery::kWhole, false}));
  scenario.transport = Transport::kPlain;
  EXPECT_EQ(PrimaryVariant(scenario), (Variant{Delivery::kWhole, false}));
  scenario.transport = Transport::kTls;
  EXPECT_EQ(PrimaryVariant(scenario), (Variant{Delivery::kWhole, true}));
}

}  // namespace
}  // namespace wireproof::harness
