"""WireMock's jar and `wireproof mock --compat wiremock` side by side: ci/compat, README.md."""
