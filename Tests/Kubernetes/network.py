"""Whether the network policy lets through what it should, by asking it about connections."""

import ipaddress

# Pods: their namespaces, and their labels `app.kubernetes.io/name`.
CONTROLLER = ("ingress-nginx", "ingress-nginx")
PROMETHEUS = ("monitoring", "prometheus")
MOVED_PROMETHEUS = ("observability", "prometheus")
COLLECTOR = ("observability", "otel-collector")
STRANGER = ("default", "stranger")
DNS = ("kube-system", "kube-dns")
PROVIDER, CLOUD_METADATA = "203.0.113.7", "169.254.169.254"
# Direction, peer (a pod or an address), port: whether it gets through.
PLAIN = {
    ("ingress", CONTROLLER, "http"): True,
    ("ingress", "198.51.100.9", "http"): True,
    ("ingress", CONTROLLER, "metrics"): False,
    ("ingress", PROMETHEUS, "metrics"): True,
    ("ingress", STRANGER, "metrics"): False,
    ("egress", DNS, 53): True,
    ("egress", PROVIDER, 443): True,
    ("egress", PROVIDER, 80): False,
    ("egress", CLOUD_METADATA, 443): False,
    ("egress", COLLECTOR, 4318): False,
}
# As the patch of docs/OPERATIONS.md has it.
NARROW = PLAIN | {
    ("ingress", STRANGER, "http"): False,
    ("ingress", "198.51.100.9", "http"): False,
    ("ingress", PROMETHEUS, "metrics"): False,
    ("ingress", MOVED_PROMETHEUS, "metrics"): True,
    ("ingress", COLLECTOR, "metrics"): False,
    ("egress", COLLECTOR, 4318): True,
}


def _selected(selector, labels):
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())


def _is_peer(rule_peer, peer, own_namespace):
    if "ipBlock" in rule_peer:
        if not isinstance(peer, str):
            return False
        address, block = ipaddress.ip_address(peer), rule_peer["ipBlock"]
        return (address in ipaddress.ip_network(block["cidr"])
                and not any(address in ipaddress.ip_network(each) for each in block.get("except", [])))
    if isinstance(peer, str):
        return False
    namespace, name = peer
    if "namespaceSelector" in rule_peer:
        in_namespace = _selected(rule_peer["namespaceSelector"], {"kubernetes.io/metadata.name": namespace})
    else:
        in_namespace = namespace == own_namespace
    return in_namespace and _selected(rule_peer.get("podSelector", {}), {"app.kubernetes.io/name": name})


def _passes(policy, direction, peer, port):
    side = "from" if direction == "ingress" else "to"
    own_namespace = policy["metadata"]["namespace"]
    return any(
        (side not in rule or any(_is_peer(each, peer, own_namespace) for each in rule[side]))
        and ("ports" not in rule or any(each["port"] == port for each in rule["ports"]))
        for rule in policy["spec"][direction])


def faults(installation, wanted):
    policy = installation.one("NetworkPolicy")
    for (direction, peer, port), passes in wanted.items():
        if _passes(policy, direction, peer, port) != passes:
            yield f"NetworkPolicy: {direction} {peer} port {port} is {'shut' if passes else 'open'}"
