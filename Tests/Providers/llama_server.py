"""Runs llama.cpp's own server, of the package xllamacpp, with the scripted model: llama_server.py PORT ALIAS SLOTS"""

import sys
import tempfile
import threading
from pathlib import Path

import xllamacpp

import scripted_model


def main():
    parameters = xllamacpp.CommonParams()
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.gguf"
        scripted_model.write(model)
        parameters.model.path = str(model)
        parameters.model_alias = [sys.argv[2]]
        parameters.hostnames = ["127.0.0.1"]
        parameters.port = int(sys.argv[1])
        parameters.n_parallel = int(sys.argv[3])
        parameters.n_ctx = scripted_model.CONTEXT * parameters.n_parallel
        parameters.use_jinja = True
        parameters.warmup = False
        server = xllamacpp.Server(parameters)
    print(f"listening on {server.listening_address}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
