"""One metrics page out of several: what the worker processes under one supervisor count, taken together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import add
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

from service.shell.metric_list import METRICS, Together

_Key = tuple[str, tuple[tuple[str, str], ...]]

# While a partition is handed over, both owners may show it: what is behind by more, and what was done last, holds.
_NOT_ADDED: Final[Mapping[str, Callable[[float, float], float]]] = {
    "process_max_fds": max,
    "process_start_time_seconds": min,
    **{one.full_name: max for one in METRICS if one.together is Together.MAX},
}
"""Gauges of which several do not make a sum. Everything else adds up: counters, histograms, bytes, partitions, keys."""


def merged(pages: Iterable[str]) -> bytes:
    """Pages in Prometheus' text format as one page in the same format."""
    families: dict[str, Metric] = {}
    values: dict[str, dict[_Key, float]] = {}
    for page in pages:
        for family in text_string_to_metric_families(page):
            families.setdefault(family.name, family)
            _take(values.setdefault(family.name, {}), family)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Merged([_with(families[name], found) for name, found in values.items()]))
    return generate_latest(registry)


def _take(found: dict[_Key, float], family: Metric) -> None:
    together: Callable[[float, float], float] = _NOT_ADDED.get(family.name, add)
    for sample in family.samples:
        key = (sample.name, tuple(sample.labels.items()))
        found[key] = together(found[key], sample.value) if key in found else sample.value


def _with(family: Metric, found: Mapping[_Key, float]) -> Metric:
    made = Metric(family.name, family.documentation, family.type)
    made.samples = [Sample(name, dict(labels), value) for (name, labels), value in found.items()]
    return made


class _Merged(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families
