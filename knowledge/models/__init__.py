"""Facts about law: regulation, dated version, article, and what points at them; the hotline."""

from ..approval import TwoPersonTask
from .answers import AnsweredMove, AnsweredQuestion
from .articles import Article, ArticleText, Chapter, PartialRepeal, Prevalence
from .checking import CitationReason, DeadCitations
from .citations import Citation
from .follows import Follow, FollowHit, News
from .hotline import HotlineNumber, Question, QuestionContact, QuestionEntry, QuestionMove, QuestionNotice
from .new_versions import NewVersion
from .pages import HomePage
from .regulations import Regulation, RegulationAlias, RegulationVersion, Topic
from .reviews import ReviewTask
from .updates import AffectedArticle, Interpretation, InterpretationsPage, MustRead, PolicyUpdate, UpdatesPage

__all__ = [
    "AffectedArticle",
    "AnsweredMove",
    "AnsweredQuestion",
    "Article",
    "ArticleText",
    "Chapter",
    "Citation",
    "CitationReason",
    "DeadCitations",
    "Follow",
    "FollowHit",
    "HomePage",
    "HotlineNumber",
    "Interpretation",
    "InterpretationsPage",
    "MustRead",
    "NewVersion",
    "News",
    "PartialRepeal",
    "PolicyUpdate",
    "Prevalence",
    "Question",
    "QuestionContact",
    "QuestionEntry",
    "QuestionMove",
    "QuestionNotice",
    "Regulation",
    "RegulationAlias",
    "RegulationVersion",
    "ReviewTask",
    "Topic",
    "TwoPersonTask",
    "UpdatesPage",
]
