"""Which build of the service this is."""

import os
from importlib.metadata import version
from typing import Final

COMMIT_VARIABLE: Final = "APP_COMMIT"
"""Set in the image by its build argument REVISION; without the settings' prefix, because it is no setting."""
UNKNOWN: Final = "unknown"


def app_version() -> str:
    """As in pyproject.toml."""
    return version("incident-stream")


def app_commit() -> str:
    """The commit that the image was built from; `unknown` outside of images, and where the build was not told."""
    return os.environ.get(COMMIT_VARIABLE, "").strip() or UNKNOWN
