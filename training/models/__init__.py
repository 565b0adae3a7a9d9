"""Programmes, questions, attempts, study, records, certificates."""

from .attempts import AnswerEvent, Attempt, AttemptItem, AttemptResult, ExtraTime, LateDecision
from .bank import KnowledgePoint, Question, QuestionReview, QuestionVersion
from .certificates import Certificate, CertificateKind, OutsideCertificate
from .pages import LessonPage, LevelPage, ProgrammePage
from .papers import Paper, PaperVersion
from .recordings import Recording, Track
from .records import Attendee, CrewSession, EducationPlan, PlanItem, TrainingRecord
from .requirements import TrainingEvent, TrainingRule
from .study import LessonDone, NotebookCard, PracticeAnswer, StudyBeat, StudySession

__all__ = [
    "AnswerEvent",
    "Attempt",
    "AttemptItem",
    "AttemptResult",
    "Attendee",
    "Certificate",
    "CertificateKind",
    "CrewSession",
    "EducationPlan",
    "ExtraTime",
    "KnowledgePoint",
    "LateDecision",
    "LessonDone",
    "LessonPage",
    "LevelPage",
    "NotebookCard",
    "OutsideCertificate",
    "Paper",
    "PaperVersion",
    "PlanItem",
    "PracticeAnswer",
    "ProgrammePage",
    "Question",
    "QuestionReview",
    "QuestionVersion",
    "Recording",
    "StudyBeat",
    "StudySession",
    "Track",
    "TrainingEvent",
    "TrainingRecord",
    "TrainingRule",
]
