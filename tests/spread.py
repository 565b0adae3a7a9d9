"""Which process runs which files of a whole run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

SITES = ("tests/browser/", "tests/launch/")
"""Files that start sites."""

LONG = (
    "tests/browser/test_editor_changes_law.py", "tests/launch/test_serve.py", "tests/browser/test_ask_the_hotline.py",
    "tests/search/semantic/test_quality.py", "tests/knowledge/test_moved_clock.py",
    "tests/portal/test_kill_an_import.py", "tests/search/test_no_leak.py", "tests/cases/test_planted_personal_data.py",
    "tests/knowledge/test_hotline_access.py", "tests/search/test_faults.py",
)  # fmt: skip
"""Those that take longest begin first: one that begins last has the machine to itself, and half of it stands idle."""


def chosen(waiting: list[str], *, sites: bool) -> str:
    """Which of the files a process takes next: a long one of its own kind, any of its own kind, a long one of the
    others, the last in line."""
    line = sorted(waiting, key=lambda file: LONG.index(file) if file in LONG else len(LONG))
    own = (file for file in line if file.startswith(SITES) is sites)
    return next(own, line[0] if line[0] in LONG else line[-1])


class Apart(LoadFileScheduling):
    """The first process begins with the files that start sites, the others with the rest: while the one makes a site,
    none waits for it, and only one migrates the database of the tests. Whoever is done takes from the others."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        first = node is self.nodes[0]
        self.workqueue.move_to_end(chosen(list(self.workqueue), sites=first), last=False)
        super()._assign_work_unit(node)

    def remove_node(self, node: WorkerController) -> str | None:
        """What a crashed process had done is not handed out again: whoever is given no test reports none, and is
        never asked again."""
        work = self.assigned_work[node]
        self.assigned_work[node] = {file: tests for file, tests in work.items() if not all(tests.values())}
        return super().remove_node(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """As `--dist loadfile`, in the order of the folders: those with the most tests are not those that take longest."""
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return Apart(config, log)
