// How the processes of subjects are started (docs/subjects.md): which environment, where a program
// is looked up.
#pragma once

#include "harness/subject/manifest.h"
#include "harness/subject/placeholders.h"
#include "http/net/process.h"

namespace wireproof::harness {

// Options for an argv with its placeholders filled: looked up in PATH, /usr/sbin and /sbin, run in
// `folder` ({tmp}) with HOME there, TZ=UTC, LC_ALL=C.UTF-8, and without *_proxy. Standard error is
// kept (its last 64 KiB).
net::ProcessOptions SubjectProcess(const Argv& argv, const Placeholders& values,
                                   const std::filesystem::path& folder);

// The version that the manifest's `version` command tells; empty where it has none or fails.
net::Task<std::string> AskVersion(net::Executor executor, Manifest manifest);

}  // namespace wireproof::harness
