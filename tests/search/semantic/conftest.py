"""The model that `./mingbai test` obtains."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def folder() -> Path:
    return Path(os.environ["MINGBAI_TEST_EMBEDDING_MODEL"])


@pytest.fixture(scope="session")
def model(folder: Path):
    from search.semantic.model import Model

    return Model(folder)
