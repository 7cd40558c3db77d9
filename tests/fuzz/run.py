"""Coverage-guided fuzzing of decoding and reading with atheris, by hand: `make fuzz RUNS=100000`.

Atheris is not among the tests' packages: it has no build for every Python that is supported.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["service.core", "schemas"]):
    from tests.fuzz.target import one_run, reader

CASES = Path(__file__).parents[1] / "cases"


def main() -> None:
    """Arguments are libFuzzer's, such as `-runs=100000`; a folder given keeps what was found interesting."""
    reader()
    atheris.Setup(sys.argv, one_run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
