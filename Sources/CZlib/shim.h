#include <zlib.h>

// zlib's functions that begin are macros, which Swift cannot call.

// Begins to inflate gzip alone (RFC 1952), with the largest window that it has.
static inline int czlib_inflate_init_gzip(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}
