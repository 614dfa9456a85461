"""Follows each recipe of docs/PROVIDERS.md, with its provider or what stands for it: providers.py PROGRAM

llama.cpp and LiteLLM are the real ones, the others stubs of `dialects.py`. The settings are those of the document, but
for the address. They must be valid; then the server lists the recipe's models, finds the provider healthy, and streams
a chat with each model, several without one at a time, an answer with a tool, and a title.
"""

import concurrent.futures
import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import dialects
import mapping
import recipes

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "Rig"))
from rig import Rig, free_ports, status_of

# The mock behind LiteLLM does what this says, and the others take it for talk.
TOOL_TEXT = '#mock tokens=3 interval=0 tool=generateCode args={"language":"swift","code":"let a = 1"}'
TIMEOUT_SECONDS = 30
CHATS_AT_ONCE = 6


@contextlib.contextmanager
def llama_server(rig, recipe):
    [port] = free_ports(1)
    [model] = recipe.models
    process = rig.start(
        [sys.executable, "-B", str(HERE / "llama_server.py"), str(port), model["openai_model"],
         str(recipe.provider_concurrency)], "llama-server")
    rig.wait(lambda: status_of(port, "/health") == 200, "llama-server", process)
    yield port


@contextlib.contextmanager
def litellm(rig, recipe):
    [port] = free_ports(1)
    upstream = f"http://127.0.0.1:{rig.mock('tokens=20 interval=1ms')}/v1"
    configuration = {
        "model_list": [
            {"model_name": name,
             "litellm_params": {"model": "openai/of-the-mock", "api_base": upstream, "api_key": "none"}}
            for name in sorted(recipe.names)],
        "general_settings": {"master_key": recipe.key or "sk-of-nobody"},
    }
    (rig.folder / "litellm.yaml").write_text(json.dumps(configuration))
    process = rig.start(
        [str(Path(sys.executable).parent / "litellm"), "--config", "litellm.yaml", "--host", "127.0.0.1",
         "--port", str(port), "--telemetry", "False"],
        "litellm", HOME=str(rig.folder), LITELLM_LOCAL_MODEL_COST_MAP="True", PYTHONDONTWRITEBYTECODE="1")
    rig.wait(lambda: status_of(port, "/health/liveliness") == 200, "litellm", process)
    yield port


def stub(kind):
    @contextlib.contextmanager
    def provider(_, recipe):
        with dialects.Stub(kind(recipe)) as running:
            yield running.port
    return provider


PROVIDERS = {
    "llama.cpp": llama_server,
    "vLLM": stub(dialects.VLLM),
    "Ollama": stub(dialects.Ollama),
    "LiteLLM": litellm,
    "Azure OpenAI": stub(dialects.AzureV1),
    "Azure OpenAI, dated": stub(dialects.AzureDated),
    "OpenRouter": stub(dialects.OpenRouter),
    "Anthropic": stub(dialects.Anthropic),
    "Gemini": stub(dialects.Gemini),
    "OpenAI's Responses": stub(dialects.Responses),
    "Several targets": stub(dialects.Several),
}


def chat(server, text, **members):
    """Streams a chat; returns its events."""
    body = {**members, "messages": [{"id": "1", "role": "user", "parts": [{"type": "text", "text": text}]}]}
    response = server.ask("POST", "/chat", json.dumps(body), timeout=TIMEOUT_SECONDS)
    events = [line.removeprefix("data: ") for line in response.body.decode().split("\n") if line.startswith("data: ")]
    if response.status != 200 or not events or events.pop() != "[DONE]":
        raise AssertionError(f"a chat is answered {response.status}: {response.body[:500]}")
    return [json.loads(event) for event in events]


def expect_answer(events, what):
    kinds = [event["type"] for event in events]
    finish = events[-1].get("messageMetadata", {})
    if kinds.count("text-delta") < 2 or "error" in kinds or finish.get("finishReason") != "stop":
        raise AssertionError(f"{what}: {events}")
    if not finish.get("usage", {}).get("outputTokens"):
        raise AssertionError(f"{what} has no usage: {finish}")


def expect_tool(events):
    results = [event["output"] for event in events if event["type"] == "tool-output-available"]
    if [result["code"] for result in results] != ["let a = 1"]:
        raise AssertionError(f"a tool: {events}")
    expect_answer(events, "what is said after a tool")


def follow(server, recipe):
    """Uses a server that was started by a recipe."""
    health = server.get("/health").json()
    if health["status"] != "healthy":
        raise AssertionError(f"health: {health}")
    ids = [model["id"] for model in recipe.models]
    listed = [model["id"] for model in server.get("/models").json()["models"]]
    if listed != ids:
        raise AssertionError(f"the models are {listed} and not {ids}")
    for model in ids:
        expect_answer(chat(server, "Hello!", model=model), f"a chat with {model}")
    with concurrent.futures.ThreadPoolExecutor(CHATS_AT_ONCE) as pool:
        for events in pool.map(lambda _: chat(server, "Hello!"), range(CHATS_AT_ONCE)):
            expect_answer(events, "a chat with the default model")
    expect_tool(chat(server, TOOL_TEXT, tools=["generateCode"], model=ids[0]))
    question = json.dumps({"userMessage": "How are llamas kept?", "conversationId": "1"})
    title = server.ask("POST", "/title/generate", question, timeout=TIMEOUT_SECONDS).json()
    if title["useFallback"] or not title["title"]:
        raise AssertionError(f"title: {title}")


def check(rig, recipe):
    begun = time.monotonic()
    with PROVIDERS[recipe.name](rig, recipe) as port:
        file, variables = recipe.at(port)
        folder = rig.folder / "config"
        folder.mkdir()
        (folder / "config.yaml").write_text(file)
        checked = subprocess.run([rig.program, "check-config", "--online", "--config", str(folder)], cwd=rig.folder,
                                 env=variables, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
        if checked.returncode != 0 or "warning" in checked.stderr.lower():
            raise AssertionError(f"check-config: {checked.stdout}{checked.stderr}")
        server = rig.listen("serve", "--host", "127.0.0.1", "--port", "0", "--workers", "1", "--config", str(folder),
                            **variables)
        follow(server, recipe)
    print(f"{recipe.name}: as it says, {time.monotonic() - begun:.1f} s")


def main():
    sys.stdout.reconfigure(line_buffering=True)
    found = recipes.read()
    if set(found) != set(PROVIDERS):
        raise SystemExit(f"the document has {sorted(found)}, the check {sorted(PROVIDERS)}")
    faults = 0
    for recipe in found.values():
        with Rig(sys.argv[1]) as rig:
            try:
                check(rig, recipe)
            except AssertionError as fault:
                faults += 1
                print(f"{recipe.name}: {fault}\n{rig.tail()}")
    try:
        mapping.check(sys.argv[1])
    except AssertionError as fault:
        faults += 1
        print(f"mapping: {fault}")
    print(f"check-providers: {len(found)} recipes, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: providers.py PROGRAM")
    sys.exit(main())
