// Asio's functions, compiled once: ASIO_SEPARATE_COMPILATION leaves them out of its headers.
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <asio/impl/src.hpp>
