#include "http/client/profile.h"

namespace wireproof::client {

Profile Profile::CPython() {
  return {.dialect = wire::Dialect::CPython(),
          .limits = wire::Limits::CPython(),
          .request_style = RequestStyle::kHttpClient,
          .state_rules = StateRules::kHttpClient,
          .error_names = ErrorNames::kPython,
          .close_notify = false,
          .checks_idle = false,
          .early_response = false,
          .user_agent = "",
          .read_size = std::size_t{128} << 10};
}

}  // namespace wireproof::client
