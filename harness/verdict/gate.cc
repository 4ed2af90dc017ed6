#include "harness/verdict/gate.h"

#include <array>
#include <utility>

namespace wireproof::harness {
namespace {

template <typename Enum, std::size_t size>
using NameTable = std::array<std::pair<Enum, std::string_view>, size>;

constexpr NameTable<Verdict, 6> kVerdictNames{{{Verdict::kSkip, "skip"},
                                               {Verdict::kPass, "pass"},
                                               {Verdict::kWarn, "warn"},
                                               {Verdict::kBlocked, "blocked"},
                                               {Verdict::kFail, "fail"},
                                               {Verdict::kError, "error"}}};
constexpr NameTable<Agreement, 4> kAgreementNames{{{Agreement::kNone, "none"},
                                                   {Agreement::kSame, "same"},
                                                   {Agreement::kVersion, "version"},
                                                   {Agreement::kDiffers, "differs"}}};
constexpr NameTable<GateKind, 4> kGateNames{{{GateKind::kVerdicts, "verdicts"},
                                             {GateKind::kAgreement, "agreement"},
                                             {GateKind::kForeign, "foreign"},
                                             {GateKind::kNever, "never"}}};

template <typename Enum, std::size_t size>
std::string_view Find(const NameTable<Enum, size>& table, Enum value) {
  for (const auto& [known, name] : table)
    if (known == value) return name;
  return {};
}

template <typename Enum, std::size_t size>
std::optional<Enum> Find(const NameTable<Enum, size>& table, std::string_view name) {
  for (const auto& [value, known] : table)
    if (known == name) return value;
  return std::nullopt;
}

bool Judged(Verdict verdict) {
  return verdict == Verdict::kPass || verdict == Verdict::kWarn || verdict == Verdict::kFail;
}

// A finding against one's own requirement, or against a declaration of difference; empty: none.
std::string VerdictsFinding(const GateInput& result, bool strict_warn) {
  if (result.verdict == Verdict::kFail) return "fails";
  if (result.verdict == Verdict::kBlocked) return "is blocked: its control did not pass";
  if (result.verdict == Verdict::kWarn && strict_warn) return "warns";
  if (!Judged(result.verdict)) return {};
  if (result.agreement == Agreement::kDiffers && !result.declared)
    return "differs from the reference, and no difference is declared";
  if (result.agreement == Agreement::kSame && result.declared)
    return "agrees with the reference, although a difference is declared";
  return {};
}

std::string AgreementFinding(const GateInput& result) {
  if (result.agreement == Agreement::kDiffers) return "differs from the reference";
  if (result.agreement == Agreement::kNone && Judged(result.verdict))
    return "has no reference outcome to agree with";
  return {};
}

// DESIGN: a foreign subject gates on what the RFC binds it to, and on security. GRAMMAR binds by
// definition.
bool BindsForeigners(const GateInput& result) {
  return result.level >= Level::kGrammar || result.basis == Basis::kSecurity;
}

std::string ForeignFinding(const GateInput& result, bool strict_warn) {
  if (!BindsForeigners(result)) return {};
  if (result.verdict == Verdict::kFail) return "fails";
  if (result.verdict == Verdict::kWarn && strict_warn) return "warns";
  return {};
}

std::string Finding(const GateInput& result, GateKind gate, bool strict_warn) {
  switch (gate) {
    case GateKind::kVerdicts:
      return VerdictsFinding(result, strict_warn);
    case GateKind::kAgreement:
      return AgreementFinding(result);
    case GateKind::kForeign:
      return ForeignFinding(result, strict_warn);
    case GateKind::kNever:
      break;
  }
  return {};
}

// Why a result is expected although it looks bad, or plainly what it is.
std::string WhyExpected(const GateInput& result, GateKind gate) {
  if (gate == GateKind::kAgreement && Judged(result.verdict))
    return result.agreement == Agreement::kVersion ? "differs as versions of the reference do"
                                                   : "agrees with the reference";
  if (gate == GateKind::kForeign && result.verdict == Verdict::kFail)
    return "fails, but neither a MUST nor security asks for it";
  if (result.verdict == Verdict::kBlocked) return "is blocked: its control is what counts";
  if (result.verdict == Verdict::kWarn) return "warns";
  if (result.verdict == Verdict::kSkip) return "does not apply";
  return "passes";
}

int Severity(ExitCode code) {
  switch (code) {
    case ExitCode::kAsExpected:
      return 0;
    case ExitCode::kUnexpected:
      return 1;
    case ExitCode::kNothingSelected:
      return 2;
    case ExitCode::kUnreachable:
      return 3;
    case ExitCode::kBadInput:
      return 4;
  }
  return 4;
}

}  // namespace

std::string_view Name(Verdict verdict) {
  return Find(kVerdictNames, verdict);
}
std::optional<Verdict> VerdictFromName(std::string_view name) {
  return Find(kVerdictNames, name);
}

std::string_view Name(Agreement agreement) {
  return Find(kAgreementNames, agreement);
}
std::optional<Agreement> AgreementFromName(std::string_view name) {
  return Find(kAgreementNames, name);
}

std::string_view Name(GateKind gate) {
  return Find(kGateNames, gate);
}
std::optional<GateKind> GateKindFromName(std::string_view name) {
  return Find(kGateNames, name);
}

Verdict VerdictOf(Grade grade) {
  switch (grade) {
    case Grade::kPass:
      return Verdict::kPass;
    case Grade::kWarn:
      return Verdict::kWarn;
    case Grade::kFail:
      break;
  }
  return Verdict::kFail;
}

WorstResult WorstVariant(std::span<const VariantResult> variants) {
  WorstResult worst;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (variants[i].verdict > worst.verdict) {
      worst.verdict = variants[i].verdict;
      worst.verdict_at = i;
    }
    if (variants[i].agreement > worst.agreement) {
      worst.agreement = variants[i].agreement;
      worst.agreement_at = i;
    }
  }
  return worst;
}

GateDecision Expected(const GateInput& result, GateKind gate, bool strict_warn) {
  if (gate == GateKind::kNever) return {true, "is reported, never gated"};
  if (result.verdict == Verdict::kError) return {false, "could not be run"};
  const std::string finding = Finding(result, gate, strict_warn);
  if (!finding.empty()) {
    if (result.listed) return {true, finding + ", as the baseline says"};
    return {false, finding};
  }
  // A skip or a blocked result does not show that what the baseline says has been mended.
  if (result.listed && Judged(result.verdict))
    return {false, "is in the baseline, but " + WhyExpected(result, gate)};
  return {true, WhyExpected(result, gate)};
}

ExitCode MoreSevere(ExitCode a, ExitCode b) {
  return Severity(a) >= Severity(b) ? a : b;
}

}  // namespace wireproof::harness
