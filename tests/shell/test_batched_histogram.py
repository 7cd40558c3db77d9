from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Histogram, disable_created_metrics
from prometheus_client.exposition import generate_latest

from service.shell.batched_histogram import BatchedHistogram

BOUNDS = (16, 32, 2**20)
SAID = ("size_bytes", "Size.", ("topic",))
SIZES = st.lists(st.integers(0, 2**21) | st.sampled_from((0, 15, 16, 17, 31, 32, 33, 2**20, 2**20 + 1)))


@given(st.lists(st.tuples(st.sampled_from(("reports", "control")), SIZES)))
def test_its_page_is_that_of_the_library_s_histogram_which_takes_one_value_at_a_time(
    blocks: Sequence[tuple[str, Sequence[int]]],
) -> None:
    disable_created_metrics()  # type: ignore[no-untyped-call]
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    batched = BatchedHistogram(*SAID, namespace="incident_stream", registry=ours, buckets=BOUNDS)
    single = Histogram(*SAID, namespace="incident_stream", registry=theirs, buckets=BOUNDS)

    for topic, sizes in blocks:
        batched.labels(topic=topic).observe_all(sizes)
        child = single.labels(topic=topic)
        for size in sizes:
            child.observe(size)

    assert generate_latest(ours) == generate_latest(theirs)
