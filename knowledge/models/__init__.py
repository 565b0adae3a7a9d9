"""Facts about law: regulation, dated version, article, and what points at them."""

from .articles import Article, ArticleText, Chapter, PartialRepeal, Prevalence
from .citations import Citation
from .pages import HomePage
from .regulations import Regulation, RegulationAlias, RegulationVersion, Topic

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
