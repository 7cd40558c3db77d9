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


def test_the_service_has_recovered_when_its_last_partition_has_taken_up_what_was_sent_after_the_fault() -> None:
    progress = looked(
        ("reports", 0, 6.5, 12), ("reports", 1, 9.0, 22), ("incidents", 0, 7.0, 5), ("incidents", 1, 8.0, 5)
    )
    assert progress.recovered(5.0, SENT) == 4.0


def test_what_was_sent_before_the_fault_is_no_sign_of_recovery() -> None:
    progress = looked(
        ("reports", 0, 6.5, 12), ("reports", 1, 9.0, 21), ("incidents", 0, 7.0, 5), ("incidents", 1, 8.0, 5)
    )
    assert progress.recovered(5.0, SENT) is None


def test_a_step_that_stands_still_is_no_recovery() -> None:
    progress = looked(
        ("reports", 0, 6.5, 12), ("reports", 1, 6.5, 22), ("incidents", 0, 7.0, 5), ("incidents", 1, 5.1, 5)
    )
    assert progress.recovered(5.0, SENT) is None
