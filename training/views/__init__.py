"""Pages of training."""

from .learn import duties_of, learn
from .matrix import export_matrix, matrix_projects, project_matrix
from .plans import agree_plan, plan, plans, remove_plan_item, training_events

__all__ = [
    "agree_plan",
    "duties_of",
    "export_matrix",
    "learn",
    "matrix_projects",
    "plan",
    "plans",
    "project_matrix",
    "remove_plan_item",
    "training_events",
]
