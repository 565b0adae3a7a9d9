"""Which process runs which files of a whole run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

SITES = ("tests/browser/", "tests/launch/")
"""Files that start sites."""


class Apart(LoadFileScheduling):
    """The first process begins with the files that start sites, the others with the rest: while the one makes a site,
    none waits for it, and only one migrates the database of the tests. Whoever is done takes what is last in line."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        first = node is self.nodes[0]
        line = list(self.workqueue)
        own = (file for file in line if file.startswith(SITES) is first)
        self.workqueue.move_to_end(next(own, line[-1]), last=False)
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
