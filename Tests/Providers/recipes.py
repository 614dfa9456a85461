"""The recipes of docs/PROVIDERS.md, each as it stands there."""

import json
import re
import shlex
from pathlib import Path

import yaml

DOCUMENT = Path(__file__).parents[2] / "docs" / "PROVIDERS.md"
BLOCK = re.compile(r"^```(yaml|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"https?://[^/\s\"']+")


class Recipe:
    """A section with settings: a block in YAML is the file config.yaml, variables in a shell's are the environment."""

    def __init__(self, name, text):
        self.name = name
        blocks = {"yaml": "", "sh": ""}
        for language, block in BLOCK.findall(text):
            blocks[language] += block
        self.file = blocks["yaml"]
        words = shlex.split(blocks["sh"], comments=True)
        self.variables = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
        settings = yaml.safe_load(self.file) or {}
        openai = settings.get("openai", {})
        self.key = self.variables.get("OPENAI_API_KEY")
        self.headers = openai.get("headers") or self._json("MAMBA_OPENAI__HEADERS") or {}
        self.query = openai.get("query") or self._json("MAMBA_OPENAI__QUERY") or {}
        self.provider_concurrency = settings.get("limits", {}).get("provider_concurrency")
        self.models = settings.get("models") or self._json("MAMBA_MODELS")
        self.parameters = {model["openai_model"]: model.get("parameters", {}) for model in self.models
                           if "openai_model" in model}
        self.providers = settings.get("providers", {})
        named = {openai.get("default_model") or self.variables["MAMBA_OPENAI__DEFAULT_MODEL"],
                 settings.get("title", {}).get("model") or self.variables["MAMBA_TITLE__MODEL"]}
        ids = {model["id"]: self._names_of(model) for model in self.models}
        # What the provider is asked for, by its own names.
        self.names = set().union(*ids.values()) | {
            name.partition("/")[2] if name.partition("/")[0] in self.providers else name
            for name in named if name not in ids}

    @staticmethod
    def _names_of(model):
        return {target["model"] for target in model.get("targets", [])} or {model["openai_model"]}

    def _json(self, variable):
        return json.loads(self.variables.get(variable, "null"))

    def at(self, port):
        """The file and the variables with the provider's address replaced by one of this machine."""
        here = f"http://127.0.0.1:{port}"
        file, count = re.subn(r"(base_url: \"?)" + ADDRESS.pattern, r"\g<1>" + here, self.file)
        variables = dict(self.variables)
        if "MAMBA_OPENAI__BASE_URL" in variables:
            address = ADDRESS.sub(here, variables["MAMBA_OPENAI__BASE_URL"], count=1)
            variables["MAMBA_OPENAI__BASE_URL"] = address
            count += 1
        # Those that are known by their names have no address in the recipe.
        for name, provider in self.providers.items():
            if "base_url" not in provider:
                variables[f"MAMBA_PROVIDERS__{name.upper()}__BASE_URL"] = here + "/v1"
                count += 1
        if "OPENAI_API_KEY" in variables and self.providers:
            variables["MAMBA_OPENAI__BASE_URL"] = here + "/v1"
        if count != max(1, len(self.providers)):
            raise SystemExit(f"{self.name}: {count} addresses instead of one")
        return file, variables


def read():
    """All recipes, by the heading of their section."""
    sections = re.split(r"^## (.+)$", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    pairs = zip(sections[1::2], sections[2::2])
    return {name: Recipe(name, text) for name, text in pairs if BLOCK.search(text)}
