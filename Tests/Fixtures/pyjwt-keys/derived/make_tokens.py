"""Makes tokens.json: what a forger tries and what an issuer does, with the outcome each must have.

The private keys are those of ../keys: published, and good for tests only. The clock of all tokens is NOW, and signing is
deterministic, so the output never changes by itself. PyJWT checks the good ones.

    python3 -m venv v && v/bin/pip install PyJWT cryptography && v/bin/python make_tokens.py
"""
import base64
import hashlib
import hmac
import json
import pathlib

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

HERE = pathlib.Path(__file__).parent
KEYS = HERE.parent / "keys"
NOW = 1_750_000_000
SECRET = b"a secret of exactly sixty-four bytes, for the largest of hashes!"
assert len(SECRET) == 64


def b64(data):
    if not isinstance(data, bytes):
        data = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def private_pem(name):
    return serialization.load_pem_private_key((KEYS / name).read_bytes(), None)


def private_jwk(name):
    return jwt.algorithms.ECAlgorithm.from_jwk((KEYS / name).read_text())


def public_pem(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM,
                                         serialization.PublicFormat.SubjectPublicKeyInfo).decode()


PRIVATE = {"RS": private_pem("testkey_rsa.priv"), "ES256": private_pem("testkey_ec.priv"),
           "ES384": private_jwk("jwk_ec_key_P-384.json"), "ES512": private_jwk("jwk_ec_key_P-521.json")}
OTHER_RSA = serialization.load_pem_private_key(
    jwt.algorithms.RSAAlgorithm.from_jwk((KEYS / "jwk_rsa_key.json").read_text()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()), None)
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


def private(algorithm):
    return PRIVATE.get(algorithm) or PRIVATE.get(algorithm[:2])


def verification_key(algorithm):
    return SECRET.decode() if algorithm[:2] == "HS" else public_pem(private(algorithm))


def signature(message, algorithm, key):
    if algorithm[:2] == "HS":
        return hmac.new(key, message, "sha" + algorithm[2:]).digest()
    if algorithm[:2] == "RS":
        return key.sign(message, padding.PKCS1v15(), HASHES[algorithm[2:]])
    if algorithm[:2] == "PS":
        return key.sign(message, padding.PSS(padding.MGF1(HASHES[algorithm[2:]]), 0), HASHES[algorithm[2:]])
    der = key.sign(message, ec.ECDSA(HASHES[algorithm[2:]], deterministic_signing=True))
    size = (key.curve.key_size + 7) // 8
    return b"".join(number.to_bytes(size, "big") for number in utils.decode_dss_signature(der))


def sign(header, payload, algorithm="HS256", key=SECRET):
    header = header if isinstance(header, str) else b64(header)
    payload = payload if isinstance(payload, str) else b64(payload)
    return f"{header}.{payload}." + b64(signature(f"{header}.{payload}".encode(), algorithm, key))


def claims(**changes):
    base = {"sub": "caller", "iss": "issuer", "aud": "audience", "iat": NOW - 10, "exp": NOW + 3600}
    return {name: value for name, value in {**base, **changes}.items() if value is not ...}


def with_claim(name, number):
    """A payload with a number that Python would not write so."""
    return b64(json.dumps(claims(**{name: "@"})).replace('"@"', number).encode())


SETTINGS = []
CASES = []


def setting(algorithm, issuer="issuer", audience="audience"):
    SETTINGS.append({"algorithm": algorithm, "key": verification_key(algorithm), "issuer": issuer, "audience": audience})
    return len(SETTINGS) - 1


HS256 = setting("HS256")
OPEN = setting("HS256", None, None)
H = {"alg": "HS256", "typ": "JWT"}
GOOD = sign(H, claims())
HEAD, BODY, TAIL = GOOD.split(".")

ALGORITHM = "the token is signed with another algorithm"
SIGNATURE = "the token's signature is wrong"
FORM = "the token is not in compact form"
HEADER = "the token's header is malformed"
EXTENSION = "the token's header asks for what is not supported"
PAYLOAD = "the token's payload is malformed"
LONG = "the token is too long"
EXPIRED = "the token has expired"
EARLY = "the token is not valid yet"
NOT_BEARER = "the authorization is not a bearer token"


