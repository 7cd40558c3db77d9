"""Which place a text or a producer means. Start with gazetteer.py."""
