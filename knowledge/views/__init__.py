"""Pages of law: lists, a regulation, an article, two versions side by side."""

from .article import article
from .comparison import compare
from .lists import ask, changes, regulation_list, topic, topics
from .regulation import regulation

__all__ = ["article", "ask", "changes", "compare", "regulation", "regulation_list", "topic", "topics"]
