"""The version of the installed package."""

from importlib.metadata import version


def app_version() -> str:
    """As in pyproject.toml."""
    return version("incident-stream")
