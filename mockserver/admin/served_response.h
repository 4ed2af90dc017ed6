// What a stub's response became for an exchange, as WireMock's journal tells it. Private to this
// folder.
#pragma once

#include <optional>
#include <string>

#include "http/script/messages.h"
#include "mockserver/json/json.h"
#include "mockserver/serve/engine.h"

namespace wireproof::mock {

// Worked out from the octets that were sent. Only what of them did not go out (the content for
// HEAD, all of a fault) is rendered again when it is asked for, at the time of the request.
class ServedResponse {
 public:
  // `stored` is null where no stub answered, or the one that did is gone. All must outlive this.
  ServedResponse(const Exchange& exchange, const StoredStub* stored, Engine& engine);

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
  void Unpack();
  void DropFraming();
  ResponseDefinition Filled() const;
  std::optional<ProxyRequest> Proxied() const;

  const Exchange& exchange_;
  const StoredStub* stored_;
  const ResponseDefinition* definition_;  // null as `stored` is
  Engine& engine_;
  std::optional<script::Message> message_ = {};  // nothing where there was no whole head
  std::optional<std::string> unsent_error_ = {};
};

// What WireMock shows where no stub answered.
Json NoDefinition();

// The content of the final response among the octets that were sent to a request of that method,
// without its framing; what did not parse is empty.
std::string SentContent(const Exchange& exchange);

}  // namespace wireproof::mock
