// Counts what a program asks of the C library's allocator; linked into a program, it stands in for malloc.

#pragma once

/// The number of blocks that the calling thread has asked for so far: by malloc, calloc, realloc and their like.
unsigned long allocation_count(void);
