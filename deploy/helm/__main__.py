"""Tell the chart what topics and grants there are: `python -m deploy.helm [--check]`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from service.shell.access import grants
from service.shell.settings import Settings
from service.shell.topics import wanted_topics

FILE: Final = Path(__file__).with_name("incident-stream") / "files" / "kafka.json"
SETTINGS: Final = Settings.model_validate({"app_id": "the-app-id", "topics": {"prefix": "the-prefix."}})
"""Names that the chart's templates replace by the release's own."""


def kafka() -> dict[str, Any]:
    """Topics with their configuration, and the worker's grants in Strimzi's words."""
    return {
        "partitions": SETTINGS.topics.partitions,
        "topics": [{"name": name, "config": topic.config} for name, topic in wanted_topics(SETTINGS).items()],
        "acls": [
            {
                "resource": {
                    "type": "transactionalId" if grant.resource == "transactional-id" else grant.resource,
                    "name": grant.name,
                    "patternType": "prefix" if grant.prefixed else "literal",
                },
                "operations": [grant.operation],
            }
            for grant in grants(SETTINGS, "worker")
        ],
    }


def main() -> int:
    """Write the file, or check that it is in step; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the file is out of step")
    text = json.dumps(kafka(), indent=2) + "\n"
    same = FILE.is_file() and FILE.read_text(encoding="utf-8") == text
    if parser.parse_args().check:
        print("the chart knows every topic" if same else "the chart's topics are out of step: run `make chart-topics`")
        return int(not same)
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
