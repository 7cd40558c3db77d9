"""No bytes, however made, can make reading fail in any other way than by a rejection."""

from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.core.decode import Limits, RawRecord, read_report
from service.core.outcome import Rejected

NOW = datetime(2026, 2, 12, 12, tzinfo=UTC)

_HEADER_NAMES = (
    *("content-type", "ce_specversion", "ce_id", "ce_source", "ce_time", "source_id", "source_class"),
    *("language", "published_at", "report_id", "x"),
)
_FIELD_NAMES = (
    *("report_id", "source", "id", "class", "published_at", "language", "title", "text", "operation", "references"),
    *("incidents", "place", "name", "counts", "measure", "value", "low", "high", "of_which", "as_of", "occurred_to"),
    *("specversion", "data", "time", "other"),
)
_HEADERS = st.lists(
    st.tuples(
        st.sampled_from(_HEADER_NAMES),
        st.none()
        | st.binary(max_size=40)
        | st.sampled_from([b"application/json", b"application/cloudevents+json", b"text/plain", b"1.0", b"news"])
        | st.datetimes().map(lambda moment: (moment.isoformat() + "+14:00").encode()),
    ),
    max_size=5,
).map(tuple)
_WORDS = st.sampled_from(
    [
        "new",
        "cancel",
        "killed",
        "Sumy",
        "9999-12-31T23:00:00-23:59",
        "0001-01-01T00:00:00+23:59",
        "2026-02-01T00:00:00Z",
    ]
)
_NUMBERS = st.sampled_from(["1e400", "-1e400", "9" * 30, "9" * 5000, "NaN", "-Infinity", "0", "-1", "2.5", "7"])
_FIELDS = st.sampled_from(_FIELD_NAMES)


def _json_text(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(_FIELDS, inner).map(lambda found: f'"{found[0]}": {found[1]}')
    return st.lists(pair, max_size=6).map(lambda pairs: "{" + ", ".join(pairs) + "}") | st.lists(inner, max_size=3).map(
        lambda items: "[" + ", ".join(items) + "]"
    )


_LEAVES = (
    _WORDS.map(lambda word: f'"{word}"')
    | _NUMBERS
    | st.sampled_from(["null", "true", '"\\ud800"', '"\\u0000"', "{}", "[]", '""'])
)
_REPORTISH = _json_text(st.recursive(_LEAVES, _json_text, max_leaves=12))


def _has_an_outcome(value: bytes | None, headers: tuple[tuple[str, bytes | None], ...]) -> None:
    outcome = read_report(RawRecord(value, NOW, headers), Limits(), NOW)

    if isinstance(outcome, Rejected):
        assert len(outcome.detail) <= 400
    else:
        assert outcome.report_id
        assert outcome.source
        assert outcome.published_at
        assert outcome.published_at <= NOW + Limits().max_skew
        outcome.model_dump_json().encode()


@given(st.binary(max_size=300), _HEADERS)
@example(b"\xef\xbb\xbf\xef\xbb\xbf", ())
def test_any_bytes_have_an_outcome(value: bytes, headers: tuple[tuple[str, bytes | None], ...]) -> None:
    _has_an_outcome(value, headers)


@given(st.text(max_size=200), _HEADERS)
def test_any_text_has_an_outcome(text: str, headers: tuple[tuple[str, bytes | None], ...]) -> None:
    _has_an_outcome(text.encode(errors="surrogatepass"), headers)


@settings(max_examples=400)
@given(_REPORTISH, _HEADERS)
@example('{"text": "a", "published_at": "0001-01-01T00:00:00+02:00"}', ())
@example('{"specversion": "1.0", "data": {"text": "a", "n": 99999999999999999999999}}', ())
def test_anything_like_a_report_has_an_outcome(text: str, headers: tuple[tuple[str, bytes | None], ...]) -> None:
    _has_an_outcome(text.encode(), headers)
