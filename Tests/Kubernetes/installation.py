"""What `kubectl kustomize` makes of a folder, as objects that can be asked."""

import subprocess

import yaml


class Installation:
    """The objects of one overlay."""

    def __init__(self, folder, kubectl):
        self.folder = folder
        result = subprocess.run([kubectl, "kustomize", folder], capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise SystemExit(f"{folder}: {result.stderr.strip()}")
        self.warnings = result.stderr.splitlines()
        self.objects = [each for each in yaml.safe_load_all(result.stdout) if each]

    def all(self, kind):
        return [each for each in self.objects if each["kind"] == kind]

    def one(self, kind):
        found = self.all(kind)
        if len(found) != 1:
            raise SystemExit(f"{self.folder}: {len(found)} objects of kind {kind}, not one")
        return found[0]

    @property
    def pod(self):
        return self.one("Deployment")["spec"]["template"]

    @property
    def container(self):
        return self.pod["spec"]["containers"][0]

    @property
    def environment(self):
        """The variables of the container: name to value, or to None where a Secret has it."""
        return {each["name"]: each.get("value") for each in self.container.get("env", [])}

    @property
    def config_folder(self):
        """Where the settings are mounted, and the files there by name."""
        for volume in self.pod["spec"]["volumes"]:
            name = volume.get("configMap", {}).get("name")
            for mount in self.container["volumeMounts"]:
                if name and mount["name"] == volume["name"]:
                    [found] = [each for each in self.all("ConfigMap") if each["metadata"]["name"] == name]
                    return mount["mountPath"], found["data"]
        raise SystemExit(f"{self.folder}: no ConfigMap is mounted")
