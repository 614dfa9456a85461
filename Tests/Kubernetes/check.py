"""Checks the manifests in k8s/ against Kubernetes, against each other and against the program.

check.py PROGRAM KUBECTL PROMTOOL
"""

import re
import sys
import tempfile
from pathlib import Path

import yaml

import metrics
import network
import objects
import program as mamba
from installation import Installation

ROOT = Path(__file__).parents[2]
OVERLAYS = ["dev", "production"]
# With the other autoscaler.
KEDA = """
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: mamba
resources: [../base]
components: [../components/keda]
images: [{name: mamba, newTag: "0"}]
patches:
  - target: {kind: Deployment}
    patch: '[{"op": "remove", "path": "/spec/replicas"}]'
"""

# With the patch that docs/OPERATIONS.md shows.
NARROW = """
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../overlays/production]
"""


def overlay(text):
    """A folder of k8s/ with this kustomization, as long as it is kept."""
    folder = tempfile.TemporaryDirectory(dir=ROOT / "k8s", prefix="check-")
    (Path(folder.name) / "kustomization.yaml").write_text(text)
    return folder


def main():
    program, kubectl, promtool = sys.argv[1:]
    secret = yaml.safe_load((ROOT / "k8s/secret.example.yaml").read_text())["stringData"]
    adapter = yaml.safe_load((ROOT / "k8s/components/autoscaling/prometheus-adapter-values.yaml").read_text())
    operations = (ROOT / "docs/OPERATIONS.md").read_text()
    [patch] = re.findall(r"^```yaml\n(patches:\n.*?)^```$", operations, re.DOTALL | re.MULTILINE)
    all_faults = 0
    with overlay(KEDA) as keda, overlay(NARROW + patch) as narrow:
        places = [*((each, ROOT / "k8s/overlays" / each) for each in OVERLAYS), ("keda", keda), ("narrow", narrow)]
        for name, folder in places:
            installation = Installation(folder, kubectl)
            pod = mamba.Pod(program, installation, secret)
            faults = [
                *objects.schema_faults(installation), *objects.fit_faults(installation),
                *objects.safety_faults(installation),
                *network.faults(installation, network.NARROW if name == "narrow" else network.PLAIN),
                *mamba.configuration_faults(pod), *mamba.life_faults(pod, metrics.names(installation)),
                *metrics.query_faults(installation, promtool), *metrics.dashboard_faults(installation),
                *metrics.alert_faults(installation, operations), *metrics.adapter_faults(adapter, installation),
            ]
            for fault in faults:
                print(f"  {fault}")
            print(f"{name}: {len(installation.objects)} objects, {len(metrics.queries(installation))} queries, "
                  f"{len(faults)} faults")
            all_faults += len(faults)
    print("kubernetes: " + ("as it should be" if all_faults == 0 else f"{all_faults} faults"))
    return 0 if all_faults == 0 else 1


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: check.py PROGRAM KUBECTL PROMTOOL")
    sys.exit(main())
