"""Runs load generators that others wrote against the program, in front of the mock: load.py PROGRAM [SECONDS]

Each streams chats through /v1 for so many seconds (10), must exit with status 0, and must have seen some chats whole
and none failed. Nothing is fetched: the tokenizer that they want is made here. A tool is a generator: first of its
arguments, and after its run of how many chats were whole and how many failed.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "Rig"))
from rig import Rig

MODEL = "openai/gpt-4o"
STREAMS = 8
SCRIPT = "tokens=60 interval=5ms"
# Beside the load: what a tool takes to begin, to count and to write.
MARGIN_SECONDS = 150
END = "<|end|>"


def make_tokenizer(folder):
    """Writes a tokenizer of the project's own documents, in the form of Hugging Face."""
    bytes_of_text = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = bytes_of_text
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=2000, initial_alphabet=bytes_of_text.alphabet(), special_tokens=[END], show_progress=False)
    documents = sorted((HERE.parents[1] / "docs").glob("*.md"))
    tokenizer.train_from_iterator([path.read_text(encoding="utf-8") for path in documents], trainer)
    folder.mkdir()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps(
        {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": END, "model_max_length": 100_000}))


def aiperf(url, tokenizer, folder, seconds):
    yield ["profile", "--model", MODEL, "--url", url, "--endpoint-type", "chat", "--streaming",
           "--tokenizer", tokenizer, "--concurrency", str(STREAMS), "--benchmark-duration", str(seconds),
           "--isl", "100", "--osl", "60", "--artifact-dir", str(folder), "--ui", "none", "--no-gpu-telemetry"]
    report = json.loads((folder / "profile_export_aiperf.json").read_text())
    failed = report.get("error_request_count", {}).get("avg", 0)
    yield report["request_count"]["avg"], failed + len(report["error_summary"])


def guidellm(url, tokenizer, folder, seconds):
    path = folder / "report.json"
    yield ["run", "--backend", f"kind=openai_http,target={url},model={MODEL}",
           "--profile", f"kind=concurrent,streams={STREAMS}", "--constraint", f"kind=max_duration,seconds={seconds}",
           "--tokenizer", f"kind=huggingface_auto,model={tokenizer}",
           "--data", "kind=synthetic_text,prompt_tokens=100,output_tokens=60",
           "--output", f"kind=json,path={path}", "--disable-console"]
    [benchmark] = json.loads(path.read_text())["benchmarks"]
    totals = benchmark["metrics"]["request_totals"]
    yield totals["successful"], totals["errored"]


def locust(url, _, folder, seconds):
    path = folder / "report"
    yield ["--locustfile", str(HERE / "locustfile.py"), "--headless", "--host", url, "--users", str(STREAMS),
           "--spawn-rate", str(STREAMS), "--run-time", f"{seconds}s", "--stop-timeout", "10", "--json-file", str(path)]
    [report] = json.loads(path.with_suffix(".json").read_text())
    yield report["num_requests"] - report["num_failures"], report["num_failures"]


def run(tool, rig, url, tokenizer, seconds):
    """Runs one tool; returns what was wrong, if anything."""
    name = tool.__name__
    folder = rig.folder / f"of-{name}"
    folder.mkdir()
    steps = tool(url, str(tokenizer), folder, seconds)
    begun = time.monotonic()
    process = rig.start([str(Path(sys.executable).parent / name), *next(steps)], name, HOME=str(rig.folder),
                        HF_ENDPOINT="http://127.0.0.1:1", DO_NOT_TRACK="1", PYTHONDONTWRITEBYTECODE="1")
    try:
        status = process.wait(timeout=seconds + MARGIN_SECONDS)
    except subprocess.TimeoutExpired:
        return f"{name} does not end: {rig.log(name)[-3000:]}"
    if status != 0:
        return f"{name} ended with status {status}: {rig.log(name)[-3000:]}"
    whole, failed = map(round, next(steps))
    print(f"{name}: {whole} chats whole, {failed} failed, {time.monotonic() - begun:.0f} s in all")
    return None if whole and not failed else f"{name} counts {whole} chats as whole and {failed} as failed"


def main():
    sys.stdout.reconfigure(line_buffering=True)
    seconds = int(sys.argv[2]) if len(sys.argv) == 3 else 10
    tools = [aiperf, guidellm, locust]
    with Rig(sys.argv[1]) as rig:
        server = rig.serve(rig.mock(SCRIPT))
        tokenizer = rig.folder / "tokenizer"
        make_tokenizer(tokenizer)
        faults = [fault for tool in tools if (fault := run(tool, rig, server.url, tokenizer, seconds))]
    for fault in faults:
        print(f"  {fault}")
    print(f"check-load-tools: {len(tools)} tools, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: load.py PROGRAM [SECONDS]")
    sys.exit(main())
