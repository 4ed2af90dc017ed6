// How a mock server reads requests: strictly, except for what it must show as it was sent.
#pragma once

#include <optional>

#include "http/wire/defect.h"
#include "http/wire/dialect.h"
#include "http/wire/message.h"

namespace wireproof::mock {

// RFC 9112 to the letter, but with any request-target: CheckTarget judges that. What is wrong with
// one that is served is a finding (findings.h).
wire::Dialect RequestDialect();

// Of a target in origin-form ("/...") all visible octets are taken, whether a URI may hold them or
// not ("[", "|", "%zz", octets beyond ASCII): clients send them, and a mock shows what was sent.
// Other forms keep to the grammar. Nothing where the target is served.
std::optional<wire::Defect> CheckTarget(const wire::RequestHead& head);

}  // namespace wireproof::mock
