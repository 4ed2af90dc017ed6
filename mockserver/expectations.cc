#include "mockserver/expectations.h"

#include <fmt/format.h>

#include "mockserver/builder_json.h"

namespace wireproof::mock {
namespace {

// How many requests stand in a message.
constexpr std::size_t kMostListed = 20;
constexpr std::size_t kMostOfTarget = 200;

std::string Times(std::uint64_t count) {
  if (count == 0) return "never";
  if (count == 1) return "once";
  if (count == 2) return "twice";
  return fmt::format("{} times", count);
}

std::string Bounds(std::uint64_t least, std::uint64_t most) {
  if (most == 0) return "never";
  if (least == most) return "exactly " + Times(least);
  if (most == UINT64_MAX) return "at least " + Times(least);
  if (least == 0) return "at most " + Times(most);
  return fmt::format("{} to {} times", least, most);
}

std::string LineOf(const Exchange& exchange) {
  std::string target = exchange.target.substr(0, kMostOfTarget);
  if (target.size() < exchange.target.size()) target += "...";
  return fmt::format("  {} {}{}", exchange.method, target,
                     exchange.stub_id.empty() ? "  (no stub matched)" : "");
}

// The exchange that is nearest to the pattern without matching it; the newest of equals.
std::optional<Exchange> Nearest(Engine& engine, const RequestPattern& pattern) {
  std::optional<Exchange> nearest;
  double shortest = 1;
  engine.journal().Visit(Journal::Order::kNewestFirst, [&](const Exchange& exchange) {
    std::vector<FieldView> fields;
    const Request request(exchange.Parts(fields));
    const double distance = pattern.Distance(request, engine.Context(&request));
    if (distance > 0 && distance < shortest) {
      shortest = distance;
      nearest = exchange;
    }
    return true;
  });
  return nearest;
}

std::string DifferencesText(Engine& engine, const RequestPattern& pattern,
                            const Exchange& exchange) {
  std::vector<FieldView> fields;
  const Request request(exchange.Parts(fields));
  std::string text;
  for (const Difference& one : pattern.Explain(request, engine.Context(&request))) {
    if (one.matches || (one.expected.empty() && one.actual.empty())) continue;
    text += fmt::format("\n    expected: {}\n    received: {}", one.expected,
                        one.actual.empty() ? "(nothing)" : one.actual);
    if (!one.note.empty()) text += fmt::format("\n    ({})", one.note);
  }
  return text;
}

// How many of the patterns were met, each by a later exchange than the one before.
std::size_t MetInOrder(Engine& engine, const std::vector<RequestPattern>& patterns) {
  std::size_t met = 0;
  engine.journal().Visit(Journal::Order::kOldestFirst, [&](const Exchange& exchange) {
    std::vector<FieldView> fields;
    const Request request(exchange.Parts(fields));
    if (patterns[met].Matches(request, engine.Context(&request))) ++met;
    return met < patterns.size();
  });
  return met;
}

std::string OrderText(const Expectation::State& expectation, std::size_t met) {
  std::string text = "Expected in this order:";
  for (std::size_t i = 0; i < expectation.matchers.size(); ++i) {
    text += fmt::format("\n  {} {}",
                        i < met    ? "met    "
                        : i == met ? "missing"
                                   : "       ",
                        expectation.matchers[i].Describe());
  }
  return text;
}

std::optional<std::string> JudgeOrder(Engine& engine, const Expectation::State& expectation) {
  const std::size_t met = MetInOrder(engine, expectation.patterns);
  if (met == expectation.patterns.size()) return std::nullopt;
  return fmt::format("{}\n{}", OrderText(expectation, met),
                     ExplainMiss(engine, expectation.patterns[met]));
}

std::optional<std::string> JudgeCount(Engine& engine, Expectation::State& expectation) {
  const RequestPattern& pattern = expectation.patterns.front();
  const std::uint64_t count = engine.journal().Count(pattern, engine.Context(nullptr));
  const std::lock_guard lock(expectation.mutex);
  if (count >= expectation.at_least && count <= expectation.at_most) return std::nullopt;
  std::string text = fmt::format("Expected {}\n  {}\nbut it was received {}.",
                                 expectation.matchers.front().Describe(),
                                 Bounds(expectation.at_least, expectation.at_most), Times(count));
  return fmt::format(
      "{}\n{}", text,
      count < expectation.at_least ? ExplainMiss(engine, pattern) : ReceivedText(engine));
}

}  // namespace

RequestPattern PatternOf(Engine& engine, const RequestMatcher& matcher) {
  auto pattern = RequestPattern::FromJson(JsonOfUser("RequestMatcher", matcher.json()), "",
                                          engine.Reading().request);
  if (!pattern) Refuse("RequestMatcher", pattern.error());
  return std::move(*pattern);
}

std::string ExplainMiss(Engine& engine, const RequestPattern& pattern) {
  std::string text;
  if (const auto nearest = Nearest(engine, pattern)) {
    text = fmt::format("Nearest was\n{}\n  which differs in{}\n", LineOf(*nearest),
                       DifferencesText(engine, pattern, *nearest));
  }
  return text + ReceivedText(engine);
}

std::string ReceivedText(Engine& engine) {
  const Journal& journal = engine.journal();
  if (!journal.options().enabled) return "The journal is off.";
  if (journal.total() == 0 && journal.dropped() == 0) return "No request was received.";
  std::string lines;
  std::size_t listed = 0;
  const std::uint64_t skipped = journal.total() > kMostListed ? journal.total() - kMostListed : 0;
  journal.Visit(Journal::Order::kOldestFirst, [&](const Exchange& exchange) {
    if (listed++ >= skipped) lines += "\n" + LineOf(exchange);
    return true;
  });
  std::string text = fmt::format("Received in all: {}", journal.total());
  if (skipped > 0) text += fmt::format(" (the last {} are shown)", kMostListed);
  if (journal.dropped() > 0) {
    text += fmt::format(" and {} that the journal has dropped: journal_bytes is too small",
                        journal.dropped());
  }
  return text + lines;
}

std::optional<ExpectationFailure> Judge(Engine& engine, Expectation::State& expectation) {
  const auto text =
      expectation.in_order ? JudgeOrder(engine, expectation) : JudgeCount(engine, expectation);
  if (!text) return std::nullopt;
  return ExpectationFailure{*text, expectation.file, expectation.line};
}

Expectation& Expectation::Between(std::uint64_t least, std::uint64_t most) {
  const std::lock_guard lock(state_->mutex);
  state_->at_least = least;
  state_->at_most = most;
  return *this;
}

Expectation& Expectation::Times(std::uint64_t count) {
  return Between(count, count);
}

Expectation& Expectation::AtLeast(std::uint64_t count) {
  return Between(count, UINT64_MAX);
}

Expectation& Expectation::AtMost(std::uint64_t count) {
  return Between(0, count);
}

Expectation& Expectation::Never() {
  return Between(0, 0);
}

}  // namespace wireproof::mock
