"""Texts that are not part of this project and lie beside it where its makers work; tests skip without them."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "cases"


def barrage_article() -> str:
    """The article of the first golden case."""
    return _text("barrage-article.txt")


def dev_cases() -> str:
    """Annotated texts, a JSON object a line."""
    return _text("dev.jsonl")


def _text(name: str) -> str:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"needs ../shared/cases/{name}, which is not part of this repository")
    return path.read_text(encoding="utf-8")
