"""Put what `make demo` printed into README.md: `make demo | python deploy/readme_demo.py`."""

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def main() -> None:
    """Replace the text between the two demo marks."""
    printed = ESCAPES.sub("", sys.stdin.read()).rstrip()
    lines = "\n".join(line.rstrip() for line in printed.splitlines())
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- demo -->")
    _, _, after = rest.partition("<!-- /demo -->")
    README.write_text(f"{before}<!-- demo -->\n```text\n{lines}\n```\n<!-- /demo -->{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
