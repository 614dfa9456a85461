"""Whether the queries of alerts, dashboards and autoscalers are PromQL, and which metrics they name."""

import itertools
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import yaml

HERE = Path(__file__).parent
# What Prometheus itself makes.
OF_PROMETHEUS = {"up"}


def dashboards(installation):
    return [json.loads(text) for each in installation.all("ConfigMap")
            for name, text in each.get("data", {}).items() if name.endswith(".json")]


def queries(installation):
    """All queries by where they stand, with the dashboard's variables filled in."""
    found = {}
    for rule_object in installation.all("PrometheusRule"):
        for group in rule_object["spec"]["groups"]:
            for rule in group["rules"]:
                found[f"rule {rule.get('alert', rule.get('record'))}"] = rule["expr"]
    for dashboard in dashboards(installation):
        for panel in dashboard["panels"]:
            for target in panel["targets"]:
                text = target["expr"].replace("$__rate_interval", "5m").replace("$namespace", ".*")
                found[f"panel {panel['title']} {target['refId']}"] = text
    for scaled in installation.all("ScaledObject"):
        for trigger in scaled["spec"]["triggers"]:
            if trigger["type"] == "prometheus":
                found["ScaledObject"] = trigger["metadata"]["query"]
    for scaler in installation.all("HorizontalPodAutoscaler"):
        for metric in scaler["spec"]["metrics"]:
            if metric["type"] == "Pods":
                found["HorizontalPodAutoscaler"] = metric["pods"]["metric"]["name"]
    return found


def names(installation):
    """The metrics that the queries name, but for those that rules record."""
    text = "\n".join(queries(installation).values())
    text = re.sub(r'"[^"]*"|\{[^}]*\}|by \([^)]*\)', "", text)
    return set(re.findall(r"(?<![:\w])(?:gen_ai|mamba|process)_[a-z_]+(?![:\w])", text)) - OF_PROMETHEUS


def query_faults(installation, promtool):
    groups = [group for each in installation.all("PrometheusRule") for group in each["spec"]["groups"]]
    extra = [{"record": f"check:q{index}", "expr": text, "labels": {"place": place}}
             for index, (place, text) in enumerate(queries(installation).items())]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "rules.yaml").write_text(yaml.safe_dump({"groups": groups}))
        (place / "queries.yaml").write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": extra}]}))
        shutil.copy(HERE / "alerts.yaml", place)
        commands = [["check", "rules", "queries.yaml"]]
        if groups:
            commands += [["check", "rules", "rules.yaml"], ["test", "rules", "alerts.yaml"]]
        for command in commands:
            result = subprocess.run([promtool, *command], cwd=folder, capture_output=True, text=True, check=False)
            if result.returncode != 0:
                yield f"promtool {' '.join(command)}: {result.stdout}{result.stderr}".strip()


def alert_faults(installation, operations):
    """Each alert is tested firing and silent, and has a row in the table of what to look at."""
    tests = yaml.safe_load((HERE / "alerts.yaml").read_text())["tests"]
    cases = [case for test in tests for case in test["alert_rule_test"]]
    rows = set(re.findall(r"^\| (Mamba\w+) \|", operations, re.MULTILINE))
    alerts = {rule["alert"] for each in installation.all("PrometheusRule") for group in each["spec"]["groups"]
              for rule in group["rules"] if "alert" in rule}
    for alert in sorted(alerts):
        if {bool(case.get("exp_alerts")) for case in cases if case["alertname"] == alert} != {True, False}:
            yield f"alerts.yaml does not test {alert} both firing and silent"
        if alert not in rows:
            yield f"docs/OPERATIONS.md does not say what to look at for {alert}"
    if alerts:
        yield from (f"docs/OPERATIONS.md names {each}, which is no alert" for each in sorted(rows - alerts))


def _overlap(one, other):
    return (one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
            and one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"])


def dashboard_faults(installation):
    for dashboard in dashboards(installation):
        identifiers = [panel["id"] for panel in dashboard["panels"]]
        for one, other in itertools.combinations(dashboard["panels"], 2):
            if _overlap(one["gridPos"], other["gridPos"]):
                yield f"panels {one['title']} and {other['title']} overlap"
        if len(set(identifiers)) != len(identifiers):
            yield "two panels have the same id"
        for panel in dashboard["panels"]:
            if not panel["title"] or not panel["targets"]:
                yield f"panel {panel['id']} shows nothing"
            if panel["gridPos"]["x"] + panel["gridPos"]["w"] > 24:
                yield f"panel {panel['title']} is wider than the board"


def adapter_faults(values, installation):
    """prometheus-adapter must offer what the autoscaler asks for."""
    offered = [re.match(r"\w+", rule["seriesQuery"])[0] for rule in values["rules"]["custom"]]
    for place, name in queries(installation).items():
        if place == "HorizontalPodAutoscaler" and name not in offered:
            yield f"prometheus-adapter-values.yaml does not offer {name}"
