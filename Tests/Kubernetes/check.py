"""Checks the manifests in k8s/ against Kubernetes, against each other and against the program.

check.py PROGRAM KUBECTL PROMTOOL
"""

import sys
import tempfile
from pathlib import Path

import yaml

import metrics
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


def main():
    program, kubectl, promtool = sys.argv[1:]
    secret = yaml.safe_load((ROOT / "k8s/secret.example.yaml").read_text())["stringData"]
    adapter = yaml.safe_load((ROOT / "k8s/components/autoscaling/prometheus-adapter-values.yaml").read_text())
    all_faults = 0
    with tempfile.TemporaryDirectory(dir=ROOT / "k8s", prefix="check-") as keda:
        (Path(keda) / "kustomization.yaml").write_text(KEDA)
        for name, folder in [*((each, ROOT / "k8s/overlays" / each) for each in OVERLAYS), ("keda", Path(keda))]:
            installation = Installation(folder, kubectl)
            pod = mamba.Pod(program, installation, secret)
            faults = [
                *objects.schema_faults(installation), *objects.fit_faults(installation),
                *objects.safety_faults(installation), *mamba.configuration_faults(pod),
                *mamba.life_faults(pod, metrics.names(installation)),
                *metrics.query_faults(installation, promtool), *metrics.dashboard_faults(installation),
                *metrics.adapter_faults(adapter, installation),
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
