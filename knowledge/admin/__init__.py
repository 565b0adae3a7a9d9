"""The desk of law beyond Wagtail's own forms: new versions, the review of what they touch, citations of drafts."""
