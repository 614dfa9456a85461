"""Makes tokens.json out of ../json_web_signature_test.json: the same faults, in tokens.

The vectors of Wycheproof sign payloads such as `foo`, which no JSON Web Token has: every one of them would be refused for its
payload, and the signature never looked at. This puts a payload of claims into each vector and signs it again with the private
keys that come with the vectors, the fault included: an edited part is edited in the same way, and the padding of an RSA
signature is recovered from it, given the new digest, and signed again.

    python3 -m venv v && v/bin/pip install cryptography && v/bin/python make_tokens.py
"""
import base64
import difflib
import hashlib
import hmac
import json
import pathlib

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils

HERE = pathlib.Path(__file__).parent
DIGESTS = ["sha256", "sha384", "sha512", "sha1", "sha224", "md5", "sha512_256", "sha512_224", "sha3_256"]
CURVES = {"P-256": (ec.SECP256R1, 32), "P-384": (ec.SECP384R1, 48), "P-521": (ec.SECP521R1, 66)}
# Wycheproof lets a library skip foreign characters in two vectors; RFC 7515 section 2 does not.
STRICTER = {372, 373}
# These two are called invalid for their padding, but have none: they are vector 357, which is valid.
WITHOUT_THEIR_FAULT = {367, 370}


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def integer(text):
    return int.from_bytes(decoded(text), "big")


def pem(public_key):
    return public_key.public_bytes(serialization.Encoding.PEM,
                                   serialization.PublicFormat.SubjectPublicKeyInfo).decode()


class Key:
    """The key of one group: how it verifies (`text`) and how it signs."""

    def __init__(self, jwk):
        self.algorithm = jwk["alg"].replace("ES521", "ES512")
        self.hash = "sha" + self.algorithm[2:]
        self.kind = jwk["kty"]
        if self.kind == "oct":
            self.secret = decoded(jwk["k"])
            self.text = jwk["k"]
        elif self.kind == "RSA":
            self.n, self.e, self.d = (integer(jwk[name]) for name in "ned")
            self.text = pem(rsa.RSAPublicNumbers(self.e, self.n).public_key())
        else:
            curve, self.size = CURVES[jwk["crv"]]
            public = ec.EllipticCurvePublicNumbers(integer(jwk["x"]), integer(jwk["y"]), curve())
            self.private = ec.EllipticCurvePrivateNumbers(integer(jwk["d"]), public).private_key()
            self.text = pem(public.public_key())

    def sign(self, message):
        if self.kind == "oct":
            return hmac.new(self.secret, message, self.hash).digest()
        if self.kind == "EC":
            scheme = ec.ECDSA(getattr(hashes, self.hash.upper())(), deterministic_signing=True)
            r, s = utils.decode_dss_signature(self.private.sign(message, scheme))
            return r.to_bytes(self.size, "big") + s.to_bytes(self.size, "big")
        oid = {"sha256": 1, "sha384": 2, "sha512": 3}[self.hash]
        digest = hashlib.new(self.hash, message).digest()
        info = (bytes([0x30, 0x11 + len(digest), 0x30, 0x0D, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, oid, 5, 0, 4,
                       len(digest)]) + digest)
        return self.raw(b"\0\1" + b"\xff" * (self.size_rsa - 3 - len(info)) + b"\0" + info)

    @property
    def size_rsa(self):
        return (self.n.bit_length() + 7) // 8

    def raw(self, block):
        return pow(int.from_bytes(block, "big"), self.d, self.n).to_bytes(self.size_rsa, "big")

    def with_same_padding(self, signature, old, new):
        """An RSA signature of `new` with the padding that `signature` has over `old`."""
        block = pow(int.from_bytes(signature, "big"), self.e, self.n).to_bytes(self.size_rsa, "big")
        for name in DIGESTS:
            digest = hashlib.new(name, old).digest()
            if digest in block:
                return self.raw(block.replace(digest, hashlib.new(name, new).digest()))
        return signature


def with_same_edit(old, edited, new):
    """`new` changed as `old` was to become `edited`."""
    matcher = difflib.SequenceMatcher(None, old, edited, autojunk=False)
    scale = len(new) / max(len(old), 1)
    out, position = [], 0
    for operation, start, end, edited_start, edited_end in matcher.get_opcodes():
        if operation == "equal":
            continue
        at = len(new) if start == len(old) else min(int(start * scale), len(new))
        out.append(new[position:at] + edited[edited_start:edited_end])
        position = min(at + end - start, len(new))
    return "".join(out) + new[position:]


def derived(jws, valid, key, payload):
    header, old_payload, _ = valid
    signature = encoded(key.sign(f"{header}.{payload}".encode()))
    parts = jws.split(".")
    out = []
    for index, part in enumerate(parts):
        if part == valid[1]:
            out.append(payload)
        elif part == valid[2]:
            out.append(signature)
        elif index == 1 and part and len(parts) == 3 and jws.startswith(header):
            out.append(with_same_edit(valid[1], part, payload))
        elif index == 2 and part:
            try:
                raw = decoded(part)
            except ValueError:
                raw = b""
            old, new = (".".join(pair).encode() for pair in (parts[:2], out))
            if raw and part == encoded(raw) and key.kind == "RSA" and len(raw) == key.size_rsa:
                out.append(encoded(key.with_same_padding(raw, old, new)))
            elif key.kind == "oct" and part == encoded(key.sign(old)):
                # A good signature of a message that is badly written.
                out.append(encoded(key.sign(new)))
            elif key.kind == "EC" and len(raw) % 2 == 0:
                out.append(part)
            else:
                out.append(with_same_edit(valid[2], part, signature))
        else:
            out.append(part)
    return ".".join(out)


def main():
    payload = encoded(b'{"sub":"caller"}')
    keys, cases = [], []
    for group in json.loads((HERE.parent / "json_web_signature_test.json").read_text())["testGroups"]:
        jwk = group["private"]
        # What a JWK says of its use has no place in PEM; the PS algorithms are not supported.
        if jwk.get("alg", "PS")[:2] not in ("HS", "RS", "ES") or jwk.get("use") == "enc":
            continue
        key = Key(jwk)
        keys.append({"algorithm": key.algorithm, "text": key.text})
        valid = next(t["jws"].split(".") for t in group["tests"]
                     if t["result"] == "valid" and t["jws"].split(".")[1])
        for test in group["tests"]:
            if test["tcId"] in WITHOUT_THEIR_FAULT:
                continue
            jws = test["jws"] if isinstance(test["jws"], str) else json.dumps(test["jws"])
            good = test["result"] == "valid" and test["tcId"] not in STRICTER
            if good:
                header = jws.split(".")[0]
                token = f"{header}.{payload}"
                token += "." + encoded(key.sign(token.encode()))
            else:
                token = derived(jws, valid, key, payload)
            cases.append({"id": test["tcId"], "comment": test["comment"], "key": len(keys) - 1,
                          "valid": good, "original": jws, "token": token})
    (HERE / "tokens.json").write_text(json.dumps({"keys": keys, "cases": cases}, indent=1) + "\n")
    print(len(keys), "keys", len(cases), "cases", sum(c["valid"] for c in cases), "valid")


main()
