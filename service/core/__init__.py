"""The pure heart: what a report says and what the totals are. Start with pipeline.py."""
