"""A short run of the fuzzer with a fixed seed: garbled reports, and texts made to be hard."""

import json
import random
from collections.abc import Iterator

import pytest

from service.core.outcome import Rejected
from service.core.pipeline import Outcome
from tests.core.reading.test_reader import cases
from tests.fuzz.target import one_run

PIECES = [
    *"0123456789.,:;-–—!?()[]{}<>«»\"'’ʼ`´*_|/\\#№%°$€₴&@~=+ \t\n\r\x00\x1b\u200b\u202e\u0301\ufeff",
    *("❗️", "🔴", "👉", "•", "ё", "ї", "Ї", "Ж", "ß", "İ", "ﬁ", "½", "²", "٣", "०", "一", "𝟗", "\U0001f1fa\U0001f1e6"),
    *("Kyiv", "Суми", "Харків", "Одесса", "killed", "поранено", "ранены", "тис.", "million", "двоє", "десяток"),
    *("without power", "без світла", "область", "oblast", "as of 17:30", "станом на", "<b>", "</p>", "](", "http://"),
]


def garbled(seed: int, count: int) -> Iterator[str]:
    """Texts of the cases with pieces put in, taken out, repeated and swapped."""
    rnd = random.Random(seed)
    texts = [found.values[0]["text"] for found in cases()]
    for _ in range(count):
        text = list(rnd.choice(texts))
        for _ in range(rnd.randrange(1, 12)):
            at = rnd.randrange(len(text))
            match rnd.randrange(4):
                case 0:
                    text.insert(at, rnd.choice(PIECES))
                case 1:
                    text[at] = rnd.choice(PIECES)
                case 2:
                    text[at : at + rnd.randrange(1, 9)] = [rnd.choice(PIECES)] * rnd.randrange(1, 4)
                case _:
                    end = rnd.randrange(len(text))
                    text[at], text[end] = text[end], text[at]
        yield "".join(text)


def test_garbled_texts_give_typed_outcomes() -> None:
    outcomes = {
        result.outcome if not isinstance(result, Rejected) else result.code
        for result in (one_run(json.dumps({"text": text}).encode()) for text in garbled(20260212, 1500))
    }
    assert Outcome.EMITTED in outcomes
    assert Outcome.NO_INCIDENT in outcomes


def test_garbled_bytes_give_typed_outcomes() -> None:
    rnd = random.Random(7)
    rejected = 0
    for text in garbled(4, 1500):
        data = bytearray(json.dumps({"report_id": "r", "text": text}, ensure_ascii=False).encode(errors="replace"))
        for _ in range(rnd.randrange(1, 6)):
            data[rnd.randrange(len(data))] = rnd.randrange(256)
        rejected += isinstance(one_run(bytes(data)), Rejected)
    assert 0 < rejected < 1500


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "1,", "1.", "1-", "«", '"', "(", "[", "<", "<b>", "&", "](", "`", "'", "-", "—", "…", "Kyiv ", "Київ, ",
     "Kyiv-", "killed ", "двоє ", "тис. ", "село ", "область ", "Mayor ", "said ", "❗️", "\n", "\u0301", "a\u0301"],
)  # fmt: skip
def test_one_piece_without_end_is_read(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    assert one_run(json.dumps({"text": text}).encode()) is not None
    wrapped = f"In Sumy, two people were killed. {text} Kharkiv: three injured."
    assert one_run(json.dumps({"text": wrapped}).encode()) is not None
