"""Pages of law: lists, a regulation, an article, two versions side by side; the hotline and its answers."""

from .answered_desk import answered_deed, answered_list, answered_page, new_answered
from .answers import answer, answers
from .article import article
from .checking import check_page
from .comparison import compare
from .desk import desk_notices, desk_numbers, desk_question, desk_queue, shared_questions
from .feeds import regulation_feed, topic_feed, updates_feed
from .follows import follow, follow_list, pause_follows, stop_follows
from .hotline import ask_hotline, hotline, nearest, numbers_picture, track_question
from .lists import changes, regulation_list, topic, topics
from .regulation import regulation

__all__ = [
    "answer",
    "answered_deed",
    "answered_list",
    "answered_page",
    "answers",
    "article",
    "ask_hotline",
    "changes",
    "check_page",
    "compare",
    "desk_notices",
    "desk_numbers",
    "desk_question",
    "desk_queue",
    "follow",
    "follow_list",
    "hotline",
    "nearest",
    "new_answered",
    "numbers_picture",
    "pause_follows",
    "regulation",
    "regulation_feed",
    "regulation_list",
    "shared_questions",
    "stop_follows",
    "topic",
    "topic_feed",
    "topics",
    "track_question",
    "updates_feed",
]
