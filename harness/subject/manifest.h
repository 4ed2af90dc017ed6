// The manifest of a subject, subject.json: how to reach one implementation (docs/subjects.md).
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/subject/subject.h"

namespace wireproof::harness {

using Argv = std::vector<std::string>;

// External clients: one item of `request.args`.
struct Argument {
  Argv args;
  std::vector<std::string> when;  // all of these conditions must hold; empty: always
  bool each_field = false;        // once a field, with {name} and {value}
  std::optional<Argv> empty;      // each_field: these instead where the value is empty
};

// External clients: a code's meaning; the first whose text is in the standard error decides.
struct ExitMeaning {
  std::string stderr_text;  // empty: always
  FailureKind kind = FailureKind::kOther;
};

struct ExternalServer {
  Argv exec;
  std::map<std::string, std::string> files;  // template beside the manifest -> name in {tmp}
  std::string root;                          // relative to the manifest; empty: none
  bool listens_plain = true;
  bool listens_tls = false;
  std::chrono::milliseconds ready_deadline{10000};
  int stop_signal = 15;
  std::chrono::milliseconds stop_grace{2000};
};

struct ExternalClient {
  Argv exec;  // one element is "{requests}"
  std::vector<Argument> args;
  Argv between;
  std::string body_file;                         // sends.body; empty: none
  std::string received_head, received_body;      // receives
  bool finished_on_stdout = false;               // receives.finished
  std::map<int, std::vector<ExitMeaning>> exit;  // by code
  std::vector<ExitMeaning> exit_default;
  struct Cannot {
    std::vector<std::string> when;
    std::string reason;
  };
  std::vector<Cannot> cannot;
};

struct Manifest {
  std::string name, title;
  std::filesystem::path directory;  // {dir}
  std::set<Role> roles;
  std::optional<std::set<std::string>> features, reports;
  std::map<std::string, std::string> targets;
  Argv version_run;
  std::string version_after;
  // Exactly one of these four.
  Argv shim;
  std::optional<ExternalServer> server;
  std::optional<ExternalClient> client;
  std::optional<Endpoint> url;
};

// `pointer` is a JSON pointer into the file.
struct ManifestError {
  std::string file, pointer, message;
};
std::string ToString(const ManifestError& error);  // "file#/pointer: message"

// Reads and checks a manifest. Unknown members are refused.
std::expected<Manifest, ManifestError> LoadManifest(const std::filesystem::path& file);

// The address of `http://host[:port]`; the error is in words.
std::expected<Endpoint, std::string> ParseServerUrl(const std::string& url);

}  // namespace wireproof::harness
