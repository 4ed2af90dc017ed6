// What a stub's response became for an exchange, as WireMock's journal tells it. Private to this
// folder.
#pragma once

#include <optional>
#include <string>

#include "http/script/messages.h"
#include "mockserver/json/json.h"
#include "mockserver/serve/engine.h"

namespace wireproof::mock {

// What one reply of the admin API may render again, all its exchanges together: as much as one
// template.
inline constexpr std::size_t kMaxListSteps = TemplateLimits().max_steps;
inline constexpr std::size_t kMaxListWorkBytes = TemplateLimits().max_work_bytes;
inline bool IsSpent(const RenderCost& cost) {
  return cost.steps >= kMaxListSteps || cost.work_bytes >= kMaxListWorkBytes;
}
// Stands in the place of what is left out then.
inline constexpr char kLeftOut[] =
    "not made again: this reply has rendered as much as one may; ask for the exchange by its id";

// Worked out from the octets that were sent. Only what of them did not go out (the content for
// HEAD, all of a fault, what a proxy asked) is rendered again, at the time of the request.
class ServedResponse {
 public:
  // `stored` is null where no stub answered, or the one that did is gone. What is rendered is added
  // to `cost`; nothing is once that is spent. All must outlive this.
  ServedResponse(const Exchange& exchange, const StoredStub* stored, Engine& engine,
                 RenderCost& cost);

  // Whether something would have had to be rendered, and was not: the definition is then the
  // stub's, and the response has no content.
  bool left_out() const { return left_out_; }
  // "responseDefinition": the stub's, its templates filled in.
  Json DefinitionJson() const;
  // "response": status, fields and content. The page of an unmatched request counts as a remark on
  // it (its sub-event), not as content.
  Json ResponseJson() const;
  // Whether it tells of the template of this response; a webhook's failures are told alike.
  bool IsTemplateError(const SubEvent& event) const;
  // What goes wrong with the template of a fault, which is rendered only now.
  const std::optional<std::string>& unsent_error() const { return unsent_error_; }

 private:
  bool IsTemplated() const;
  // What went wrong with a template, where the answer was 500 for it.
  std::optional<std::string> TemplateError() const;
  void RenderUnsent();
  void RenderProxied();
  void Unpack();
  void DropFraming();
  ResponseDefinition Filled() const;

  const Exchange& exchange_;
  const StoredStub* stored_;
  const ResponseDefinition* definition_;  // null as `stored` is
  Engine& engine_;
  RenderCost& cost_;
  bool left_out_ = false;
  std::optional<ProxyRequest> proxied_ = {};
  std::optional<script::Message> message_ = {};  // nothing where there was no whole head
  std::optional<std::string> unsent_error_ = {};
};

// What WireMock shows where no stub answered.
Json NoDefinition();

// The final response among the octets that were sent: its status (0: there is none) and whether
// it is whole.
struct SentHead {
  int status = 0;
  bool whole = false;
};
SentHead HeadOfSent(const Exchange& exchange);

// The content of the final response among the octets that were sent to a request of that method,
// without its framing; what did not parse is empty.
std::string SentContent(const Exchange& exchange);

}  // namespace wireproof::mock
