from schemas.vocabulary import RejectionCode, Stage
from service.core.refusals import broken_json, field_path, reject


def test_a_long_detail_is_cut() -> None:
    rejected = reject(RejectionCode.SCHEMA_VIOLATION, "x" * 1000, Stage.VALIDATE)

    assert len(rejected.detail) == 400
    assert rejected.detail.endswith("…")


def test_a_path_shows_field_names_and_positions() -> None:
    assert field_path(("counts", 0, "of_which", "children")) == "counts.0.of_which.children"


def test_a_path_hides_names_that_no_field_of_ours_could_have() -> None:
    assert field_path(("of_which", "two dead\nin Sumy")) == "of_which.?"
    assert field_path(("of_which", "a" * 41)) == "of_which.?"


def test_broken_bytes_are_told_from_broken_json() -> None:
    assert broken_json(b'{"a\xff', "no").code is RejectionCode.INVALID_UTF8
    assert broken_json(b'{"a', "no").code is RejectionCode.INVALID_JSON
