#include <jwt.h>

// What libjwt leaves to its caller: keys that are read once, signatures by them, digests, comparison in constant time.
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
