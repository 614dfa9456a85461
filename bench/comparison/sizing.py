"""Sizing worked out with the figures of a run."""


def text(results):
    """Two examples with the formulas of docs/BENCHMARKS.md; nothing if a figure was not measured."""
    try:
        mamba = {name: next(row for row in results[name].rows if row["server"] == "mamba")
                 for name in ("paced", "short", "idle", "process")}
    except KeyError:
        return None
    event, stream = mamba["paced"]["event"], mamba["short"]["stream"]
    kib, base = mamba["idle"]["kib"], mamba["process"]["rss"]
    if kib is None:
        return None
    rate, tokens = 50, 300
    token = event + stream / tokens
    core = 0.6 * 1_000_000 / (rate * token)

    def memory(streams):
        return base + streams * kib / 1024

    node, pods = 32 * core, 100 * core
    return f"""\
From the tables above, for Mamba: *e* = {event:.1f} µs (paced), *s* = {stream:.0f} µs (short), *m* = {kib:.1f} KiB (idle),
*b* = {base:.0f} MiB (process). With *r* = {rate} tokens a second and *t* = {tokens} tokens in a stream, a token costs
*e* + *s* / *t* = {token:.2f} µs. A core at 60 % carries 0.6 × 1,000,000 / ({rate} × {token:.2f}) = {core:,.0f} streams.

| | a node of 32 cores, one process | 100 pods of one core | one of these pods |
|---|---|---|---|
| streams | {node:,.0f} | {pods:,.0f} | {core:,.0f} |
| memory, MiB | {memory(node):,.0f} | {100 * memory(core):,.0f} | {memory(core):,.0f}; limit {2 * memory(core):,.0f} |
| descriptors | {2 * node + 100:,.0f} | {100 * (2 * core + 100):,.0f} | {2 * core + 100:,.0f} |
| ports towards one provider address | {node:,.0f} | {core:,.0f} of each pod | {core:,.0f} |
| tokens a second | {rate * node:,.0f} | {rate * pods:,.0f} | {rate * core:,.0f} |"""
