"""The document as a judge of responses."""

import json
import re

from jsonschema import Draft202012Validator, FormatChecker

EVENTS = {"mamba": "MambaEvent", "ui": "UIMessageChunk"}


class Description:
    """Judges responses, and keeps account of which statuses and events have been seen."""

    def __init__(self, document):
        self.document = document
        self.seen = set()

    @property
    def named(self):
        """Every status and every event type that the document names."""
        statuses = {
            ("status", int(status))
            for item in self.document["paths"].values()
            for method, operation in item.items() if method != "parameters"
            for status in operation["responses"]
        }
        events = {
            (protocol, choice["properties"]["type"]["const"])
            for protocol, schema in EVENTS.items()
            for choice in self.document["components"]["schemas"][schema]["oneOf"]
        }
        return statuses | events

    @property
    def unseen(self):
        return sorted(map(str, self.named - self.seen))

    def faults(self, method, path, response):
        """What is wrong with a response."""
        operation = self.document["paths"][path][method.lower()]
        definition = operation["responses"].get(str(response.status))
        if definition is None:
            return [f"{response.status} is not described"]
        self.seen.add(("status", response.status))
        definition = self._resolve(definition)
        faults = []
        for name, field in definition.get("headers", {}).items():
            faults += self._field_faults(name, self._resolve(field), response.headers.get(name))
        content = definition.get("content", {})
        kind = (response.headers.get("Content-Type") or "").split(";")[0]
        if kind not in content:
            return faults + ([f"content type {kind!r} is not described"] if kind or response.body else [])
        if kind == "application/json":
            faults += self._value_faults(content[kind]["schema"], response.json())
        return faults

    def event_faults(self, protocol, body):
        """What is wrong with the events of a stream."""
        text = body.decode()
        if not text.endswith("\n\n"):
            return ["the last event is not complete"]
        events = [block[6:] for block in text[:-2].split("\n\n") if not block.startswith(":")]
        faults = []
        if protocol == "ui" and events.pop() != "[DONE]":
            faults.append("the last event is not [DONE]")
        schema = {"$ref": f"#/components/schemas/{EVENTS[protocol]}"}
        for event in map(json.loads, events):
            self.seen.add((protocol, event.get("type")))
            faults += [f"{event}: {fault}" for fault in self._value_faults(schema, event)]
        if event["type"] not in ("finish", "error"):
            faults.append(f"the last event is {event}")
        return faults

    def _field_faults(self, name, field, value):
        if value is None:
            return [f"{name} is missing"] if field.get("required") else []
        if field["schema"].get("type") == "integer" and re.fullmatch(r"\d+", value):
            value = int(value)
        return [f"{name}: {fault}" for fault in self._value_faults(field["schema"], value)]

    def _value_faults(self, schema, value):
        whole = {**schema, "components": self.document["components"]}
        validator = Draft202012Validator(whole, format_checker=FormatChecker())
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def _resolve(self, value):
        while "$ref" in value:
            place = self.document
            for name in value["$ref"][2:].split("/"):
                place = place[name]
            value = place
        return value
