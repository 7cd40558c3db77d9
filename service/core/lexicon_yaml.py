"""YAML as whoever writes a lexicon expects it. A module of its own, because it cannot be compiled."""

from typing import Any

import yaml


class _WordLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which `no`, `on` and `yes` are words, as whoever writes a lexicon expects, and no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping. Raises yaml.constructor.ConstructorError where the second of two keys would hide the first."""
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(found) < len(node.value):
            keys = [key.value for key, _ in node.value]
            twice = next(key for n, (key, _) in enumerate(node.value) if key.value in keys[:n])
            raise yaml.constructor.ConstructorError(None, None, f"{twice.value} is here twice", twice.start_mark)
        return found


_WordLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(text: str) -> Any:
    """What the text of a lexicon file says. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_WordLoader)  # noqa: S506 - a safe loader that knows fewer types
