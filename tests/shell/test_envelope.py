from datetime import UTC, datetime

from service.shell.envelope import Envelope, trace_of

TIME = datetime(2026, 2, 12, 6, 40, tzinfo=UTC)
TRACE = ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")


def test_an_output_carries_the_attributes_of_a_cloud_event() -> None:
    headers = dict(Envelope("night").headers("incident", "i-1", TIME, "r-1"))

    assert headers == {
        "ce_specversion": b"1.0",
        "ce_source": b"urn:incident-stream:night",
        "content-type": b"application/json",
        "ce_type": b"incident-stream.incident.v1",
        "ce_id": b"i-1",
        "ce_time": b"2026-02-12T06:40:00Z",
        "ce_causationid": b"r-1",
    }


def test_what_nothing_led_to_names_no_cause() -> None:
    assert "ce_causationid" not in dict(Envelope("night").headers("tick", "t", TIME))


def test_the_same_event_has_the_same_headers() -> None:
    assert Envelope("night").headers("incident", "i-1", TIME) == Envelope("night").headers("incident", "i-1", TIME)


def test_the_trace_is_handed_on_unchanged_and_last() -> None:
    assert Envelope("night").headers("incident", "i-1", TIME, trace=(TRACE,))[-1] == TRACE


def test_an_id_in_any_script_is_utf_8() -> None:
    assert dict(Envelope("night").headers("incident", "Суми:1", TIME))["ce_id"] == "Суми:1".encode()


def test_only_the_trace_context_is_taken_from_a_record() -> None:
    found = trace_of([("ce_id", b"1"), TRACE, ("tracestate", b"a=b"), ("baggage", b"c=d"), ("cookie", b"x")])

    assert found == (TRACE, ("tracestate", b"a=b"), ("baggage", b"c=d"))


def test_an_empty_or_huge_trace_is_left_behind() -> None:
    assert trace_of([("traceparent", None), ("tracestate", b""), ("baggage", b"x" * 8193)]) == ()
    assert trace_of([]) == ()
