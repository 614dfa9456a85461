// Stands in for the allocator of glibc, counts, and passes everything on to it.

#include "AllocationCounter.h"

#include <errno.h>
#include <stddef.h>

// What glibc exports beside the names that programs may define themselves: malloc(3), "replacing malloc".
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

// What a block has really taken.
extern size_t malloc_usable_size(void *block);

static __thread unsigned long count __attribute__((tls_model("initial-exec")));
static long bytes;
static long peak;

unsigned long allocation_count(void) { return count; }

long allocated_bytes(void) { return __atomic_load_n(&bytes, __ATOMIC_RELAXED); }

long allocated_bytes_peak(int starts_anew) {
    if (starts_anew) __atomic_store_n(&peak, allocated_bytes(), __ATOMIC_RELAXED);
    return __atomic_load_n(&peak, __ATOMIC_RELAXED);
}

static void add(long size) {
    long now = __atomic_add_fetch(&bytes, size, __ATOMIC_RELAXED);
    // Of two threads that meet here one may win with less; only one is measured.
    if (now > __atomic_load_n(&peak, __ATOMIC_RELAXED)) __atomic_store_n(&peak, now, __ATOMIC_RELAXED);
}

static long size_of(void *block) { return block == NULL ? 0 : (long)malloc_usable_size(block); }

static void *made(void *block) {
    count += 1;
    add(size_of(block));
    return block;
}

void *malloc(size_t size) { return made(__libc_malloc(size)); }

void *calloc(size_t number, size_t size) { return made(__libc_calloc(number, size)); }

void *realloc(void *block, size_t size) {
    // A block that grows is not in memory twice if it is large: the kernel moves its pages.
    long before = size_of(block);
    void *grown = __libc_realloc(block, size);
    count += 1;
    if (grown != NULL || size == 0) add(size_of(grown) - before);
    return grown;
}

void *memalign(size_t alignment, size_t size) { return made(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    void *aligned = memalign(alignment, size);
    if (aligned == NULL) return ENOMEM;
    *block = aligned;
    return 0;
}

void free(void *block) {
    add(-size_of(block));
    __libc_free(block);
}
