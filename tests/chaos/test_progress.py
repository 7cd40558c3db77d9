from tests.chaos.progress import Progress
from tests.integration.deployment import settings_from

SETTINGS = {"INCIDENT_STREAM_APP_ID": "group", "INCIDENT_STREAM_TOPICS__PARTITIONS": "2"}
SENT = {0: [(1.0, 10), (6.0, 11)], 1: [(2.0, 20), (7.0, 21)]}
"""What was sent before and after a fault at 5.0."""


def looked(*seen: tuple[str, int, float, int]) -> Progress:
    """A watch that has seen (topic, partition, moment, offset)."""
    progress = Progress(settings_from(SETTINGS))
    for topic, partition, at, offset in seen:
        progress.note(topic, partition, at, offset)
    return progress


def test_the_longest_wait_of_what_was_sent_after_the_fault_counts() -> None:
    progress = looked(
        ("reports", 0, 6.5, 12), ("reports", 1, 11.0, 22), ("incidents", 0, 7.0, 5), ("incidents", 1, 8.0, 5)
    )
    assert progress.held_up(5.0, 7.0, SENT) == 4.0


def test_a_partition_of_incidents_that_stands_still_counts_as_long() -> None:
    progress = looked(
        *(("reports", 0, 6.5, 12), ("reports", 1, 7.5, 22), ("incidents", 0, 7.0, 5)),
        *(("incidents", 1, 5.5, 5), ("incidents", 1, 6.0, 6), ("incidents", 1, 14.0, 7)),
    )
    assert progress.held_up(5.0, 7.0, SENT) == 8.0


def test_what_was_sent_before_the_fault_is_no_sign_of_recovery() -> None:
    progress = looked(
        ("reports", 0, 6.5, 12), ("reports", 1, 9.0, 21), ("incidents", 0, 7.0, 5), ("incidents", 1, 8.0, 5)
    )
    assert progress.held_up(5.0, 7.0, SENT) is None


def test_a_step_that_has_not_moved_since_is_no_recovery() -> None:
    progress = looked(
        ("reports", 0, 6.5, 12), ("reports", 1, 7.5, 22), ("incidents", 0, 7.0, 5), ("incidents", 1, 6.9, 5)
    )
    assert progress.held_up(5.0, 7.0, SENT) is None


def test_a_partition_to_which_nothing_was_sent_held_nothing_up() -> None:
    progress = looked(("reports", 0, 6.5, 12), ("incidents", 0, 7.0, 5), ("incidents", 1, 8.0, 5))
    assert progress.held_up(5.0, 7.0, {0: SENT[0], 1: []}) == 3.0
