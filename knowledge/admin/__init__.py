"""The desk of law beyond Wagtail's own forms: new versions and the review of what they touch."""
