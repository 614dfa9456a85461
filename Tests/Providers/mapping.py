"""Compares what Mamba makes of OpenAI's requests for other APIs with what LiteLLM makes of them: mapping.py PROGRAM

Both get the same generated conversations. What differs on purpose is a row of `INTENDED`, which is applied to LiteLLM's
request before the two are compared.
"""

import json
import random
import sys
from pathlib import Path

from litellm.llms.anthropic.chat.transformation import AnthropicConfig
from litellm.llms.vertex_ai.gemini.transformation import _gemini_convert_messages_with_history

import dialects

sys.path.insert(0, str(Path(__file__).parent.parent / "Rig"))
from rig import Rig

SEED = 1
CONVERSATIONS = 150
WORDS = ["a", "é \"quoted\"", "line\nline", "\U0001f999", "{\"x\": 1}", "\\"]
# None by its address: LiteLLM would fetch it.
IMAGES = ["data:image/png;base64,AAAA", "data:image/jpeg;base64,BBBB"]


def conversation(dice):
    """The messages of a conversation that a provider would take, whatever its dialect."""
    messages = []
    if dice.random() < 0.5:
        messages.append({"role": "system", "content": dice.choice(WORDS)})
    calls = 0
    for _ in range(dice.randint(1, 4)):
        content = dice.choice(WORDS)
        if dice.random() < 0.3:
            content = [{"type": "text", "text": content},
                       {"type": "image_url", "image_url": {"url": dice.choice(IMAGES)}}]
        messages.append({"role": "user", "content": content})
        if dice.random() < 0.5:
            message = {"role": "assistant", "content": dice.choice([None, *WORDS]), "tool_calls": []}
            results = []
            for _ in range(dice.randint(1, 3)):
                calls += 1
                arguments = json.dumps({"n": calls, "w": dice.choice(WORDS)})
                message["tool_calls"].append({"id": f"call_{calls}", "type": "function",
                                              "function": {"name": "f", "arguments": arguments}})
                results.append({"role": "tool", "tool_call_id": f"call_{calls}", "content": dice.choice(WORDS[:4])})
            messages += [message, *results]
        if dice.random() < 0.8:
            messages.append({"role": "assistant", "content": dice.choice(WORDS)})
    if messages[-1]["role"] == "assistant":
        messages.append({"role": "user", "content": "end"})
    return messages


def parameters(dice):
    members = {}
    for name, values in {"temperature": [0, 0.5, 1], "top_p": [0.9], "stop": ["END", ["a", "b"]], "user": ["u"],
                         "max_tokens": [10, 5000], "tool_choice": ["auto", "required", "none"],
                         "parallel_tool_calls": [False]}.items():
        if dice.random() < 0.4:
            members[name] = dice.choice(values)
    return members


TOOLS = [{"type": "function", "function": {
    "name": "f", "description": "d", "parameters": {"type": "object", "properties": {"n": {"type": "integer"}}}}}]


def blocks(content):
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


# Intended differences, by what is done to LiteLLM's request before it is compared.

def content_is_always_a_list(request):
    for message in request["messages"]:
        message["content"] = blocks(message["content"])
        for block in message["content"]:
            if block["type"] == "tool_result":
                block["content"] = blocks(block["content"])


def nothing_is_marked_for_a_cache_or_by_a_type(request):
    for tool in request.get("tools", []):
        tool.pop("type", None)
    for part in request.get("system", []):
        part.pop("cache_control", None)


def the_bound_where_the_request_has_none_is_larger(request):
    if request["max_tokens"] == 4096:
        request["max_tokens"] = 8192


def sequential_calls_need_a_choice_that_is_not_none(request):
    if request.get("tool_choice", {}).get("type") == "none":
        request["tool_choice"].pop("disable_parallel_tool_use", None)


def a_stream_is_asked_for(request):
    request["stream"] = True


INTENDED = [content_is_always_a_list, nothing_is_marked_for_a_cache_or_by_a_type,
            the_bound_where_the_request_has_none_is_larger, sequential_calls_need_a_choice_that_is_not_none,
            a_stream_is_asked_for]


