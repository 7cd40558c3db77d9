"""Coverage-guided fuzzing of decoding and reading with atheris, by hand: `make fuzz RUNS=100000`.

Atheris is not among the tests' packages: it has no build for every Python that is supported.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["service.core", "schemas"]):
    from tests.fuzz.target import one_run, reader
from tests.core.reading.test_reader import cases


def main() -> None:
    """Arguments are libFuzzer's, such as `-runs=100000`; it starts from the texts of the cases."""
    reader()
    with TemporaryDirectory() as seeds:
        for number, case in enumerate(cases()):
            report = {"report_id": "r", "text": case.values[0]["text"]}
            Path(seeds, f"{number}.json").write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
        atheris.Setup([*sys.argv, seeds], one_run)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
