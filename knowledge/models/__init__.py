"""Facts about law: regulation, dated version, article, and what points at them."""

from .articles import Article, ArticleText, Chapter, PartialRepeal, Prevalence
from .citations import Citation
from .regulations import Regulation, RegulationAlias, RegulationVersion, Topic
from .pages import HomePage

__all__ = [
    "Article",
    "ArticleText",
    "Chapter",
    "Citation",
    "HomePage",
    "PartialRepeal",
    "Prevalence",
    "Regulation",
    "RegulationAlias",
    "RegulationVersion",
    "Topic",
]
