"""Writes the first inputs of each fuzz target, made of the fixtures, into folders below the one that is named."""
import hashlib, json, pathlib, re, sys

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
