"""How fast texts are read: by language, by length, where they are made to be hard; and what loading costs.

Speeds are of processor time, in plain Python and, where `make compiled` has been run, compiled.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from service.core.reading.reader import Normalizer
from tests.bench.rows import Row, repeated, row
from tests.compiled.build import command, pythons
from tests.core.reading.test_reader import cases, read

SCRIPT: Final = Path(__file__).parents[1] / "compiled" / "read_texts.py"
ARTICLES: Final = Path(__file__).with_name("articles")
ROUNDS: Final = 5
POST: Final = 300
ARTICLE: Final = 2_500
LENGTHS: Final = (200, 2_000, 20_000, 60_000)
"""Characters."""
HARD: Final = {
    "digits": "1",
    "quotes": "«",
    "brackets": "(",
    "names of places": "Київ, ",
    "hyphens": "Kyiv-",
    "clear and doubtful places": "Суми, Новоселівка, Шостка, Михайлівка, Полтава, Петрівка, ",
}
_LOADING: Final = """
import json, time
before = time.perf_counter()
from service.core.reading.reader import Normalizer
Normalizer.load()
seconds = time.perf_counter() - before
with open("/proc/self/status") as status:  # getrusage also counts what the process was before exec
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(json.dumps([seconds, peak / 1024]))
"""


def reader_rows() -> list[Row]:
    """Posts and articles a second, microseconds for each character, seconds and MiB to load."""
    normalizer = Normalizer.load()
    texts = _texts()
    every = [text for found in texts.values() for text in found]
    groups = {f"{name}: posts of {POST} characters": _pieces(found, POST) for name, found in texts.items()}
    groups[f"all: posts of {POST} characters"] = _pieces(every, POST)
    groups[f"all: articles of {ARTICLE:,} characters"] = _pieces(every, ARTICLE)
    for article in sorted(ARTICLES.glob("*.txt")):
        text = article.read_text(encoding="utf-8")
        groups[f"a news article, {article.stem}, {len(text):,} characters"] = [text] * 20
    rows = [one for name, python in pythons().items() for one in _speeds(name, python, groups)]
    whole = _filled(every, LENGTHS[-1])
    for size in LENGTHS:
        pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        rows.append(_per_character(normalizer, f"the same {len(whole):,} characters in texts of {size:,}", pieces))
    for name, piece in HARD.items():
        text = (piece * LENGTHS[-1])[: LENGTHS[-1]]
        rows.append(_per_character(normalizer, f"{len(text):,} characters of {name}", [text]))
    loads = [_load() for _ in range(3)]
    rows.append(row("loading in a fresh process", "s", [seconds for seconds, _ in loads]))
    rows.append(row("memory of it", "MiB", [mebibytes for _, mebibytes in loads]))
    return rows


def _texts() -> dict[str, list[str]]:
    """The texts of the cases by what they are: three languages, and those that state nothing."""
    found: dict[str, list[str]] = {}
    for case in (one.values[0] for one in cases()):
        found.setdefault(_kind(case), []).append(case["text"])
    return dict(sorted(found.items()))


def _kind(case: dict[str, Any]) -> str:
    if not case["says"]:
        return "nothing stated"
    letters = case["text"].lower()
    if sum("a" <= letter <= "z" for letter in letters) > len(letters) / 3:
        return "English"
    return "Ukrainian" if any(letter in "іїєґ" for letter in letters) else "Russian"


def _filled(texts: Iterable[str], size: int) -> str:
    """Texts behind each other up to a length, each in a paragraph of its own."""
    joined = "\n\n".join(texts)
    return (joined * (size // len(joined) + 1))[:size]


def _pieces(texts: list[str], size: int) -> list[str]:
    """The texts behind each other, cut into pieces of a size."""
    joined = " ".join(texts)
    return [joined[at : at + size] for at in range(0, max(1, len(joined) - size), size)]


def _speeds(name: str, python: Path, groups: dict[str, list[str]]) -> list[Row]:
    done = subprocess.run(
        command(python, SCRIPT),
        input=json.dumps({"groups": groups, "rounds": ROUNDS}),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)["per_second"]
    return [row(f"{name}; {group}", "/s", found[1:]) for group, found in told.items()]  # the first round warms up


def _per_character(normalizer: Normalizer, name: str, texts: list[str]) -> Row:
    def once() -> float:
        started = perf_counter()
        for text in texts:
            read(normalizer, text)
        return (perf_counter() - started) / sum(map(len, texts)) * 1e6

    once()
    return row(name, "us/character", repeated(ROUNDS, once))


def _load() -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", _LOADING], capture_output=True, text=True, check=True)
    seconds, mebibytes = json.loads(done.stdout)
    return seconds, mebibytes
