"""From incidents to totals that survive revisions, repeats and late news. Start with partition.py."""
