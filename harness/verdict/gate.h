// Gates: which results of a run are as expected (docs/decisions and ARCHITECTURE.md tell why each
// subject has the gate it has). Pure functions over values, tested by a truth table.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/scenario/scenario.h"
#include "harness/verdict/judge.h"

namespace wireproof::harness {

// What one scenario said about one subject. From the best to the worst, as WorstVariant counts.
enum class Verdict {
  kSkip,     // the subject lacks a feature, or cannot report what is judged
  kPass,     //
  kWarn,     // allowed, but poor
  kBlocked,  // its control did not pass, so that a refusal would prove nothing
  kFail,     // also: the subject crashed
  kError,    // we could not run it: says nothing about the subject
};
std::string_view Name(Verdict verdict);  // "blocked"
std::optional<Verdict> VerdictFromName(std::string_view name);
Verdict VerdictOf(Grade grade);

// How the outcome compares with the reference's. From the best to the worst.
enum class Agreement {
  kNone,     // nothing was compared
  kSame,     //
  kVersion,  // differs as CPython versions differ among themselves
  kDiffers,
};
std::string_view Name(Agreement agreement);  // "differs"
std::optional<Agreement> AgreementFromName(std::string_view name);

// One scenario with one delivery over one transport.
struct VariantResult {
  std::string variant;  // "plain, bytewise"
  Verdict verdict = Verdict::kSkip;
  Agreement agreement = Agreement::kNone;
};

// What counts for a scenario and a subject: the worst verdict and the worst agreement of all its
// variants, each with the first variant that showed it.
struct WorstResult {
  Verdict verdict = Verdict::kSkip;
  Agreement agreement = Agreement::kNone;
  std::size_t verdict_at = 0;    // index into the variants
  std::size_t agreement_at = 0;  // likewise
};
// No variants: a skip that was not compared.
WorstResult WorstVariant(std::span<const VariantResult> variants);

enum class GateKind {
  kVerdicts,   // verdicts and declared differences: wireproof:strict
  kAgreement,  // agreement alone: wireproof:cpython
  kForeign,    // failures of what binds (MUST, GRAMMAR) or matters for security
  kNever,      // reported, never gated: the reference itself
};
std::string_view Name(GateKind gate);  // "verdicts", "agreement", "foreign", "never"
std::optional<GateKind> GateKindFromName(std::string_view name);

// One result as the gate sees it.
struct GateInput {
  Verdict verdict = Verdict::kSkip;
  Agreement agreement = Agreement::kNone;
  Level level = Level::kMust;
  Basis basis = Basis::kRfc;
  bool listed = false;    // the subject's baseline has this id
  bool declared = false;  // the scenario declares that strict differs from CPython
};

struct GateDecision {
  bool expected = true;
  std::string why;  // one clause for people: "fails, and is not in the baseline"
};

// `strict_warn`: a warning counts as a failure (--strict).
//
// What counts as failing is the gate's; a listed id must fail so, an unlisted one must not. An
// `error` is unexpected under every gate but kNever, listed or not: what was not run cannot be
// known to fail. A skip never fails; a blocked result fails only under kVerdicts, because there the
// control must pass too.
GateDecision Expected(const GateInput& result, GateKind gate, bool strict_warn);

// The exit codes of `wireproof run`.
enum class ExitCode {
  kAsExpected = 0,
  kUnexpected = 1,       // unexpected results
  kBadInput = 2,         // bad usage, scenario or configuration
  kUnreachable = 3,      // a subject or the reference could not be reached or started
  kNothingSelected = 4,  // no scenario was run
};
// The one of two that is reported: 2 over 3 over 4 over 1 over 0.
ExitCode MoreSevere(ExitCode a, ExitCode b);

}  // namespace wireproof::harness
