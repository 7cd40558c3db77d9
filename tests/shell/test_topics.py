from service.shell.settings import Settings, TopicSettings
from service.shell.topics import DEAD, REPORTS, STEPS, TOPICS, TopicNames, wanted_topics

DAY_MS = 86_400_000
BY_NAME = {topic.name: topic for topic in TOPICS}
PREFIXED = Settings(app_id="night", topics=TopicSettings(prefix="eu."))


def test_topics_have_unique_names_that_kafka_takes() -> None:
    assert len(BY_NAME) == len(TOPICS)
    for name in BY_NAME:
        assert name.isascii()
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz-")


def test_last_values_are_compacted_and_events_expire() -> None:
    assert {name for name, topic in BY_NAME.items() if topic.compacted} == {"city-totals", "area-totals"}
    for topic in TOPICS:
        assert topic.config["cleanup.policy"] == ("compact" if topic.compacted else "delete")
        assert ("retention.ms" in topic.config) is not topic.compacted


def test_retention_is_said_in_milliseconds() -> None:
    assert BY_NAME[REPORTS].config["retention.ms"] == str(30 * DAY_MS)


def test_an_input_holds_records_that_are_too_large_to_be_read_so_that_they_get_their_letter() -> None:
    assert BY_NAME[REPORTS].max_message_bytes > Settings().limits.max_report_bytes


def test_the_dead_letters_are_read_by_no_step() -> None:
    assert DEAD not in {topic for inputs in STEPS.values() for topic in inputs}


def test_every_step_reads_topics_of_the_registry() -> None:
    assert {topic for inputs in STEPS.values() for topic in inputs} <= set(BY_NAME)


def test_every_topic_but_the_changelogs_gets_the_prefix() -> None:
    wanted = wanted_topics(PREFIXED)

    assert set(wanted) == {"eu." + name for name in BY_NAME} | {f"night-{step}-changelog" for step in STEPS}
    assert wanted["eu.reports"] is BY_NAME[REPORTS]


def test_a_changelog_is_compacted() -> None:
    assert wanted_topics(PREFIXED)["night-totals-changelog"].config["cleanup.policy"] == "compact"


def test_names_with_and_without_prefix_lead_back_to_each_other() -> None:
    names = TopicNames(PREFIXED)

    assert names.full(REPORTS) == "eu.reports"
    assert [names.short(names.full(name)) for name in BY_NAME] == list(BY_NAME)
