"""Facts about law: regulation, dated version, article, and what points at them."""

from .articles import Article, ArticleText, Chapter, PartialRepeal, Prevalence
from .citations import Citation
from .follows import Follow, FollowHit, News
from .new_versions import NewVersion
from .pages import HomePage
from .regulations import Regulation, RegulationAlias, RegulationVersion, Topic
from .reviews import ReviewTask

__all__ = [
    "Article",
    "ArticleText",
    "Chapter",
    "Citation",
    "Follow",
    "FollowHit",
    "HomePage",
    "NewVersion",
    "News",
    "PartialRepeal",
    "Prevalence",
    "Regulation",
    "RegulationAlias",
    "RegulationVersion",
    "ReviewTask",
    "Topic",
]
