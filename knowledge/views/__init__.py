"""Pages of law: lists, a regulation, an article, two versions side by side."""

from .article import article
from .comparison import compare
from .follows import follow, follow_list, pause_follows, stop_follows
from .lists import ask, changes, regulation_list, topic, topics
from .regulation import regulation

__all__ = [
    "article",
    "ask",
    "changes",
    "compare",
    "follow",
    "follow_list",
    "pause_follows",
    "regulation",
    "regulation_list",
    "stop_follows",
    "topic",
    "topics",
]
