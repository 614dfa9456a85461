#include <jwt.h>

// What libjwt leaves to its caller: the check of keys at start-up, digests, comparison in constant time.
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
