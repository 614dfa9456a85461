"""Whether the program takes what the objects give it."""

import http.client
import os
import re
import signal
import subprocess
import tempfile
from pathlib import Path

import yaml

from objects import probes

# Beside what drain.delay_seconds and drain.timeout_seconds say: farewells, and the kubelet's own slowness.
MARGIN_SECONDS = 10
# No check may reach a provider; port 9 of the loopback address has none.
PROVIDER = {"MAMBA_OPENAI__BASE_URL": "http://127.0.0.1:9/v1"}


class Pod:
    """The container of an installation as a process of this machine."""

    def __init__(self, program, installation, secrets):
        self.program = os.path.abspath(program)
        self.installation = installation
        self.folder = tempfile.TemporaryDirectory()
        mount, files = installation.config_folder
        for name, text in files.items():
            (Path(self.folder.name) / name).write_text(text)
        self.arguments = [each.replace(mount, self.folder.name) for each in installation.container["args"]]
        self.mounted = any(mount in each for each in installation.container["args"])
        self.environment = {"PATH": os.environ["PATH"], **PROVIDER}
        for variable in installation.container.get("env", []):
            reference = variable.get("valueFrom", {}).get("secretKeyRef", {})
            value = variable.get("value", secrets.get(reference.get("key")))
            if value is not None:
                self.environment[variable["name"]] = value

    def run(self, *arguments):
        return subprocess.run([self.program, *arguments], env=self.environment, cwd=self.folder.name,
                              capture_output=True, text=True, timeout=30, check=False)

    def settings(self):
        """The settings in effect."""
        options = [each for each in self.arguments if each.startswith(("--config", "--set"))]
        return yaml.safe_load(self.run("print-config", *options).stdout)


def configuration_faults(pod):
    if not pod.mounted:
        yield "no argument names the folder where the settings are mounted"
    options = [each for each in pod.arguments if each.startswith(("--config", "--set"))]
    is_demo = "--demo" in pod.arguments
    if is_demo:
        pod.environment["OPENAI_API_KEY"] = "none"
    result = pod.run("check-config", *options)
    if result.returncode != 0 or result.stderr:
        yield f"check-config: {result.stdout}{result.stderr}".strip()
        return
    known = set(_names(yaml.safe_load(pod.run("print-config").stdout)))
    for variable in pod.installation.environment:
        if variable not in known:
            yield f"{variable} is no setting"
    settings = pod.settings()
    drain = settings["drain"]
    grace = pod.installation.pod["spec"]["terminationGracePeriodSeconds"]
    wanted = drain["delay_seconds"] + drain["timeout_seconds"] + MARGIN_SECONDS
    if grace < wanted:
        yield f"terminationGracePeriodSeconds is {grace}, less than {wanted}"
    ports = {each["name"]: each["containerPort"] for each in pod.installation.container["ports"]}
    for name, part in [("http", "server"), ("metrics", "metrics")]:
        if settings[part]["port"] != ports.get(name):
            yield f"the container's port {name} is {ports.get(name)}, but {part}.port {settings[part]['port']}"
    if settings["auth"]["mode"] == "none" and not is_demo:
        yield "anybody may call"


def _names(tree, path=()):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _names(value, (*path, key))
        else:
            yield "MAMBA_" + "__".join([*path, key]).upper()


def life_faults(pod, metric_names):
    """Starts the container's command on free ports, asks what the probes ask, and ends it as the kubelet does."""
    arguments = [each for each in pod.arguments if not each.startswith("--host=")]
    process = subprocess.Popen(
        [pod.program, *arguments, "--host=127.0.0.1", "--port=0",
         "--set=metrics.port=0", "--set=metrics.host=127.0.0.1", "--set=drain.delay_seconds=0"],
        env=pod.environment, cwd=pod.folder.name, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        port = _port_after("listening on", process.stderr)
        metrics_port = port and _port_after("metrics +", process.stderr)
        if metrics_port is None:
            yield f"the container does not start: exit status {process.wait()}"
            return
        for name, probe in probes(pod.installation).items():
            status, _ = _get(port, probe["httpGet"]["path"])
            if status != 200:
                yield f"{name}: {probe['httpGet']['path']} is answered {status}"
        yield from _metric_faults({"http": port, "metrics": metrics_port}, pod, metric_names)
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=20)
        process.stderr.close()
    if status != 0:
        yield f"SIGTERM: exit status {status}"


def _port_after(word, lines):
    """The port of the first line that says where something is; None if the output ends before."""
    return next((int(found[1]) for line in lines
                 if (found := re.search(word + r" ?http://127\.0\.0\.1:(\d+)", line))), None)


def _metric_faults(ports, pod, names):
    """What is scraped must have every metric that a query names; where nothing scrapes, the path is asked all the same."""
    monitors = pod.installation.all("ServiceMonitor")
    endpoints = [each for monitor in monitors for each in monitor["spec"]["endpoints"]]
    for endpoint in endpoints or [{"port": "metrics", "path": "/metrics"}]:
        path = endpoint["path"]
        status, text = _get(ports[endpoint["port"]], path)
        if status != 200:
            yield f"ServiceMonitor: {path} is answered {status}"
            continue
        served = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
        for name in sorted(names):
            if name not in served and re.sub(r"_(bucket|sum|count)$", "", name) not in served:
                yield f"{name} is no metric of the program"


def _get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text
