// The files that are part of the program.

#ifndef MAMBA_WEB_H
#define MAMBA_WEB_H

#include <stddef.h>

/// A file as it was when the program was built. All of it lasts as long as the process.
struct mamba_web_file {
    /// The path below this target's folder, with a NUL behind it.
    const char *path;
    /// The content, without a NUL.
    const unsigned char *bytes;
    size_t byte_count;
};

/// The file at an index, or NULL behind the last.
const struct mamba_web_file *mamba_web_file(size_t index);

#endif
