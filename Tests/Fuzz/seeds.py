"""Writes the first inputs of each fuzz target, made of the fixtures, into folders below the one that is named."""
import base64, hashlib, hmac, json, pathlib, re, sys

root = pathlib.Path(__file__).resolve().parents[1] / "Fixtures"
target_folder = pathlib.Path(sys.argv[1])


def put(target: str, content: bytes) -> None:
    folder = target_folder / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(content).hexdigest()).write_bytes(content)


def files(pattern: str):
    return (path.read_bytes() for path in sorted(root.glob(pattern)) if path.is_file())


for content in files("h2o-http1-fuzz/http1-corpus/*"):
    put("head", content)
    put("connection", content)
mutations = json.loads((root / "smuggler-te-mutations/mutations.json").read_text())
for mutation in mutations[::40]:
    line = mutation["header_latin1"].encode("latin-1", "replace")
    put("head", b"POST / HTTP/1.1\r\nHost: a\r\n" + line + b"\r\n\r\n")
for target in (root / "crlf-injection/crlfinjection.txt").read_bytes().splitlines():
    put("head", b"GET " + target + b" HTTP/1.1\r\nHost: a\r\n\r\n")
chunks = b"POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
for body in (
    b"2\r\nwo\r\n3\r\nrld\r\n0\r\n\r\n", b'5;a=b;c="d\\"e"\r\nhello\r\n0\r\nX: y\r\n\r\nrest',
    b"00A\r\n0123456789\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFF\r\n", b"1 \r\na\r\n", b"1\n\na\n0\n\n",
    b"7fffffffffffffff\r\nx", b"7ffffffffffffff0;a\r\nx", b"8000000000000000\r\n", b"7fffffff\r\nx", b"80000000\r\nx",
    b"ffffffff\r\nx", b"1\r\na\r\n7fffffffffffffff\r\nx",
):
    put("chunks", body)
    put("connection", chunks + body + b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
for content in files("JSONTestSuite/test_parsing/*.json"):
    if len(content) < 4096:
        put("json", content)
for content in files("golden/*.sse"):
    put("events", content)
    put("answer", content)
for vector in json.loads((root / "wpt-eventsource/vectors.json").read_text()):
    put("events", vector["stream_latin1_of_utf8_bytes"].encode("latin-1"))
for line in filter(None, (root / "contract/requests.jsonl").read_bytes().split(b"\n")):
    put("request", json.loads(line).get("body", "").encode("utf-8", "replace")[:4096])
for name in sorted((root.parent / "ChatTests/Answer").glob("*.swift")):
    for event in re.findall(r'#"(\{"[^\n]*\})"#', name.read_text()):
        put("answer", f"data: {event}\n\ndata: [DONE]\n\n".encode())


def chunk(delta: dict, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return "data: " + json.dumps({"id": "c", "model": "m", "choices": [choice]}) + "\n\n"


def call(index: int, name: str | None, arguments: str, key: str | None) -> dict:
    function = {"arguments": arguments} | ({"name": name} if name else {})
    entry = {"index": index, "function": function} | ({"id": key} if key else {})
    return {"tool_calls": [entry]}


done = "data: [DONE]\n\n"
for name in ("generateCard", "unknown"):
    step = chunk(call(0, name, '{"title":"a",', "x")) + chunk(call(0, None, '"content":"b"}', None))
    put("answer", (step + chunk({}, "tool_calls") + done + chunk({"content": "ok"}, "stop") + done).encode())
    put("answer", (step + chunk(call(1, name, "{}", "y")) + chunk({}, "tool_calls") + done + step + done).encode())
words = "".join(chunk({"content": word}) for word in ("a", "\ud83d", "\u00e9\n", "b"))
put("answer", (chunk({"reasoning_content": "hm"}) + words + chunk({}, "stop") + done).encode("utf-8", "replace"))
usage = {"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}}
put("answer", (words + chunk({}, "length") + "data: " + json.dumps(usage) + "\r\n\r\n" + done).encode())
for case in json.loads((root / "pyjwt-keys/derived/tokens.json").read_text())["cases"]:
    put("token", case["token"].encode("utf-8", "replace")[:8200])
put("token", b"sk-one")
configuration = (root.parent.parent / "config/config.yaml").read_bytes()
put("settings", configuration)
for section in re.split(rb"\n(?=[a-z])", configuration):
    put("settings", section)
for text in (
    b"a: &a [1, 2]\nb: *a\n", b"server: {port: 8001, cors: {allowed_origins: [\"*\"]}}\n",
    b"MAMBA_SERVER__PORT=8001\nexport OPENAI_API_KEY='a b' # c\nX=\"y\\n\"\n", b"- 1\n- !!str 2\n- |\n  text\n",
    b"title: {max_length: 0x1F}\nstream: {keepalive_seconds: 1_0.5e+1}\n",
):
    put("settings", text)

# Numbers at the ends of the machine's types, and just beyond them.
integers = [sign * (2**bits + step) for bits in (7, 31, 32, 53, 63, 64) for step in (-1, 0, 1) for sign in (1, -1)]
numbers = [str(number) for number in integers] + [
    "1e308", "1e309", "-1e309", "5e-324", "1e-400", "1.7976931348623157e308", "-0", "0.1e1", "9" * 400, "1e9999999999",
    "1E+18", "9223372036854775807.0", "0x7fffffffffffffff", "00000000000000000001", "-0.0",
]
sizes = [format(number, "x") for number in integers if number >= 0] + ["7ffffffffffffff0", "fffffffffffffffff"]
words = sorted(set(numbers + sizes))
target_folder.mkdir(parents=True, exist_ok=True)
(target_folder / "numbers.dict").write_text("".join(f'"{word}"\n' for word in words if len(word) < 64))
event = chunk({"content": "a"})


def coded(content: str, size: str | None = None) -> bytes:
    return f"{size or format(len(content), 'x')}\r\n{content}\r\n".encode()


for size in sizes:
    put("chunks", coded("x", size) + b"0\r\n\r\n")
    put("connection", chunks + coded("x", size) + b"0\r\n\r\n")
    put("provider", coded(event) + coded(event, size) + b"0\r\n\r\n")
    put("provider", coded(event[:40]) + coded(event[40:], size + " "))
for number in numbers:
    length = f"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: {number}\r\n\r\nabc".encode()
    put("head", length)
    put("connection", length)
    put("events", f"retry: {number}\nid: {number}\ndata: {number}\n\n".encode())
    put("json", f'[{number},{{"a":{number}}}]'.encode())
    part = f'{{"type":{number}}},{{"type":"tool-x","toolCallId":"t","input":{{"a":{number}}},"output":{number}}}'
    put("request", f'{{"messages":[{{"id":{number},"role":"user","parts":[{part}]}}],"temperature":{number}}}'.encode())
    cost = f'"usage":{{"prompt_tokens":{number},"completion_tokens":{number},"total_tokens":{number}}}'
    delta = f'{{"tool_calls":[{{"index":{number},"id":"x","function":{{"name":"a","arguments":"{{}}"}}}}]}}'
    counts = f'data: {{"created":{number},"choices":[{{"index":{number},"delta":{delta}}}],{cost}}}\n\n'
    put("answer", (counts * 2 + chunk({}, "tool_calls") + done).encode())
    put("provider", coded(counts) + coded(counts + chunk({}, "stop") + done) + b"0\r\n\r\n")
    for section in ("server: {port: %s, workers: %s}", "title: {timeout_ms: %s}", "limits: {body_timeout_seconds: %s}"):
        put("settings", section.replace("%s", number).encode() + b"\n")
    put("settings", f"MAMBA_LIMITS__STREAMS={number}\nMAMBA_OPENAI__TIMEOUT_SECONDS={number}\n".encode())


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


# Signed with the key of the target, so that the claims are looked at; without an issuer none of them is accepted.
secret = b"a secret of exactly sixty-four bytes, for the largest of hashes!"
for number in numbers:
    claims = f'{{"sub":"a","exp":{number},"nbf":{number},"iat":{number}}}'.encode()
    signed = encoded(b'{"alg":"HS256","typ":"JWT"}') + "." + encoded(claims)
    put("token", f"{signed}.{encoded(hmac.digest(secret, signed.encode(), 'sha256'))}".encode())
