"""A histogram that takes a whole block at a time: Prometheus' client has one call, and one search, for every value."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from math import inf

from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry
from prometheus_client.utils import floatToGoString


class Buckets:
    """What was seen under one set of labels. Counted and shown on the event loop's thread alone."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe_all(self, values: Sequence[float]) -> None:
        """Count a block's values."""
        bounds, counts = self._bounds, self._counts
        for value in values:
            counts[bisect_left(bounds, value)] += 1
        self._sum += sum(values)

    def shown(self) -> tuple[list[tuple[str, float]], float]:
        """As the text format has it: each bucket with all below it, and the sum of the values."""
        buckets: list[tuple[str, float]] = []
        seen = 0
        for bound, count in zip((*self._bounds, inf), self._counts, strict=True):
            seen += count
            buckets.append((floatToGoString(bound), seen))  # type: ignore[no-untyped-call]
        return buckets, self._sum


class BatchedHistogram(Collector):
    """On the page as any histogram of the client is."""

    def __init__(
        self,
        name: str,
        meaning: str,
        labels: Sequence[str],
        namespace: str,
        registry: CollectorRegistry,
        buckets: Iterable[float],
    ) -> None:
        self._name = f"{namespace}_{name}"
        self._meaning = meaning
        self._labels = tuple(labels)
        self._bounds = tuple(buckets)
        self._children: dict[tuple[str, ...], Buckets] = {}
        registry.register(self)

    def labels(self, **labels: str) -> Buckets:
        """What is counted under these labels; shown from now on, if only as zeros."""
        values = tuple(labels[label] for label in self._labels)
        child = self._children.get(values)
        if child is None:
            child = self._children[values] = Buckets(self._bounds)
        return child

    def describe(self) -> Iterator[HistogramMetricFamily]:
        """Name and type, without samples; the registry holds names apart by it."""
        yield HistogramMetricFamily(self._name, self._meaning, labels=self._labels)

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """The samples."""
        family = HistogramMetricFamily(self._name, self._meaning, labels=self._labels)
        for values, child in self._children.items():
            buckets, total = child.shown()
            family.add_metric(values, buckets, total)
        yield family
