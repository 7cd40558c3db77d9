"""YAML as whoever writes a lexicon expects it. A module of its own, because it cannot be compiled."""

from typing import Any

import yaml


class _WordLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which `no`, `on` and `yes` are words, as whoever writes a lexicon expects."""


_WordLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(text: str) -> Any:
    """What the text of a lexicon file says. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_WordLoader)  # noqa: S506 - a safe loader that knows fewer types
