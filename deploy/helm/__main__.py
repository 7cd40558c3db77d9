"""Tell the chart what topics and grants there are: `python -m deploy.helm [--check]`."""

import json
import sys
from typing import Any, Final

from deploy.generated import ROOT, write_or_check
from service.shell.access import grants
from service.shell.settings import Settings
from service.shell.topics import wanted_topics

FILE: Final = ROOT / "deploy" / "helm" / "incident-stream" / "files" / "kafka.json"
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


def text() -> str:
    """The same as JSON, which the chart's templates read."""
    return json.dumps(kafka(), indent=2) + "\n"


def main() -> int:
    """Write the file, or check that it is in step; returns the exit code."""
    return write_or_check(__doc__, {FILE: text}, "chart-topics", "the chart knows every topic")


if __name__ == "__main__":
    sys.exit(main())
