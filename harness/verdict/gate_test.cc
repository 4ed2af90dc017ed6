#include "harness/verdict/gate.h"

#include <gtest/gtest.h>

namespace wireproof::harness {
namespace {

constexpr Verdict kVerdicts[] = {Verdict::kSkip,    Verdict::kPass, Verdict::kWarn,
                                 Verdict::kBlocked, Verdict::kFail, Verdict::kError};
constexpr Agreement kAgreements[] = {Agreement::kNone, Agreement::kSame, Agreement::kVersion,
                                     Agreement::kDiffers};
constexpr GateKind kGates[] = {GateKind::kVerdicts, GateKind::kAgreement, GateKind::kForeign,
                               GateKind::kNever};

TEST(Gate, NamesComeBack) {
  for (const Verdict verdict : kVerdicts) EXPECT_EQ(VerdictFromName(Name(verdict)), verdict);
  for (const Agreement one : kAgreements) EXPECT_EQ(AgreementFromName(Name(one)), one);
  for (const GateKind gate : kGates) EXPECT_EQ(GateKindFromName(Name(gate)), gate);
  EXPECT_EQ(Name(Verdict::kBlocked), "blocked");
  EXPECT_EQ(Name(Agreement::kDiffers), "differs");
  EXPECT_EQ(Name(GateKind::kForeign), "foreign");
  EXPECT_FALSE(VerdictFromName("passed") || AgreementFromName("") || GateKindFromName("strict"));
}

TEST(Gate, AGradeIsAVerdict) {
  EXPECT_EQ(VerdictOf(Grade::kPass), Verdict::kPass);
  EXPECT_EQ(VerdictOf(Grade::kWarn), Verdict::kWarn);
  EXPECT_EQ(VerdictOf(Grade::kFail), Verdict::kFail);
}

TEST(WorstVariant, IsTheFirstOfTheWorst) {
  const auto worst = [](std::vector<VariantResult> variants) { return WorstVariant(variants); };
  EXPECT_EQ(worst({}).verdict, Verdict::kSkip);
  EXPECT_EQ(worst({}).agreement, Agreement::kNone);
  const WorstResult mixed = worst({{"whole", Verdict::kPass, Agreement::kSame},
                                   {"bytewise", Verdict::kFail, Agreement::kSame},
                                   {"split", Verdict::kFail, Agreement::kDiffers},
                                   {"coalesced", Verdict::kSkip, Agreement::kNone}});
  EXPECT_EQ(mixed.verdict, Verdict::kFail);
  EXPECT_EQ(mixed.verdict_at, 1u);
  EXPECT_EQ(mixed.agreement, Agreement::kDiffers);
  EXPECT_EQ(mixed.agreement_at, 2u);
}

TEST(WorstVariant, OrdersVerdictsAndAgreements) {
  for (std::size_t i = 1; i < std::size(kVerdicts); ++i) {
    const std::vector<VariantResult> both{{"a", kVerdicts[i], Agreement::kNone},
                                          {"b", kVerdicts[i - 1], Agreement::kNone}};
    EXPECT_EQ(WorstVariant(both).verdict, kVerdicts[i]);
  }
  for (std::size_t i = 1; i < std::size(kAgreements); ++i) {
    const std::vector<VariantResult> both{{"a", Verdict::kPass, kAgreements[i - 1]},
                                          {"b", Verdict::kPass, kAgreements[i]}};
    EXPECT_EQ(WorstVariant(both).agreement, kAgreements[i]);
  }
}

// One row of the truth table. `expected` and `listed`: without and with a baseline entry.
struct Row {
  GateKind gate;
  Verdict verdict;
  Agreement agreement;
  bool declared;
  bool strict_warn;
  bool expected;
  bool listed;
};

void CheckRow(const Row& row, Level level = Level::kMust, Basis basis = Basis::kRfc) {
  GateInput input{row.verdict, row.agreement, level, basis, false, row.declared};
  const GateDecision without = Expected(input, row.gate, row.strict_warn);
  input.listed = true;
  const GateDecision with = Expected(input, row.gate, row.strict_warn);
  const std::string place = std::string(Name(row.gate)) + " " + std::string(Name(row.verdict)) +
                            " " + std::string(Name(row.agreement)) +
                            (row.declared ? " declared" : "") + (row.strict_warn ? " strict" : "");
  EXPECT_EQ(without.expected, row.expected) << place << ": " << without.why;
  EXPECT_EQ(with.expected, row.listed) << place << ", listed: " << with.why;
  EXPECT_FALSE(without.why.empty() || with.why.empty());
}

TEST(Gate, OnVerdictsAndDeclaredDifferences) {
  using enum Verdict;
  constexpr GateKind kGate = GateKind::kVerdicts;
  const Row rows[] = {
      // verdict, agreement, declared, strict: expected, expected where listed
      {kGate, kPass, Agreement::kSame, false, false, true, false},
      {kGate, kPass, Agreement::kSame, true, false, false, true},
      {kGate, kPass, Agreement::kVersion, false, false, true, false},
      {kGate, kPass, Agreement::kVersion, true, false, true, false},
      {kGate, kPass, Agreement::kDiffers, false, false, false, true},
      {kGate, kPass, Agreement::kDiffers, true, false, true, false},
      {kGate, kPass, Agreement::kNone, false, false, true, false},
      {kGate, kPass, Agreement::kNone, true, false, true, false},
      {kGate, kWarn, Agreement::kSame, false, false, true, false},
      {kGate, kWarn, Agreement::kSame, false, true, false, true},
      {kGate, kWarn, Agreement::kDiffers, false, false, false, true},
      {kGate, kFail, Agreement::kSame, false, false, false, true},
      {kGate, kFail, Agreement::kDiffers, true, false, false, true},
      {kGate, kFail, Agreement::kNone, false, true, false, true},
      {kGate, kBlocked, Agreement::kNone, false, false, false, true},
      {kGate, kBlocked, Agreement::kNone, true, false, false, true},
      {kGate, kSkip, Agreement::kNone, false, false, true, true},
      {kGate, kSkip, Agreement::kNone, true, true, true, true},
      {kGate, kError, Agreement::kNone, false, false, false, false},
      {kGate, kError, Agreement::kDiffers, true, false, false, false},
  };
  for (const Row& row : rows) CheckRow(row);
  // What binds less is gated alike: strict must pass every scenario.
  CheckRow({kGate, kFail, Agreement::kNone, false, false, false, true}, Level::kMay,
           Basis::kRobustness);
}

TEST(Gate, OnAgreementAlone) {
  using enum Verdict;
  constexpr GateKind kGate = GateKind::kAgreement;
  const Row rows[] = {
      {kGate, kPass, Agreement::kSame, false, false, true, false},
      {kGate, kPass, Agreement::kSame, true, false, true, false},
      {kGate, kFail, Agreement::kSame, false, false, true, false},
      {kGate, kWarn, Agreement::kSame, false, true, true, false},
      {kGate, kFail, Agreement::kVersion, false, false, true, false},
      {kGate, kPass, Agreement::kDiffers, false, false, false, true},
      {kGate, kPass, Agreement::kDiffers, true, false, false, true},
      {kGate, kFail, Agreement::kDiffers, true, false, false, true},
      {kGate, kPass, Agreement::kNone, false, false, false, true},
      {kGate, kFail, Agreement::kNone, false, false, false, true},
      {kGate, kBlocked, Agreement::kNone, false, false, true, true},
      {kGate, kBlocked, Agreement::kDiffers, false, false, false, true},
      {kGate, kSkip, Agreement::kNone, false, false, true, true},
      {kGate, kError, Agreement::kNone, false, false, false, false},
      {kGate, kError, Agreement::kSame, false, false, false, false},
  };
  for (const Row& row : rows) CheckRow(row);
}

TEST(Gate, OnWhatBindsForeigners) {
  using enum Verdict;
  constexpr GateKind kGate = GateKind::kForeign;
  const Row rows[] = {
      {kGate, kPass, Agreement::kDiffers, false, false, true, false},
      {kGate, kPass, Agreement::kSame, true, false, true, false},
      {kGate, kWarn, Agreement::kNone, false, false, true, false},
      {kGate, kWarn, Agreement::kNone, false, true, false, true},
      {kGate, kFail, Agreement::kNone, false, false, false, true},
      {kGate, kFail, Agreement::kSame, false, false, false, true},
      {kGate, kBlocked, Agreement::kNone, false, false, true, true},
      {kGate, kSkip, Agreement::kNone, false, false, true, true},
      {kGate, kError, Agreement::kNone, false, false, false, false},
  };
  for (const Row& row : rows) CheckRow(row);
}

TEST(Gate, ForeignersAnswerForMustGrammarAndSecurityOnly) {
  const auto gated = [](Level level, Basis basis, Verdict verdict = Verdict::kFail,
                        bool strict_warn = false) {
    const GateInput input{verdict, Agreement::kNone, level, basis, false, false};
    return !Expected(input, GateKind::kForeign, strict_warn).expected;
  };
  EXPECT_TRUE(gated(Level::kMust, Basis::kRfc));
  EXPECT_TRUE(gated(Level::kGrammar, Basis::kRfc));
  EXPECT_TRUE(gated(Level::kMust, Basis::kRobustness));
  for (const Level level : {Level::kShould, Level::kMay, Level::kOurs}) {
    EXPECT_FALSE(gated(level, Basis::kRfc));
    EXPECT_FALSE(gated(level, Basis::kRobustness));
    EXPECT_TRUE(gated(level, Basis::kSecurity));
    EXPECT_FALSE(gated(level, Basis::kRfc, Verdict::kWarn, true));
  }
  // An entry for what does not gate is stale.
  const GateInput listed{Verdict::kFail, Agreement::kNone, Level::kShould, Basis::kRfc, true,
                         false};
  EXPECT_FALSE(Expected(listed, GateKind::kForeign, false).expected);
}

TEST(Gate, NeverMeansNever) {
  for (const Verdict verdict : kVerdicts)
    for (const Agreement agreement : kAgreements)
      CheckRow({GateKind::kNever, verdict, agreement, false, true, true, true});
}

TEST(Gate, SaysWhy) {
  const auto why = [](GateInput input, GateKind gate) { return Expected(input, gate, false).why; };
  EXPECT_EQ(why({.verdict = Verdict::kFail}, GateKind::kForeign), "fails");
  EXPECT_EQ(why({.verdict = Verdict::kFail, .listed = true}, GateKind::kForeign),
            "fails, as the baseline says");
  EXPECT_EQ(why({.verdict = Verdict::kPass, .listed = true}, GateKind::kForeign),
            "is in the baseline, but passes");
  EXPECT_EQ(why({.verdict = Verdict::kFail, .level = Level::kShould}, GateKind::kForeign),
            "fails, but neither a MUST nor security asks for it");
  EXPECT_EQ(why({.verdict = Verdict::kPass, .agreement = Agreement::kDiffers}, GateKind::kVerdicts),
            "differs from the reference, and no difference is declared");
  EXPECT_EQ(why({.verdict = Verdict::kPass, .agreement = Agreement::kSame, .declared = true},
                GateKind::kVerdicts),
            "agrees with the reference, although a difference is declared");
  EXPECT_EQ(
      why({.verdict = Verdict::kFail, .agreement = Agreement::kVersion}, GateKind::kAgreement),
      "differs as versions of the reference do");
  EXPECT_EQ(why({.verdict = Verdict::kError}, GateKind::kAgreement), "could not be run");
  EXPECT_EQ(why({.verdict = Verdict::kSkip}, GateKind::kVerdicts), "does not apply");
}

TEST(ExitCode, TwoOverThreeOverFourOverOneOverZero) {
  const ExitCode from_worst[] = {ExitCode::kBadInput, ExitCode::kUnreachable,
                                 ExitCode::kNothingSelected, ExitCode::kUnexpected,
                                 ExitCode::kAsExpected};
  for (std::size_t i = 0; i < std::size(from_worst); ++i)
    for (std::size_t j = i; j < std::size(from_worst); ++j) {
      EXPECT_EQ(MoreSevere(from_worst[i], from_worst[j]), from_worst[i]);
      EXPECT_EQ(MoreSevere(from_worst[j], from_worst[i]), from_worst[i]);
    }
  EXPECT_EQ(static_cast<int>(ExitCode::kBadInput), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::kNothingSelected), 4);
}

}  // namespace
}  // namespace wireproof::harness
