"""One run of the fuzzer: any bytes as a report. Only typed outcomes may come of them."""

from datetime import UTC, datetime
from functools import cache

from service.core.decode import Limits, RawRecord
from service.core.outcome import Rejected
from service.core.pipeline import Normalized, normalize
from service.core.reading.reader import Normalizer

NOW = datetime(2026, 2, 12, 9, 0, tzinfo=UTC)


@cache
def reader() -> Normalizer:
    """Loaded once."""
    return Normalizer.load()


def one_run(data: bytes) -> Normalized | Rejected:
    """What becomes of a record; raises AssertionError where a promise is broken, anything else is a fault."""
    result = normalize(RawRecord(data, NOW), reader(), Limits(), NOW, "fuzz")
    if isinstance(result, Rejected):
        assert result.detail
        return result
    text = result.report.text or result.report.title or ""
    for incident in (*result.incidents, *result.unplaced):
        assert incident.model_dump_json(by_alias=True)
        for item in incident.evidence:
            assert text[item.start : item.end] == item.text
        for count in incident.counts:
            told = [figure for figure in (count.low, count.best, count.high) if figure is not None]
            assert told == sorted(told)
            assert all(figure >= 0 for figure in told)
    return result
