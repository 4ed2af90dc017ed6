// The certificates of one run: an authority that the subjects trust, another that they do not, and
// what they issued. Made once, and used on one thread: the certificates issued are kept.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "http/script/script.h"

namespace wireproof::script {

struct IssuedCertificate {
  std::string chain_pem = {};  // leaf first
  std::string key_pem = {};
  std::string error = {};  // why there is none: a name that OpenSSL does not know, a date it cannot
                           // write
};

class Credentials {
 public:
  Credentials();  // makes both authorities: a few milliseconds
  ~Credentials();
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  // What a subject is told to trust.
  const std::string& ca_pem() const;

  // The certificate that `wanted` describes, issued at most once a run. The reference lives as long
  // as this.
  const IssuedCertificate& Issue(const Certificate& wanted) const;

 private:
  class Authorities;
  std::unique_ptr<Authorities> authorities_;
};

}  // namespace wireproof::script
