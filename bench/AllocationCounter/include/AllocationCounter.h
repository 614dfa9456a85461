// Counts what a program asks of the C library's allocator; linked into a program, it stands in for malloc.

#pragma once

/// The number of blocks that the calling thread has asked for so far: by malloc, calloc, realloc and their like.
unsigned long allocation_count(void);

/// The bytes of all blocks that the process holds now.
long allocated_bytes(void);

/// The most bytes that the process has held at a time since the last call with `starts_anew`.
long allocated_bytes_peak(int starts_anew);
