"""Orders over all incidents of a place, against what plain collections say."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from service.core.totals.order import Published, Reports

MOMENTS = st.integers(0, 5)
KEYS = st.integers(0, 9).map(lambda number: b"i|%d" % number)


@given(st.dictionaries(KEYS, MOMENTS), st.data())
def test_incidents_come_in_order_of_publication_and_go_by_time_and_key(
    told: dict[bytes, int], data: st.DataObject
) -> None:
    published = Published()
    for key, moment in told.items():
        published.add(moment, key)
    gone = data.draw(st.lists(st.sampled_from(sorted(told)), unique=True)) if told else []
    for key in gone:
        published.remove(told.pop(key), key)
    assert len(published) == len(told)
    for moment in range(7):
        assert published.before(moment) == [key for at, key in sorted((at, k) for k, at in told.items()) if at < moment]
    if told:
        assert published.first == min(told.values())


@given(st.lists(st.sampled_from("abc")), st.data())
def test_reports_are_counted_once_however_many_incidents_they_tell_of(told: list[str], data: st.DataObject) -> None:
    reports, left = Reports(), Counter(told)
    for report in told:
        reports.add(report)
    for report in data.draw(st.permutations(told))[: len(told) // 2]:
        reports.remove(report)
        left[report] -= 1
    assert len(reports) == len(+left)
