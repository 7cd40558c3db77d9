"""docs/reference/metrics.md, from the list of metrics."""

from collections.abc import Sequence
from typing import Final

from deploy.reference.markdown import table
from service.shell.metric_list import LABELS, METRICS, Group, Kind, Listed

_HEAD: Final = """\
# Metrics

The worker's operations port (9464) shows them at `/metrics`, in Prometheus' text format; with `worker --processes N` the
supervisor shows one page for all its workers. Counters are there from the start, at 0. No label names a place: figures of
places are on the output topics. What is made of them: [recording and alert rules](../../deploy/prometheus), the
[dashboard](../../deploy/grafana), and a page for [each alert](../runbooks/index.md).

Beside them stand the client library's `process_…` metrics of the operating system's process (CPU seconds, memory, open
files, start time).
"""


def metrics_page() -> str:
    """The page: a section for each group, then the labels and the buckets."""
    parts = [_HEAD]
    for group in Group:
        rows = [_row(one) for one in METRICS if one.group is group]
        parts.append(f"\n## {group}\n\n{table(('metric', 'type', 'labels', 'what it is', 'what it answers'), rows)}")
    parts.append("\n## Labels\n\n" + table(("label", "what it is", "values"), _labels()))
    parts.append("\n## Buckets\n\nUpper bounds, in the unit that ends the name.\n\n")
    parts.append(
        table(("histogram", "buckets"), ((f"`{one.full_name}`", _bounds(one.buckets)) for one in _histograms()))
    )
    return "".join(parts)


def _row(one: Listed) -> tuple[str, ...]:
    return f"`{one.full_name}`", one.kind.value, _codes(one.labels), one.meaning, one.question


def _labels() -> list[tuple[str, ...]]:
    return [(f"`{name}`", meaning, _codes(values)) for name, (meaning, values) in sorted(LABELS.items())]


def _histograms() -> list[Listed]:
    return [one for one in METRICS if one.kind is Kind.HISTOGRAM]


def _codes(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _bounds(buckets: Sequence[float]) -> str:
    return ", ".join(f"{bound:,g}" if bound < 1e6 else f"{bound:,.0f}" for bound in buckets)
