#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <uv.h>

// libuv 1.44 cannot name a thread, and the C library hides the call from Swift (a GNU extension).
extern int pthread_setname_np(pthread_t thread, const char *name);

// Linux takes at most 15 bytes and refuses longer names.
static inline void cuv_thread_set_name(const char *name) {
    char cut[16];
    snprintf(cut, sizeof cut, "%s", name);
    pthread_setname_np(pthread_self(), cut);
}