def anthropic(request):
    """LiteLLM's request for Anthropic."""
    config = AnthropicConfig()
    members = {name: value for name, value in request.items() if name not in ("model", "messages")}
    model = request["model"]
    options = config.map_openai_params(dict(members), {}, model, False)
    whole = config.transform_request(model, json.loads(json.dumps(request["messages"])), options, {}, {})
    whole = json.loads(json.dumps(whole))
    for difference in INTENDED:
        difference(whole)
    return {**whole, "model": model}


def gemini(request):
    """LiteLLM's contents for Gemini, ids of calls left out, which it does not send."""
    messages = [message for message in json.loads(json.dumps(request["messages"])) if message["role"] != "system"]
    contents = json.loads(json.dumps(_gemini_convert_messages_with_history(messages), default=str))
    for content in contents:
        for part in content["parts"]:
            # The names of protocol buffers and those of JSON are the same members.
            for name, other in (("function_call", "functionCall"), ("function_response", "functionResponse"),
                                ("inline_data", "inlineData"), ("file_data", "fileData")):
                if name in part:
                    part[other] = part.pop(name)
            if "inlineData" in part and "mime_type" in part["inlineData"]:
                part["inlineData"]["mimeType"] = part["inlineData"].pop("mime_type")
            part.pop("thoughtSignature", None)
            # LiteLLM puts a result that is JSON into an object as a text; here it is the object.
            result = part.get("functionResponse", {}).get("response", {})
            if set(result) == {"content"}:
                result["result"] = result.pop("content")
    # Results have no role there, and what a user says behind them stands apart.
    merged = []
    for content in contents:
        role = content.get("role", "user")
        if merged and merged[-1]["role"] == role:
            merged[-1]["parts"] += content["parts"]
        else:
            merged.append({"role": role, "parts": content["parts"]})
    return merged


def own_contents(request):
    for content in request["contents"]:
        for part in content["parts"]:
            for member in ("functionCall", "functionResponse"):
                part.get(member, {}).pop("id", None)
            if "functionResponse" in part and part["functionResponse"]["response"] == {"x": 1}:
                part["functionResponse"]["response"] = {"result": "{\"x\": 1}"}
    return request["contents"]


class Recorder(dialects.Dialect):
    """Remembers what it is sent, and refuses it."""

    def __init__(self):
        self.sent = None

    def authorise(self, headers):
        pass

    def check_query(self, query):
        pass

    def read(self, path, request):
        self.sent = request
        raise dialects.Refusal(400, message="thank you")


def compare(server, recorder, provider, request, expected, found):
    body = json.dumps({**request, "model": f"{provider}/{request['model']}"})
    answer = server.ask("POST", "/v1/chat/completions", body, timeout=30)
    if answer.status != 400 or recorder.sent is None:
        raise AssertionError(f"not asked: {answer.status} {answer.body[:300]}")
    ours, theirs = found(recorder.sent), expected(request)
    recorder.sent = None
    if ours != theirs:
        raise AssertionError(f"of {body}\nMamba   {json.dumps(ours)}\nLiteLLM {json.dumps(theirs)}")


def check(program):
    dice = random.Random(SEED)
    recorder = Recorder()
    with Rig(program) as rig, dialects.Stub(recorder) as stub:
        address = f"http://127.0.0.1:{stub.port}/v1"
        server = rig.listen("serve", "--host", "127.0.0.1", "--port", "0", "--workers", "1", OPENAI_API_KEY="k",
                            MAMBA_PROVIDERS__ANTHROPIC__BASE_URL=address, MAMBA_PROVIDERS__GEMINI__BASE_URL=address,
                            MAMBA_HEALTH__OPENAI_CHECK_ENABLED="false")
        for _ in range(CONVERSATIONS):
            request = {"model": "claude-sonnet-4-5", "messages": conversation(dice), "tools": TOOLS,
                       **parameters(dice)}
            compare(server, recorder, "anthropic", request, anthropic, lambda sent: sent)
            request = {"model": "gemini-2.5-flash", "messages": conversation(dice)}
            compare(server, recorder, "gemini", request, gemini, own_contents)
    print(f"mapping: {2 * CONVERSATIONS} requests as LiteLLM's, but for {len(INTENDED)} intended differences")


if __name__ == "__main__":
    check(sys.argv[1])
