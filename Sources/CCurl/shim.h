#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

// libcurl's option functions are variadic and hidden behind type-checking macros, which Swift cannot call.
// One function for each type of argument; the parentheses keep the macros away.

static inline CURLcode ccurl_easy_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_string(CURL *easy, CURLoption option, const char *value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
    return (curl_easy_setopt)(easy, option, value);
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

static inline int ccurl_can_read(const char *path) {
    return access(path, R_OK) == 0;
}

// Another descriptor for the same socket, or -errno.
static inline int ccurl_duplicate(curl_socket_t socket) {
    int own = fcntl(socket, F_DUPFD_CLOEXEC, 0);
    return own >= 0 ? own : -errno;
}

// What sending and receiving without waiting tell where it is no count.
static const int ccurl_nothing_yet = -1;
static const int ccurl_broken = -2;
// The peer had closed the connection before it was asked anything more: it answered bytes with a reset.
static const int ccurl_was_closed = -3;

// Sends two blocks in one call: sendmsg(2).
static inline ssize_t ccurl_send(
    curl_socket_t socket, const void *first, size_t first_size, const void *second, size_t second_size
) {
    struct iovec blocks[2] = {{(void *)first, first_size}, {(void *)second, second_size}};
    struct msghdr message = {.msg_iov = blocks, .msg_iovlen = 2};
    ssize_t count = sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count >= 0) return count;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? ccurl_nothing_yet : ccurl_broken;
}

// recv(2); 0 is the end of the stream.
static inline ssize_t ccurl_receive(curl_socket_t socket, void *room, size_t size) {
    ssize_t count = recv(socket, room, size, MSG_DONTWAIT);
    if (count >= 0) return count;
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return ccurl_nothing_yet;
    // Linux tells a reset as EPIPE where the end of the stream had come before it (tcp_reset).
    return errno == EPIPE ? ccurl_was_closed : ccurl_broken;
}

