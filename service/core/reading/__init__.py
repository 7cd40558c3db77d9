"""From a text and typed facts to incidents: the normalizer. Start with reader.py."""
