"""Makes keys.json: public keys that a server must not start with, and those it must, as PEM.

    python3 -m venv v && v/bin/pip install PyJWT cryptography && v/bin/python make_keys.py
"""
import base64
import json
import pathlib

import jwt
from cryptography.hazmat.primitives import serialization

HERE = pathlib.Path(__file__).parent
PYJWT = HERE.parent / "keys"
WYCHEPROOF = HERE.parents[1] / "wycheproof-jose" / "json_web_key_test.json"
CURVES = {"P-256": "06082a8648ce3d030107", "P-384": "06052b81040022", "P-521": "06052b81040023"}


def number(text):
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def der(tag, body):
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x80 + (size.bit_length() + 7) // 8]) + size.to_bytes(
        (size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + length + body


def integer(value):
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def block(algorithm, key, label="PUBLIC KEY"):
    text = base64.encodebytes(der(0x30, algorithm + der(3, b"\0" + key))).decode()
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n"


def pem(jwk):
    """A key as PEM without asking a library whether it is a good one."""
    if jwk["kty"] == "RSA" and "n" in jwk:
        rsa = der(0x30, bytes.fromhex("06092a864886f70d0101010500"))
        return block(rsa, der(0x30, integer(number(jwk["n"])) + integer(number(jwk["e"]))))
    size = {"P-256": 32, "P-384": 48, "P-521": 66}[jwk["crv"]]
    point = b"\4" + b"".join((number(jwk[name]) % (1 << 8 * size)).to_bytes(size, "big") for name in "xy")
    return block(der(0x30, bytes.fromhex("06072a8648ce3d0201" + CURVES[jwk["crv"]])), point)


def wycheproof(comment):
    group = next(g for g in json.loads(WYCHEPROOF.read_text())["testGroups"] if g["comment"] == comment)
    return pem(group["public"]["keys"][0])


def from_jwk(name, reader):
    key = reader.from_jwk((PYJWT / name).read_text())
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


EC = jwt.algorithms.ECAlgorithm
OKP = jwt.algorithms.OKPAlgorithm
RSA = jwt.algorithms.RSAAlgorithm
PKCS1 = (PYJWT / "testkey_pkcs1.pub.pem").read_text()
P256 = from_jwk("jwk_ec_pub_P-256.json", EC)
RSA_PKCS1 = serialization.load_pem_public_key((PYJWT / "testkey2_rsa.pub.pem").read_bytes()).public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.PKCS1).decode()
KIND = "wrong kind"
cases = [
    ("RSA", "RS256", from_jwk("jwk_rsa_pub.json", RSA), "accepted"),
    ("RSA for RS384", "RS384", (PYJWT / "testkey2_rsa.pub.pem").read_text(), "accepted"),
    ("RSA of Wycheproof", "RS256", wycheproof("rs256"), "accepted"),
    ("RSA as PKCS #1", "RS256", RSA_PKCS1, "accepted"),
    ("P-256", "ES256", P256, "accepted"),
    ("P-256 file", "ES256", (PYJWT / "testkey_ec.pub").read_text(), "accepted"),
    ("P-384", "ES384", from_jwk("jwk_ec_pub_P-384.json", EC), "accepted"),
    ("P-521", "ES512", from_jwk("jwk_ec_pub_P-521.json", EC), "accepted"),
    ("CRLF line ends", "ES256", P256.replace("\n", "\r\n"), "accepted"),
    ("text before the block", "ES256", "the key of the issuer:\n" + P256, "accepted"),
    ("P-384 for ES256", "ES256", from_jwk("jwk_ec_pub_P-384.json", EC), KIND),
    ("P-256 for ES512", "ES512", P256, KIND),
    ("secp256k1", "ES256", from_jwk("jwk_ec_pub_secp256k1.json", EC), KIND),
    ("wrong curve of Wycheproof", "ES256", wycheproof("wrong_curve"), "any refusal"),
    ("wrong algorithm of Wycheproof", "ES512", wycheproof("wrong_algorithm"), KIND),
    ("invalid point of Wycheproof", "ES256", wycheproof("invalid_point"), "not a key"),
    ("1024 bits of Wycheproof", "RS256", wycheproof("keysize_too_small"), "too small"),
    ("exponent one of Wycheproof", "RS256", wycheproof("exponentOne"), "not a key"),
    ("EC for RS256", "RS256", P256, KIND),
    ("RSA for ES256", "ES256", (PYJWT / "testkey2_rsa.pub.pem").read_text(), KIND),
    ("Ed25519", "ES256", (PYJWT / "testkey_ed25519.pub.pem").read_text(), KIND),
    ("Ed448", "RS256", from_jwk("jwk_okp_pub_Ed448.json", OKP), KIND),
    ("PKCS #1 of 1024 bits", "RS256", PKCS1, "too small"),
    ("certificate", "RS256", (PYJWT / "testkey_rsa.cer").read_text(), "not a key"),
    ("private RSA key", "RS256", (PYJWT / "testkey_rsa.priv").read_text(), "not a key"),
    ("private EC key", "ES256", (PYJWT / "testkey_ec.priv").read_text(), "not a key"),
    ("SSH", "RS256", (PYJWT / "testkey_rsa.pub").read_text(), "not a key"),
    ("SSH EC", "ES256", (PYJWT / "testkey_ec_ssh.pub").read_text(), "not a key"),
    ("JWK", "RS256", (PYJWT / "jwk_rsa_pub.json").read_text(), "not a key"),
    ("no PEM", "RS256", "s3cret-s3cret-s3cret-s3cret-s3cret!!", "not a key"),
    ("cut block", "ES256", P256[:100], "not a key"),
    ("encrypted block", "ES256", P256.replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n"
                                              "DEK-Info: AES-128-CBC,00000000000000000000000000000000\n\n", 1), "not a key"),
    ("public key as a secret", "HS256", P256, "PEM as a secret"),
    ("private key as a secret", "HS512", (PYJWT / "testkey_rsa.priv").read_text(), "PEM as a secret"),
]
rows = [dict(zip(("name", "algorithm", "key", "outcome"), case)) for case in cases]
(HERE / "keys.json").write_text(json.dumps(rows, indent=1) + "\n")
print(len(rows), "keys")