// Whether something waits to be read in the kernel: bytes, the end or an error.
static inline int ccurl_has_input(curl_socket_t socket) {
    char byte;
    return recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

// The bytes that the peer's TCP has not acknowledged: tcp(7), SIOCOUTQ; 0 where the system does not tell.
static inline int ccurl_unacknowledged(curl_socket_t socket) {
    int count = 0;
    return ioctl(socket, SIOCOUTQ, &count) == 0 ? count : 0;
}

static inline CURLcode ccurl_easy_get_socket(CURL *easy, CURLINFO info, curl_socket_t *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode ccurl_easy_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(easy, info, value);
}

// Functions of OpenSSL, or NULL. Looked up, not linked: libcurl may stand on another TLS library.
struct ccurl_openssl {
    // SSL_has_pending(3): whether bytes wait within, decrypted or not.
    int (*has_pending)(const void *ssl);
    // SSL_free_buffers(3)
    int (*free_buffers)(void *ssl);
    // SSL_CTX_ctrl(3)
    long (*context_control)(void *context, int command, long argument, void *pointer);
    // SSL_CTX_set_info_callback(3), and what the callback asks.
    void (*set_info_callback)(void *context, void (*callback)(const void *ssl, int where, int value));
    int (*state)(const void *ssl);
    void *(*session)(const void *ssl);
    int (*version_of_session)(const void *session);
    void *(*context)(const void *ssl);
    int (*remove_session)(void *context, void *session);
};

static inline struct ccurl_openssl ccurl_find_openssl(void) {
    struct ccurl_openssl found = {0};
    curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    if (!info || !info->ssl_version || strncmp(info->ssl_version, "OpenSSL", 7) != 0) return found;
    found.has_pending = (int (*)(const void *))dlsym(NULL, "SSL_has_pending");
    found.free_buffers = (int (*)(void *))dlsym(NULL, "SSL_free_buffers");
    found.context_control = (long (*)(void *, int, long, void *))dlsym(NULL, "SSL_CTX_ctrl");
    found.set_info_callback =
        (void (*)(void *, void (*)(const void *, int, int)))dlsym(NULL, "SSL_CTX_set_info_callback");
    found.state = (int (*)(const void *))dlsym(NULL, "SSL_get_state");
    found.session = (void *(*)(const void *))dlsym(NULL, "SSL_get_session");
    found.version_of_session = (int (*)(const void *))dlsym(NULL, "SSL_SESSION_get_protocol_version");
    found.context = (void *(*)(const void *))dlsym(NULL, "SSL_get_SSL_CTX");
    found.remove_session = (int (*)(void *, void *))dlsym(NULL, "SSL_CTX_remove_session");
    return found;
}

// OpenSSL's SSL object of a handle's connection, or NULL: CURLINFO_TLS_SSL_PTR.
static inline void *ccurl_ssl_of(CURL *easy) {
    struct curl_tlssessioninfo *session = NULL;
    if ((curl_easy_getinfo)(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session) return NULL;
    return session->backend == CURLSSLBACKEND_OPENSSL ? session->internals : NULL;
}

// The functions that callbacks of OpenSSL need; set once, before the first connection.
static inline struct ccurl_openssl *ccurl_openssl_used(void) {
    static struct ccurl_openssl used;
    return &used;
}

// Sees to it that a session of TLS 1.3 is offered once: RFC 8446 appendix C.4, SSL_CTX_sess_set_new_cb(3). libcurl has
// one session for each host, and OpenSSL gives up one that was used only at the end of its handshake.
//
// Called at each step of a handshake; 0x1001 is SSL_CB_CONNECT_LOOP, 12 TLS_ST_CW_CLNT_HELLO, 0x304 TLS 1.3.
static inline void ccurl_handshake_goes_on(const void *ssl, int where, int value) {
    (void)value;
    struct ccurl_openssl *openssl = ccurl_openssl_used();
    if (where != 0x1001 || openssl->state(ssl) != 12) return;
    void *session = openssl->session(ssl);
    if (!session || openssl->version_of_session(session) != 0x304) return;
    openssl->remove_session(openssl->context(ssl), session);
}

// Has an SSL_CTX read as much as there is in one call, write what the socket takes from wherever it stands now, and
// free records after use. SSL_CTX_set_read_ahead(3) and SSL_CTX_set_mode(3) are macros over SSL_CTX_ctrl(3).
static inline CURLcode ccurl_prepare_ssl_context(CURL *easy, void *context, void *data) {
    (void)easy;
    (void)data;
    struct ccurl_openssl *openssl = ccurl_openssl_used();
    openssl->context_control(context, 41, 1, NULL);
    openssl->context_control(context, 33, 0x1 | 0x2 | 0x10, NULL);
    if (openssl->set_info_callback && openssl->state && openssl->session && openssl->version_of_session
        && openssl->context && openssl->remove_session)
        openssl->set_info_callback(context, ccurl_handshake_goes_on);
    return CURLE_OK;
}

// What may be wrong with a certificate and its key.
static const int ccurl_certificate_is_unusable = 1;
static const int ccurl_key_is_unusable = 2;
static const int ccurl_key_is_of_another = 3;

// Instead of OpenSSL's own, which asks for a passphrase on the terminal.
static inline int ccurl_no_passphrase(char *room, int size, int is_writing, void *data) {
    (void)room, (void)size, (void)is_writing, (void)data;
    return 0;
}

// Tells whether OpenSSL takes a certificate and its key: 0, or what is wrong. SSL_CTX_use_certificate(3)
static inline int ccurl_judge_client_certificate(const char *certificate, const char *key) {
    void *(*method)(void) = (void *(*)(void))dlsym(NULL, "TLS_client_method");
    void *(*create)(void *) = (void *(*)(void *))dlsym(NULL, "SSL_CTX_new");
    void (*destroy)(void *) = (void (*)(void *))dlsym(NULL, "SSL_CTX_free");
    void (*ask)(void *, int (*)(char *, int, int, void *)) =
        (void (*)(void *, int (*)(char *, int, int, void *)))dlsym(NULL, "SSL_CTX_set_default_passwd_cb");
    int (*use_chain)(void *, const char *) =
        (int (*)(void *, const char *))dlsym(NULL, "SSL_CTX_use_certificate_chain_file");
    int (*use_key)(void *, const char *, int) =
        (int (*)(void *, const char *, int))dlsym(NULL, "SSL_CTX_use_PrivateKey_file");
    int (*check)(const void *) = (int (*)(const void *))dlsym(NULL, "SSL_CTX_check_private_key");
    void (*forget)(void) = (void (*)(void))dlsym(NULL, "ERR_clear_error");
    if (!method || !create || !destroy || !ask || !use_chain || !use_key || !check || !forget) return 0;
    // The key by itself first: beside a certificate, one of another could not be told from none.
    void *alone = create(method());
    void *both = create(method());
    int problem = 0;
    if (alone && both) {
        ask(alone, ccurl_no_passphrase);
        ask(both, ccurl_no_passphrase);
        if (use_chain(both, certificate) != 1) {
            problem = ccurl_certificate_is_unusable;
        } else if (use_key(alone, key, 1) != 1) {
            problem = ccurl_key_is_unusable;
        } else if (use_key(both, key, 1) != 1 || check(both) != 1) {
            problem = ccurl_key_is_of_another;
        }
    }
    destroy(alone);
    destroy(both);
    forget();
    return problem;
}

static inline void ccurl_use_openssl(struct ccurl_openssl openssl) {
    *ccurl_openssl_used() = openssl;
}

static inline CURLcode ccurl_easy_set_ssl_context(CURL *easy, struct ccurl_openssl openssl) {
    if (!openssl.context_control) return CURLE_OK;
    return (curl_easy_setopt)(easy, CURLOPT_SSL_CTX_FUNCTION, ccurl_prepare_ssl_context);
}

// The reason that an error code of OpenSSL's libssl has, such as `unsupported protocol`: ERR_reason_error_string(3).
//
// Brings the sentences in that a start leaves out; NULL if there is none.
static inline const char *ccurl_tls_reason(unsigned long code) {
    int (*load)(void) = (int (*)(void))dlsym(NULL, "ERR_load_SSL_strings");
    const char *(*reason)(unsigned long) = (const char *(*)(unsigned long))dlsym(NULL, "ERR_reason_error_string");
    if (!load || !reason) return NULL;
    load();
    return reason(code);
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
