#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

// libcurl's option functions are variadic and hidden behind type-checking macros, which Swift cannot call.
// One function for each type of argument; the parentheses keep the macros away.

static inline CURLcode ccurl_easy_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_string(CURL *easy, CURLoption option, const char *value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
    return (curl_easy_setopt)(easy, option, value);
}

typedef size_t (*ccurl_data_callback)(char *data, size_t size, size_t count, void *context);

static inline CURLcode ccurl_easy_set_data_callback(CURL *easy, CURLoption option, ccurl_data_callback callback) {
    return (curl_easy_setopt)(easy, option, callback);
}

static inline CURLcode ccurl_easy_set_sockopt_callback(CURL *easy, curl_sockopt_callback callback) {
    return (curl_easy_setopt)(easy, CURLOPT_SOCKOPTFUNCTION, callback);
}

static inline CURLcode ccurl_easy_set_closesocket_callback(CURL *easy, curl_closesocket_callback callback) {
    return (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETFUNCTION, callback);
}

static inline int ccurl_close_socket(curl_socket_t socket) {
    return close(socket);
}

// The port of our end of a TCP connection, or 0.
static inline int ccurl_local_port(curl_socket_t socket) {
    struct sockaddr_in6 address = {0};
    socklen_t size = sizeof address;
    if (getsockname(socket, (struct sockaddr *)&address, &size) != 0) return 0;
    // The port is at the same place in the addresses of both families.
    return address.sin6_family == AF_INET || address.sin6_family == AF_INET6 ? ntohs(address.sin6_port) : 0;
}

// Whether something waits to be read: bytes, the end or an error.
static inline int ccurl_has_input(curl_socket_t socket) {
    char byte;
    return recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

// What sendmsg(2) without waiting tells where it is no count.
static const int ccurl_nothing_yet = -1;
static const int ccurl_broken = -2;

// Sends two blocks in one call.
static inline ssize_t ccurl_send(
    curl_socket_t socket, void *first, size_t first_size, const void *second, size_t second_size
) {
    struct iovec blocks[2] = {{first, first_size}, {(void *)second, second_size}};
    struct msghdr message = {.msg_iov = blocks, .msg_iovlen = 2};
    ssize_t count = sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count >= 0) return count;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? ccurl_nothing_yet : ccurl_broken;
}

// Ends a connection in both directions without closing the socket, which stays its owner's.
static inline void ccurl_shut_down(curl_socket_t socket) {
    char bytes[16384];
    shutdown(socket, SHUT_RDWR);
    // What waits would hide the end behind it; more than this does no harm, because nothing can be sent any more.
    for (int count = 0; count < 16 && recv(socket, bytes, sizeof bytes, MSG_DONTWAIT) > 0; count++) {}
}

static inline CURLcode ccurl_easy_set_prereq_callback(CURL *easy, curl_prereq_callback callback) {
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode ccurl_easy_get_long(CURL *easy, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode ccurl_easy_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode ccurl_easy_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(easy, info, value);
}

typedef int (*ccurl_ssl_function)(void *ssl);

// OpenSSL's SSL_free_buffers(3), or NULL. Looked up, not linked: libcurl may stand on another TLS library.
static inline ccurl_ssl_function ccurl_find_ssl_free_buffers(void) {
    return (ccurl_ssl_function)dlsym(NULL, "SSL_free_buffers");
}

// Calls a function of OpenSSL with the connection of a transfer, if it has one of that library: CURLINFO_TLS_SSL_PTR.
static inline void ccurl_call_with_ssl(CURL *easy, ccurl_ssl_function function) {
    struct curl_tlssessioninfo *session = NULL;
    if ((curl_easy_getinfo)(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session) return;
    if (session->backend == CURLSSLBACKEND_OPENSSL && session->internals) function(session->internals);
}

// Has OpenSSL leave out the sentences of its error codes, which nothing here asks for: libcurl has sentences of its own.
//
// To be called before its first use: OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS and OPENSSL_INIT_NO_LOAD_SSL_STRINGS of
// OPENSSL_init_crypto(3) and OPENSSL_init_ssl(3).
static inline void ccurl_leave_out_tls_sentences(void) {
    int (*initialize)(uint64_t, const void *) = (int (*)(uint64_t, const void *))dlsym(NULL, "OPENSSL_init_crypto");
    if (initialize) initialize(0x00000001, NULL);
    initialize = (int (*)(uint64_t, const void *))dlsym(NULL, "OPENSSL_init_ssl");
    if (initialize) initialize(0x00100000, NULL);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return (curl_multi_setopt)(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_socket_callback(CURLM *multi, curl_socket_callback callback) {
    return (curl_multi_setopt)(multi, CURLMOPT_SOCKETFUNCTION, callback);
}

static inline CURLMcode ccurl_multi_set_timer_callback(CURLM *multi, curl_multi_timer_callback callback) {
    return (curl_multi_setopt)(multi, CURLMOPT_TIMERFUNCTION, callback);
}

static inline CURLSHcode ccurl_share_set_data(CURLSH *share, curl_lock_data data) {
    return (curl_share_setopt)(share, CURLSHOPT_SHARE, data);
}

// CURLVERSION_NOW is a macro over an enumerator, which Swift does not see.
static inline curl_version_info_data *ccurl_version_info(void) {
    return curl_version_info(CURLVERSION_NOW);
}