def claim(name):
    return f"the token's claim {name} is not acceptable"


def add(name, token, outcome, at=HS256):
    CASES.append({"name": name, "setting": at, "token": token, "outcome": outcome})


def good(name, token, at=HS256):
    one = SETTINGS[at]
    if "iat as a float" not in name:  # PyJWT is stricter there than RFC 7519 section 2.
        known = jwt.decode(token, one["key"], algorithms=[one["algorithm"]], issuer=one["issuer"], audience=one["audience"],
                           options={"verify_exp": False, "verify_nbf": False, "verify_iat": False})
        assert known.get("sub", "caller") == "caller", name
    add(name, token, "accepted", at)


def accepted():
    good("valid", GOOD)
    good("no typ", sign({"alg": "HS256"}, claims()))
    good("typ in lower case", sign({**H, "typ": "jwt"}, claims()))
    good("kid is ignored", sign({**H, "kid": "any"}, claims()))
    add("kid may be a number", sign({**H, "kid": 5}, claims()), "accepted")
    good("jku, x5u and jwk are ignored", sign({**H, "jku": "http://127.0.0.1:1/", "x5u": "http://127.0.0.1:1/",
                                              "jwk": {"kty": "oct", "k": "AAAA"}}, claims()))
    good("further claims", sign(H, claims(roles=["a"], n=1.5, nested={"a": [1, {"b": None}]}, name="Zoë 漢字 😀")))
    good("blanks in header and payload", sign(b64(b' { "alg" :\n"HS256" } '), b64(json.dumps(claims(), indent=2).encode())))
    good("alg spelled with an escape", sign(b64(b'{"\\u0061lg":"HS\\u003256"}'), claims()))
    good("no exp", sign(H, claims(exp=..., iat=...)))
    good("exp in a second", sign(H, claims(exp=NOW + 1)))
    good("exp as a float", sign(H, claims(exp=NOW + 0.5)))
    good("exp with an exponent", sign(H, with_claim("exp", "1.75e10")))
    good("exp of 63 bits", sign(H, claims(exp=2**63 - 1)))
    good("nbf now", sign(H, claims(nbf=NOW)))
    good("iat as a float", sign(H, claims(iat=NOW - 0.5)))
    good("audience among others", sign(H, claims(aud=["other", "audience"])))
    good("jti a string", sign(H, claims(jti="1")))
    good("no sub", sign(H, claims(sub=...)))
    good("nothing claimed", sign(H, {}), OPEN)
    good("audience null, none configured", sign(H, {"aud": None}), OPEN)
    good("audience empty list, none configured", sign(H, {"aud": []}), OPEN)
    good("any issuer, none configured", sign(H, {"iss": "anybody"}), OPEN)
    add("issuer a number, none configured", sign(H, {"iss": 5}), claim("iss"), OPEN)
    for family in ("HS", "RS", "ES"):
        for size in ("256", "384", "512"):
            name = family + size
            good(name, sign({"alg": name}, claims(), name, private(name) or SECRET), setting(name))


