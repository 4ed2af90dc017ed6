#include "harness/scenario/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "harness/scenario/controls.h"

namespace wireproof::harness {
namespace {

constexpr LintRule kRules[] = {
    {"no-control",
     "A scenario that passes when the subject refuses everything names its valid twin, or a server "
     "that answers 400 to everything passes it."},
    {"no-early-close",
     "A refusal may also be a connection closed without an answer: where a 4xx passes, no response "
     "with an ended connection passes or warns."},
    {"status-of-should",
     "A MUST that passes only with one error status needs a requirement that names that status; "
     "RFCs mostly suggest statuses. Write \"4xx\", or \"warn\" for the others."},
    {"title",
     "A title is the rule as a sentence: it begins with a capital or a digit, has two words, and "
     "ends without a full stop."},
    {"needs-echo", "A scenario that looks at `echo` needs the feature app.echo."},
    {"needs-post", "A scenario that sends ${target.post} needs the feature post (or app.echo)."},
    {"same-stimulus",
     "Two scenarios with the same stimulus are one with more alternatives, unless what they need "
     "or where they run differs."},
    {"narrow-control",
     "A control runs in every delivery and transport of its scenario, or the others are always "
     "blocked."},
    {"not-judged",
     "A requirement that says of itself that no scenario can tell is not what a scenario stands "
     "on."},
    {"probe-needs-end",
     "A server scenario whose every alternative hangs or is unfinished says \"probe\": false."},
};

using Report = std::function<void(std::string_view rule, std::string message)>;

bool Needs(const Scenario& scenario, std::string_view feature) {
  return std::ranges::find(scenario.needs, feature) != scenario.needs.end();
}

// Every alternative, those inside `all` too.
void ForEachAlternative(const Expectation& expect,
                        const std::function<void(const Alternative&)>& visit) {
  for (const auto* list : {&expect.pass, &expect.warn}) {
    for (const auto& alternative : *list) {
      visit(alternative);
      for (const auto& part : alternative.all) visit(part);
    }
  }
}

bool EndsOnly(const Alternative& alternative) {
  return !alternative.fates.empty() && std::ranges::all_of(alternative.fates, [](Fate fate) {
    return fate == Fate::kClosed || fate == Fate::kReset;
  });
}

bool IsErrorOnly(const MessageMatcher& matcher) {
  if (!matcher.status) return false;
  const auto& [exact, classes] = *matcher.status;
  return !(exact.empty() && classes.empty()) &&
         std::ranges::all_of(exact, [](int status) { return status >= 400; }) &&
         std::ranges::all_of(classes, [](int first) { return first >= 4; });
}

bool PassesWithErrorOnly(const Alternative& alternative) {
  return alternative.responses && alternative.responses->size() == 1 &&
         IsErrorOnly(alternative.responses->front());
}

void CheckControl(const Scenario& scenario, const Report& report) {
  if (!scenario.control.empty()) return;
  for (std::size_t i = 0; i < scenario.expect.pass.size(); ++i) {
    if (!PassesOnRefusal(scenario, scenario.expect.pass[i])) continue;
    report("no-control",
           fmt::format("pass {} allows a subject that refuses everything; name a control, or say "
                       "what only a right answer has",
                       i + 1));
    return;
  }
}

void CheckEarlyClose(const Scenario& scenario, const Report& report) {
  if (scenario.role != Role::kServer) return;
  const auto& [pass, warn] = scenario.expect;
  if (!std::ranges::any_of(pass, PassesWithErrorOnly)) return;
  bool silent_end = false;
  ForEachAlternative(scenario.expect, [&](const Alternative& alternative) {
    const bool silent = !alternative.responses || alternative.responses->empty();
    const bool may_end =
        alternative.fates.empty() || EndsOnly(alternative) ||
        std::ranges::find(alternative.fates, Fate::kClosed) != alternative.fates.end();
    silent_end = silent_end || (silent && may_end);
  });
  if (!silent_end) {
    report("no-early-close",
           "a 4xx passes, and a connection closed without a response fails; allow {\"response\": "
           "null, \"connection\": \"ended\"}, or warn");
  }
}

void CheckStatuses(const Scenario& scenario, const Corpus& corpus, const Report& report) {
  if (scenario.role != Role::kServer || scenario.level < Level::kGrammar) return;
  std::set<int> demanded;
  for (const auto& alternative : scenario.expect.pass) {
    if (!PassesWithErrorOnly(alternative)) continue;
    const auto& status = *alternative.responses->front().status;
    if (!status.classes.empty()) return;
    demanded.insert(status.exact.begin(), status.exact.end());
  }
  if (demanded.size() != 1 || !scenario.expect.warn.empty()) return;
  const std::string status = std::to_string(*demanded.begin());
  const bool named = std::ranges::any_of(scenario.spec, [&](const std::string& id) {
    const auto at = corpus.requirements.find(id);
    return at != corpus.requirements.end() &&
           (at->second.text.find(status) != std::string::npos ||
            at->second.section.find(status) != std::string::npos);
  });
  if (!named) {
    report("status-of-should",
           fmt::format("only {} passes, and no requirement of `spec` names it", status));
  }
}

void CheckTitle(const Scenario& scenario, const Report& report) {
  const std::string& title = scenario.title;
  const bool lower = !title.empty() && title.front() >= 'a' && title.front() <= 'z';
  const auto first_word = title.substr(0, title.find(' '));
  const bool is_word = std::ranges::all_of(first_word, [](char c) { return c >= 'a' && c <= 'z'; });
  if (title.find(' ') == std::string::npos || title.ends_with('.') || (lower && is_word)) {
    report("title", fmt::format("\"{}\" is no sentence as titles are written", title));
  }
}

void CheckNeeds(const Scenario& scenario, const Report& report) {
  if (scenario.role != Role::kServer) return;
  bool echo = false;
  ForEachAlternative(scenario.expect, [&](const Alternative& alternative) {
    if (!alternative.responses) return;
    for (const auto& matcher : *alternative.responses) echo = echo || matcher.echo.has_value();
  });
  if (echo && !Needs(scenario, "app.echo")) {
    report("needs-echo", "`echo` is looked at, and `needs` has no app.echo");
  }
  const bool posts = std::ranges::any_of(scenario.steps, [](const script::Step& step) {
    const auto* send = std::get_if<script::Send>(&step.action);
    return send != nullptr && std::ranges::count(send->octets.Variables(), "target.post") > 0;
  });
  if (posts && !Needs(scenario, "post") && !Needs(scenario, "app.echo")) {
    report("needs-post", "${target.post} is sent, and `needs` has no post");
  }
}

void CheckControlWidth(const Scenario& scenario, const Corpus& corpus, const Report& report) {
  if (scenario.control.empty()) return;
  const Scenario* control = corpus.Find(scenario.control);
  if (control == nullptr) return;
  if (control->exact_delivery && !scenario.exact_delivery) {
    report("narrow-control",
           fmt::format("{} is delivered whole only, this one in every way", control->id));
  }
  if (control->transport != Transport::kAny && scenario.transport == Transport::kAny) {
    report("narrow-control", fmt::format("{} runs over {} only, this one over both", control->id,
                                         Name(control->transport)));
  }
}

void CheckRequirements(const Scenario& scenario, const Corpus& corpus, const Report& report) {
  for (const auto& id : scenario.spec) {
    const auto at = corpus.requirements.find(id);
    if (at != corpus.requirements.end() && !at->second.judged) {
      report("not-judged", fmt::format("{} says that no scenario can tell", id));
    }
  }
}

void CheckProbe(const Scenario& scenario, const Report& report) {
  if (scenario.role != Role::kServer || !scenario.probe) return;
  const bool hangs = std::ranges::all_of(scenario.expect.pass, [](const Alternative& alternative) {
    return alternative.all.empty() && !alternative.fates.empty() &&
           std::ranges::all_of(alternative.fates, [](Fate fate) { return fate == Fate::kHung; });
  });
  if (hangs) report("probe-needs-end", "what passes hangs; say \"probe\": false");
}

}  // namespace

std::span<const LintRule> LintRules() {
  return kRules;
}

std::vector<LintFinding> Lint(const Corpus& corpus) {
  std::vector<LintFinding> findings;
  std::set<std::pair<std::string, std::string>> seen;  // where it stands, and the words
  std::map<std::string, const Scenario*> stimuli;
  for (const auto& scenario : corpus.scenarios) {
    const Report report = [&](std::string_view rule, std::string message) {
      if (!seen.emplace(scenario.file + "#" + scenario.pointer, message).second) return;
      findings.push_back({.rule = std::string(rule),
                          .scenario = scenario.id,
                          .file = scenario.file,
                          .pointer = scenario.pointer,
                          .message = std::move(message)});
    };
    CheckTitle(scenario, report);
    CheckControl(scenario, report);
    CheckEarlyClose(scenario, report);
    CheckStatuses(scenario, corpus, report);
    CheckNeeds(scenario, report);
    CheckControlWidth(scenario, corpus, report);
    CheckRequirements(scenario, corpus, report);
    CheckProbe(scenario, report);
    const auto [at, is_new] = stimuli.emplace(scenario.stimulus_digest, &scenario);
    const Scenario& first = *at->second;
    if (!is_new && first.needs == scenario.needs && first.transport == scenario.transport &&
        first.exact_delivery == scenario.exact_delivery) {
      report("same-stimulus", fmt::format("the same stimulus as {}", first.id));
    }
  }
  return findings;
}

std::string Describe(const LintFinding& finding) {
  return fmt::format("{}#{}: {}: {} [{}]", finding.file, finding.pointer, finding.scenario,
                     finding.message, finding.rule);
}

}  // namespace wireproof::harness
