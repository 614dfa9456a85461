"""Whether the objects are valid, and fit each other."""

import json
from pathlib import Path

import jsonschema
import kubernetes_validate

VERSIONS = ["1.33", "1.37"]
SCHEMAS = {path.stem: json.loads(path.read_text()) for path in (Path(__file__).parent / "schemas").glob("*.json")}


def schema_faults(installation):
    for each in installation.objects:
        name = f"{each['kind']} {each['metadata']['name']}"
        try:
            if each["kind"] in SCHEMAS:
                jsonschema.validate(each, SCHEMAS[each["kind"]])
                continue
            for version in VERSIONS:
                kubernetes_validate.validate(each, version, strict=True)
        except (jsonschema.ValidationError, kubernetes_validate.ValidationError) as fault:
            yield f"{name}: {fault.message}"
    yield from (f"kubectl says: {line}" for line in installation.warnings)


def _matches(selector, labels):
    return all(labels.get(key) == value for key, value in (selector or {}).items())


def fit_faults(installation):
    """References between objects that lead nowhere."""
    deployment = installation.one("Deployment")
    labels = installation.pod["metadata"]["labels"]
    service = installation.one("Service")
    ports = {each["name"] for each in installation.container["ports"]}
    selectors = [
        ("Deployment", deployment["spec"]["selector"]["matchLabels"], labels),
        ("Service", service["spec"]["selector"], labels),
        ("PodDisruptionBudget", installation.one("PodDisruptionBudget")["spec"]["selector"]["matchLabels"], labels),
        ("NetworkPolicy", installation.one("NetworkPolicy")["spec"]["podSelector"]["matchLabels"], labels),
    ]
    selectors += [("topologySpreadConstraints", each["labelSelector"]["matchLabels"], labels)
                  for each in installation.pod["spec"].get("topologySpreadConstraints", [])]
    selectors += [("ServiceMonitor", each["spec"]["selector"]["matchLabels"], service["metadata"]["labels"])
                  for each in installation.all("ServiceMonitor")]
    for name, selector, found in selectors:
        if not selector or not _matches(selector, found):
            yield f"{name} selects {selector}, which is not {found}"
    wanted = [each["targetPort"] for each in service["spec"]["ports"]]
    wanted += [probe["httpGet"]["port"] for probe in probes(installation).values()]
    wanted += [each["port"] for rule in installation.one("NetworkPolicy")["spec"]["ingress"] for each in rule["ports"]]
    yield from (f"there is no port {each}" for each in wanted if each not in ports)
    service_ports = {each["name"] for each in service["spec"]["ports"]}
    for monitor in installation.all("ServiceMonitor"):
        yield from (f"ServiceMonitor: the Service has no port {each['port']}"
                    for each in monitor["spec"]["endpoints"] if each["port"] not in service_ports)
    for scaler in installation.all("HorizontalPodAutoscaler") + installation.all("ScaledObject"):
        if scaler["spec"]["scaleTargetRef"]["name"] != deployment["metadata"]["name"]:
            yield f"{scaler['kind']} scales another Deployment"
        if "replicas" in deployment["spec"]:
            yield f"{scaler['kind']} and the Deployment both say how many pods there are"
    accounts = [each["metadata"]["name"] for each in installation.all("ServiceAccount")]
    if installation.pod["spec"]["serviceAccountName"] not in accounts:
        yield "the pod's ServiceAccount is not there"


def probes(installation):
    container = installation.container
    return {name: container[name] for name in ["startupProbe", "livenessProbe", "readinessProbe"]}


def safety_faults(installation):
    """What the Pod Security Standard `restricted` asks for, and a little more."""
    pod = installation.pod["spec"]
    context, own = pod["securityContext"], installation.container["securityContext"]
    wanted = {
        "runAsNonRoot": context.get("runAsNonRoot") is True and context.get("runAsUser", 0) > 0,
        "seccompProfile": context.get("seccompProfile") == {"type": "RuntimeDefault"},
        "allowPrivilegeEscalation": own.get("allowPrivilegeEscalation") is False,
        "readOnlyRootFilesystem": own.get("readOnlyRootFilesystem") is True,
        "capabilities": own.get("capabilities") == {"drop": ["ALL"]},
        "automountServiceAccountToken": pod.get("automountServiceAccountToken") is False,
        "memory limit": "memory" in installation.container["resources"]["limits"],
        "tag that means one image": installation.container["image"].rpartition(":")[2] not in ("", "latest"),
        "maxUnavailable 0": installation.one("Deployment")["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0,
        "readiness apart from liveness": probes(installation)["livenessProbe"]["httpGet"]["path"]
        != probes(installation)["readinessProbe"]["httpGet"]["path"],
    }
    yield from (f"the pod is not safe: {name}" for name, holds in wanted.items() if not holds)
