"""Checks the program with OpenAI's own client: check.py PROGRAM"""

import json
import sys
import time
import urllib.request
from pathlib import Path

import openai

sys.path.insert(0, str(Path(__file__).parent.parent / "Rig"))
from rig import KEY, Rig

TOOL = {
    "type": "function",
    "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}},
}


def ask(client, directive, **members):
    return client.chat.completions.create(
        model=members.pop("model", "gpt-4o"),
        messages=[{"role": "user", "content": f"#mock interval=0 {directive}"}], **members)


def text(stream):
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def expect_error(kind, make, **members):
    """Expects an error of the client's kind, with members of these values."""
    try:
        made = make()
        if isinstance(made, openai.Stream):
            list(made)
    except openai.APIError as error:
        expect(type(error) is kind, f"{kind.__name__} and not {error!r}")
        for name, value in members.items():
            expect(getattr(error, name) == value, f"{name} is {getattr(error, name)!r}, not {value!r}")
        return error
    raise AssertionError(f"no {kind.__name__}")


def whole(client, _):
    answer = ask(client, "id=1 tokens=9", temperature=0.5, seed=7, extra_body={"unknown": [1.50]})
    expect(answer.object == "chat.completion", "a completion")
    expect(answer.choices[0].finish_reason == "stop", "stop")
    expect(answer.usage.total_tokens > 0, "usage")
    streamed = text(ask(client, "id=1 tokens=9", stream=True))
    expect(answer.choices[0].message.content == streamed, "the same text whole and in pieces")
    expect(answer._request_id, "an id of the request")


def stream(client, _):
    chunks = list(ask(client, "tokens=5", stream=True))
    expect(all(chunk.usage is None for chunk in chunks), "no usage that was not asked for")
    expect(chunks[-1].choices[0].finish_reason == "stop", "stop")
    expect(chunks[0].choices[0].delta.role == "assistant", "role")
    options = {"include_usage": True}
    chunks = list(ask(client, "tokens=5", stream=True, stream_options=options))
    expect(chunks[-1].usage.completion_tokens == 5 and not chunks[-1].choices, "usage")
    for layout in ("split", "crlf comments multiline", "obfuscation merge=3"):
        expect(text(ask(client, f"id=2 tokens=5 {layout}", stream=True))
               == text(ask(client, "id=2 tokens=5", stream=True)), layout)
    expect(text(ask(client, "tokens=2", stream=True, model="openai/gpt-4o")), "an id of ours")


def tools(client, _):
    directive = 'tool=weather args={"city":"Oslo"}'
    call = ask(client, directive, tools=[TOOL]).choices[0].message.tool_calls[0]
    expect((call.function.name, json.loads(call.function.arguments)) == ("weather", {"city": "Oslo"}), "call")
    arguments = ""
    for chunk in ask(client, directive + " fragment=2", tools=[TOOL], stream=True):
        for delta in chunk.choices[0].delta.tool_calls or []:
            arguments += delta.function.arguments or ""
    expect(json.loads(arguments) == {"city": "Oslo"}, "streamed call")
    with client.chat.completions.stream(
        model="gpt-4o", tools=[TOOL],
        messages=[{"role": "user", "content": f"#mock interval=0 {directive}"}],
    ) as events:
        message = events.get_final_completion().choices[0].message
    expect(message.tool_calls[0].function.name == "weather", "gathered call")


def other_endpoints(client, _):
    vectors = client.embeddings.create(model="x", input=["a", "b"], encoding_format="float")
    expect([vector.index for vector in vectors.data] == [0, 1] and vectors.data[0].embedding, "vectors")
    expect(client.completions.create(model="x", prompt="p").choices[0].text, "a completion")
    pieces = [chunk.choices[0].text for chunk in client.completions.create(model="x", prompt="p", stream=True)]
    expect(len(pieces) > 1, "a streamed completion")


def errors(client, server):
    stranger = openai.OpenAI(base_url=server.url + "/v1", api_key="wrong", max_retries=0)
    expect_error(openai.AuthenticationError, lambda: stranger.models.list(), code="invalid_api_key")
    expect_error(openai.NotFoundError, lambda: ask(client, "", model="a b"), code="model_not_found")
    expect_error(openai.NotFoundError, lambda: client.models.retrieve("none"), code="model_not_found")
    expect_error(openai.NotFoundError, lambda: client.moderations.create(model="x", input="y"), code="unknown_url")
    expect_error(
        openai.BadRequestError, lambda: client.chat.completions.create(model="gpt-4o", messages=[]),
        param="messages")
    for streaming in (False, True):
        def failing(fault):
            return lambda: ask(client, f"fault={fault}", stream=streaming)
        expect_error(openai.BadRequestError, failing("status:400"), type="invalid_request_error")
        expect_error(openai.NotFoundError, failing("status:404"), code="model_not_found")
        limited = expect_error(
            openai.RateLimitError, failing("status:429 retry-after=9"), code="rate_limit_exceeded")
        expect(limited.response.headers["retry-after"] == "9", "Retry-After")
        failed = expect_error(openai.InternalServerError, failing("status:500"), code="provider_error")
        expect(failed.status_code == 502, "502")
        expect("Scripted" not in failed.message, "our own words")
    cut = expect_error(openai.APIError, lambda: ask(client, "tokens=9 fault=cut:3", stream=True))
    expect(cut.body["code"] == "answer_incomplete", "a cut stream says so")


def models(client, _):
    ids = [model.id for model in client.models.list()]
    expect("openai/gpt-4o" in ids, ids)
    expect(client.models.retrieve("openai/gpt-4o").owned_by == "openai", "one model")


def cancel(client, server):
    before = server.provider_statistics()
    events = client.chat.completions.create(
        model="gpt-4o", stream=True,
        messages=[{"role": "user", "content": "#mock tokens=100000 interval=10ms"}])
    next(events)
    next(events)
    events.close()
    deadline = time.monotonic() + 10
    while server.provider_statistics()["cancelled"] == before["cancelled"]:
        expect(time.monotonic() < deadline, "the provider hears that nobody listens")
        time.sleep(0.01)


def main():
    with Rig(sys.argv[1]) as rig:
        provider = rig.mock("interval=0")
        server = rig.serve(provider, auth=True)
        server.provider_statistics = lambda: json.load(
            urllib.request.urlopen(f"http://127.0.0.1:{provider}/mock/stats", timeout=10))
        client = openai.OpenAI(
            base_url=server.url + "/v1", api_key=KEY, max_retries=0, timeout=10)
        faults = 0
        checks = (whole, stream, tools, other_endpoints, errors, models, cancel)
        for check in checks:
            try:
                check(client, server)
            except (AssertionError, openai.APIError) as fault:
                faults += 1
                print(f"  {check.__name__}: {fault!r}")
    print(f"openai client {openai.__version__}: {len(checks)} checks, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check.py PROGRAM")
    sys.exit(main())
