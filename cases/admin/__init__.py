"""The editors' desk of precedents in the Wagtail admin."""
