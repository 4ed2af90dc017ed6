// What finding a stub costs: the oldest of ten thousand (a third each exact, templated, regular
// expressions) against the only one. A small part of a request's whole cost, whatever their number.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "mockserver/json/json.h"
#include "mockserver/stub/stub_json.h"
#include "mockserver/stub/stub_store.h"

namespace wireproof::mock {
namespace {

Stub ReadStub(const std::string& text) {
  auto stub = StubFromJson(*ReadJson(text, {.relaxed = true}));
  if (!stub) std::abort();
  return *std::move(stub);
}

Stub NthStub(int n) {
  const char* const forms[] = {"'urlPath': '/exact/thing{}'",
                               "'urlPathTemplate': '/templated{}/{{id}}/parts/{{part}}'",
                               "'urlPathPattern': '/pattern{}/[a-z]+/[0-9]+'"};
  const std::string url = fmt::format(fmt::runtime(forms[n % 3]), n);
  return ReadStub(
      fmt::format("{{'request': {{'method': 'GET', {}}}, 'response': {{'body': 'x'}}}}", url));
}

// All begin alike, and are told apart at the end: a set of patterns.
Stub SamePrefixStub(int n) {
  return ReadStub(
      fmt::format("{{'request': {{'method': 'GET', 'urlPathPattern': '/[a-z]+/end{}'}}}}", n));
}

class Stubs {
 public:
  Stubs(int count, Stub (*make)(int))
      : store_(
            [](const Stub& stub, const Answer& answer) { return CompileReply(stub, answer, {}); },
            random_) {
    for (int n = 0; n < count; ++n) {
      if (!store_.Add(make(n)).has_value()) std::abort();
    }
  }

  // A request and its stub; the first look makes the index.
  void Take(std::string_view target) {
    const Request request({.method = "GET", .target = target, .version = "HTTP/1.1"});
    const StoredStubPtr taken = store_.Take(request, {.request = &request});
    if (taken == nullptr) std::abort();
    benchmark::DoNotOptimize(taken.get());
  }

  void Run(benchmark::State& state, std::string_view target) {
    Take(target);
    for (auto _ : state) Take(target);
  }

 private:
  std::mt19937_64 random_{1};
  StubStore store_;
};

void OldestExact(benchmark::State& state) {
  Stubs(static_cast<int>(state.range(0)), NthStub).Run(state, "/exact/thing0");
}
BENCHMARK(OldestExact)->Arg(1)->Arg(10'000);

void OldestTemplate(benchmark::State& state) {
  Stubs(static_cast<int>(state.range(0)), NthStub).Run(state, "/templated1/17/parts/4");
}
BENCHMARK(OldestTemplate)->Arg(2)->Arg(10'000);

void OldestPattern(benchmark::State& state) {
  Stubs(static_cast<int>(state.range(0)), NthStub).Run(state, "/pattern2/abc/123");
}
BENCHMARK(OldestPattern)->Arg(3)->Arg(10'000);

void OldestOfOnePrefix(benchmark::State& state) {
  Stubs(static_cast<int>(state.range(0)), SamePrefixStub).Run(state, "/abc/end0");
}
BENCHMARK(OldestOfOnePrefix)->Arg(1)->Arg(3'333);

// The first look at ten thousand stubs: what indexing them costs.
void IndexAll(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    auto stubs = std::make_unique<Stubs>(static_cast<int>(state.range(0)), NthStub);
    state.ResumeTiming();
    stubs->Take("/exact/thing0");
  }
}
BENCHMARK(IndexAll)->Arg(10'000)->Unit(benchmark::kMillisecond)->Iterations(2);

}  // namespace
}  // namespace wireproof::mock
