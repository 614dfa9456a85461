"""Checks the mock's APIs with each vendor's own client: check.py PROGRAM"""

import functools
import json
import sys
import urllib.request
from pathlib import Path

import with_anthropic
import with_gemini
import with_openai
from claims import prompt

sys.path.insert(0, str(Path(__file__).parent.parent / "Rig"))
from rig import Rig


def main():
    with Rig(sys.argv[1]) as rig:
        url = f"http://127.0.0.1:{rig.mock('interval=0')}"

        @functools.cache
        def texts(number, tokens):
            """The text of a stream, read without any client: it is the same in each API."""
            body = {"messages": [{"role": "user", "content": prompt(f"id={number} tokens={tokens}")}]}
            request = urllib.request.Request(
                f"{url}/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=10) as response:
                return json.load(response)["choices"][0]["message"]["content"]

        return 1 if sum(vendor.check(url, texts) for vendor in (with_openai, with_anthropic, with_gemini)) else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check.py PROGRAM")
    sys.exit(main())