def algorithms():
    for name in ("none", "None", "NONE", "nOnE"):
        add(f"{name} without a signature", b64({"alg": name}) + f".{BODY}.", FORM)
        add(f"{name} with the old signature", b64({"alg": name}) + f".{BODY}.{TAIL}", ALGORITHM)
    add("none, two parts", b64({"alg": "none"}) + "." + BODY, FORM)
    for name, value in (("missing", ...), ("empty", ""), ("null", None), ("a number", 256), ("a list", ["HS256"]),
                        ("an object", {"HS256": 1}), ("in lower case", "hs256"), ("in mixed case", "Hs256"),
                        ("unknown", "HS1"), ("with a blank", "HS256 "), ("with a NUL", "HS256\0"),
                        ("a prefix", "HS25"), ("full width", "ＨＳ２５６"), ("a PS", "PS256"), ("EdDSA", "EdDSA")):
        header = {} if value is ... else {"alg": value}
        add(f"alg {name}", sign(header, claims()), ALGORITHM)
    for name in ("HS384", "HS512"):
        add(f"{name}, well signed, not configured", sign({"alg": name}, claims(), name), ALGORITHM)
    add("alg twice, none first", sign(b64(b'{"alg":"none","alg":"HS256"}'), claims()), HEADER)
    add("alg twice, none last", sign(b64(b'{"alg":"HS256","alg":"none"}'), claims()), HEADER)
    add("alg twice, the second by an escape", sign(b64(b'{"alg":"HS256","\\u0061lg":"none"}'), claims()), HEADER)
    add("a member twice", sign(b64(b'{"alg":"HS256","kid":"a","kid":"b"}'), claims()), HEADER)
    add("crit", sign({**H, "crit": ["x"], "x": 1}, claims()), EXTENSION)
    add("crit null", sign({**H, "crit": None}, claims()), EXTENSION)
    add("b64 false", sign({**H, "b64": False}, claims()), EXTENSION)
    add("b64 true", sign({**H, "b64": True}, claims()), EXTENSION)
    add("another typ", sign({**H, "typ": "secevent+jwt"}, claims()), EXTENSION)
    add("signed by the public key as a secret",
        sign({"alg": "HS256"}, claims(), "HS256", verification_key("RS256").encode()), ALGORITHM, setting("RS256"))
    add("PS256 with an RS256 header", b64({"alg": "RS256"}) + f".{BODY}." + b64(signature(
        (b64({"alg": "RS256"}) + "." + BODY).encode(), "PS256", PRIVATE["RS"])), SIGNATURE, setting("RS256"))
    add("RS512 signature with an RS256 header", b64({"alg": "RS256"}) + f".{BODY}." + b64(signature(
        (b64({"alg": "RS256"}) + "." + BODY).encode(), "RS512", PRIVATE["RS"])), SIGNATURE, setting("RS256"))
    add("another RSA key", sign({"alg": "RS256"}, claims(), "RS256", OTHER_RSA), SIGNATURE, setting("RS256"))
    add("ES256 on another curve", sign({"alg": "ES256"}, claims(), "ES256", PRIVATE["ES384"]), SIGNATURE, setting("ES256"))
    message = b64({"alg": "ES256"}) + "." + BODY
    der = PRIVATE["ES256"].sign(message.encode(), ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    add("ES256 with a DER signature", f"{message}.{b64(der)}", SIGNATURE, setting("ES256"))
    add("ES256, all zeros", f"{message}.{b64(bytes(64))}", SIGNATURE, setting("ES256"))
    add("RS256, all zeros", b64({"alg": "RS256"}) + f".{BODY}.{b64(bytes(256))}", SIGNATURE, setting("RS256"))


def keys():
    add("signed with an empty key", sign(H, claims(), key=b""), SIGNATURE)
    add("signed with a NUL", sign(H, claims(), key=b"\0"), SIGNATURE)
    add("signed with another key", sign(H, claims(), key=b"x" * 32), SIGNATURE)
    add("signed with the key and a newline", sign(H, claims(), key=SECRET + b"\n"), SIGNATURE)
    add("signed with a prefix of the key", sign(H, claims(), key=SECRET[:-1]), SIGNATURE)
    add("signed with the key in upper case", sign(H, claims(), key=SECRET.upper()), SIGNATURE)
    for kid in ("../../../../dev/null", "/dev/null", "' UNION SELECT '' -- ", "|id", "a" * 4000):
        add(f"kid {kid[:12]}", sign({**H, "kid": kid}, claims(), key=b""), SIGNATURE)
    add("kid with a NUL", sign({**H, "kid": "\0"}, claims(), key=b""), SIGNATURE)
    add("jku with its own key", sign({**H, "jku": "http://127.0.0.1:1/"}, claims(), key=b"x" * 32), SIGNATURE)
    add("jwk with its own key", sign({**H, "jwk": {"kty": "oct", "k": b64(b"x" * 32)}}, claims(), key=b"x" * 32), SIGNATURE)


def times():
    add("expired", sign(H, claims(exp=NOW - 3600)), EXPIRED)
    add("exp now", sign(H, claims(exp=NOW)), EXPIRED)
    add("exp just before now", sign(H, claims(exp=NOW - 0.5)), EXPIRED)
    add("exp zero", sign(H, claims(exp=0)), EXPIRED)
    add("exp negative", sign(H, claims(exp=-1)), EXPIRED)
    add("nbf in a second", sign(H, claims(nbf=NOW + 1)), EARLY)
    add("nbf in the future, a float", sign(H, claims(nbf=NOW + 3600.5)), EARLY)
    add("nbf far beyond 64 bits", sign(H, with_claim("nbf", "1e300")), EARLY)
    add("iat in a second", sign(H, claims(iat=NOW + 1)), EARLY)
    # The JSON reader of libjwt has no such numbers.
    add("exp beyond 64 bits", sign(H, claims(exp=2**64 + 1)), SIGNATURE)
    for name in ("exp", "nbf", "iat"):
        add(f"{name} 1e400", sign(H, with_claim(name, "1e400")), SIGNATURE)
        add(f"{name} -1e400", sign(H, with_claim(name, "-1e400")), SIGNATURE)
        for kind, number in (("null", "null"), ("true", "true"),
                             ("an object", "{}"), ("a list", f"[{NOW}]"), ("a word", '"tomorrow"'),
                             ("a number in a string", f'"{NOW + (3600 if name == "exp" else -3600)}"')):
            add(f"{name} {kind}", sign(H, with_claim(name, number)), claim(name))
    for number in ("NaN", "Infinity", "01", "+1", "0x1", "1."):
        add(f"exp {number}", sign(H, with_claim("exp", number)), PAYLOAD)


def names():
    for name, value in (("wrong", "evil"), ("missing", ...), ("in upper case", "ISSUER"), ("with a tail", "issuer.evil"),
                        ("a list", ["issuer"]), ("null", None), ("empty", ""), ("with a NUL", "issuer\0"), ("number", 1)):
        outcome = SIGNATURE if name == "with a NUL" else claim("iss")
        add(f"iss {name}", sign(H, claims(iss=value)), outcome)
    kelvin = setting("HS256", "Kelvin", "\u00e9")
    add("iss equal only to Unicode", sign(H, claims(iss="\u212aelvin", aud="\u00e9")), claim("iss"), kelvin)
    add("aud equal only to Unicode", sign(H, claims(iss="Kelvin", aud="e\u0301")), claim("aud"), kelvin)
    add("aud equal only to Unicode, in a list", sign(H, claims(iss="Kelvin", aud=["e\u0301"])), claim("aud"), kelvin)
    good("iss and aud not ASCII", sign(H, claims(iss="Kelvin", aud="\u00e9")), kelvin)
    for name, value in (("wrong", "other"), ("missing", ...), ("list without it", ["a", "b"]), ("empty list", []),
                        ("with a tail", "audiencex"), ("object", {"audience": 1}), ("number", 1), ("null", None),
                        ("mixed list", ["audience", 5]), ("nested list", [["audience"]]), ("empty", "")):
        add(f"aud {name}", sign(H, claims(aud=value)), claim("aud"))
    for name, value in (("string", "audience"), ("list", ["a"]), ("number", 5), ("object", {}), ("empty", "")):
        add(f"aud {name}, none configured", sign(H, {"aud": value}), claim("aud"), OPEN)
    for name in ("sub", "jti"):
        for kind, value in (("null", None), ("number", 5), ("list", ["caller"])):
            add(f"{name} {kind}", sign(H, claims(**{name: value})), claim(name))


def structure():
    flipped = "A" if TAIL[0] != "A" else "B"
    add("changed signature", f"{HEAD}.{BODY}.{flipped}{TAIL[1:]}", SIGNATURE)
    add("changed payload", f"{HEAD}.{b64(claims(sub='admin'))}.{TAIL}", SIGNATURE)
    add("changed header", f"{b64({**H, 'x': 1})}.{BODY}.{TAIL}", SIGNATURE)
    add("cut signature", GOOD[:-4], SIGNATURE)
    add("signature with a byte more", f"{HEAD}.{BODY}." + b64(base64.urlsafe_b64decode(TAIL + "=") + b"\0"), SIGNATURE)
    for name, token in (("empty signature", f"{HEAD}.{BODY}."), ("two parts", f"{HEAD}.{BODY}"), ("one part", "abc"),
                        ("empty header", f".{BODY}.{TAIL}"), ("empty payload", f"{HEAD}..{TAIL}"), ("dots only", ".."),
                        ("many dots", "." * 500), ("four parts", GOOD + ".AAAA"), ("five parts", GOOD + ".AAAA.AAAA"),
                        ("trailing dot", GOOD + "."), ("padded", GOOD + "="), ("standard alphabet", GOOD[:-2] + "+/"),
                        ("foreign character", f"{HEAD}.{BODY}.{TAIL[:5]}!{TAIL[5:]}"), ("two tokens", f"{GOOD}, {GOOD}"),
                        ("blank inside", f"{HEAD}. {BODY}.{TAIL}"), ("a word after it", GOOD + " x"),
                        ("tab inside", f"{HEAD}.\t{BODY}.{TAIL}"), ("not ASCII", GOOD[:-1] + "é"),
                        ("JSON serialization", json.dumps({"payload": BODY, "signature": TAIL}))):
        add(name, token, FORM)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    add("unused bits set", GOOD[:-1] + alphabet[alphabet.index(TAIL[-1]) ^ 1], FORM)
    add("impossible length", GOOD + "AA", FORM)
    for name, data in (("list", b'["HS256"]'), ("not UTF-8", b"\xff\xfe"), ("number", b"1"), ("empty object and more", b"{}x"),
                       ("with a NUL after it", b'{"alg":"HS256"}\0'), ("cut", b'{"alg":"HS256"'), ("a word", b"nope"),
                       ("bad UTF-8 in a string", b'{"alg":"HS256","kid":"\xff"}'), ("trailing comma", b'{"alg":"HS256",}'),
                       ("byte order mark", b'\xef\xbb\xbf{"alg":"HS256"}'),
                       ("nested nine deep", b'{"alg":"HS256","a":' + b"[" * 8 + b"]" * 8 + b"}"),
                       ("nested deeply", b'{"alg":"HS256","a":' + b"[" * 2500 + b"]" * 2500 + b"}")):
        add(f"header {name}", sign(b64(data), claims()), HEADER)
    add("header nested eight deep", sign(b64(b'{"alg":"HS256","a":' + b"[" * 7 + b"]" * 7 + b"}"), claims()), "accepted")
    for name, data in (("list", b"[]"), ("string", b'"x"'), ("number", b"1"), ("null", b"null"), ("cut", b"{"),
                       ("bad UTF-8", b'{"sub":"\xff"}'), ("NUL and more", b'{"sub":"a"}\0{}'), ("trailing junk", b'{"sub":"a"}x'),
                       ("exp twice", b'{"exp":9999999999,"exp":1}'), ("exp twice by an escape", b'{"exp":1,"\\u0065xp":9999999999}'),
                       ("nested deeply", b'{"a":' + b"[" * 2900 + b"]" * 2900 + b"}")):
        add(f"payload {name}", sign(H, b64(data), ), PAYLOAD, OPEN)
    add("unsigned payload nested deeply", f"{HEAD}." + b64(b'{"a":' + b"[" * 2900 + b"]" * 2900 + b"}") + ".AAAA", PAYLOAD)
    for name, size, outcome in (("8191 bytes", 8191, "accepted"), ("8192 bytes", 8192, "accepted"), ("8193 bytes", 8193, LONG),
                                ("200 KB", 200_000, LONG)):
        add(name, token_of(size), outcome)


def token_of(size):
    """A well-signed token of exactly so many bytes."""
    for header in ({"alg": "HS256"}, H):
        room = size - len(b64(header)) - 2 - len(TAIL)
        pad = room * 3 // 4 - len(json.dumps(claims(pad=""), separators=(",", ":")))
        for extra in (-1, 0, 1):
            token = sign(header, claims(pad="a" * (pad + extra)))
            if len(token) == size:
                return token
    raise AssertionError(size)


for section in (accepted, algorithms, keys, times, names, structure):
    section()
text = json.dumps({"now": NOW, "settings": SETTINGS, "cases": CASES}, indent=1, ensure_ascii=True)
(HERE / "tokens.json").write_text(text + "\n")
print(len(CASES), "cases", sum(c["outcome"] == "accepted" for c in CASES), "accepted")
