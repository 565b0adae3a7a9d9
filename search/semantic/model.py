"""A sentence-embedding model in a folder: one ONNX file, its tokenizer, and `embedding.toml` when it differs from ours.

Loaded when first asked, on one thread: a question takes some milliseconds, and passages are made in the background.
"""

from __future__ import annotations

import hashlib
import threading
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import Meaningless

QUESTION = "为这个句子生成表示以用于检索相关文章："
"""What the default model wants before a question; passages stand alone."""
LONGEST = 256
"""Tokens of a passage; what follows is cut off."""
_ASKED = 128
"""Vectors of questions that are kept."""


@dataclass(frozen=True)
class Manner:
    """How a model is asked. `pooling`: the vector of the first token, or the mean of all."""

    question: str = QUESTION
    passage: str = ""
    pooling: str = "first"
    tokens: int = LONGEST


class Model:
    """Texts → vectors of length 1, float32. Raises Meaningless when the folder holds no model that can be used."""

    def __init__(self, folder: Path) -> None:
        self.weights, self.words = _one(folder, "*.onnx"), _one(folder, "*tokenizer.json")
        self.manner = _manner(folder / "embedding.toml")
        self.fingerprint = _fingerprint(self.weights, self.words, repr(self.manner))
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None
        self.question = lru_cache(maxsize=_ASKED)(self._question)

    def load(self) -> tuple[Any, Any]:
        """The runtime's session and the tokenizer, opened once."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self.weights, self.words, self.manner.tokens)
            return self._loaded

    def _question(self, text: str) -> Any:
        """One vector; a page asks several times for the same question, and turns pages of it."""
        return self._embed([self.manner.question + text])[0]

    def passages(self, texts: Sequence[str]) -> Any:
        """One row for each."""
        return self._embed([self.manner.passage + text for text in texts])

    def _embed(self, texts: list[str]) -> Any:
        session, tokenizer = self.load()
        import numpy

        try:
            cut = tokenizer.encode_batch(texts)
            given = {
                "input_ids": numpy.array([one.ids for one in cut], dtype=numpy.int64),
                "attention_mask": numpy.array([one.attention_mask for one in cut], dtype=numpy.int64),
                "token_type_ids": numpy.array([one.type_ids for one in cut], dtype=numpy.int64),
            }
            asked = [one.name for one in session.get_inputs()]
            made = session.run(None, {name: given[name] for name in asked if name in given})[0]
        except Exception as error:  # whatever the runtime raises, a search goes on with words
            raise Meaningless(f"模型算不出向量：{type(error).__name__}") from error
        return _unit(self._pool(made, given["attention_mask"]))

    def _pool(self, made: Any, mask: Any) -> Any:
        """A model that pools by itself gives one vector for each text already."""
        if made.ndim == 2:
            return made
        if self.manner.pooling == "first":
            return made[:, 0]
        weights = mask[:, :, None].astype(made.dtype)
        return (made * weights).sum(axis=1) / weights.sum(axis=1)


def _unit(vectors: Any) -> Any:
    import numpy

    lengths = numpy.linalg.norm(vectors, axis=1, keepdims=True)
    if vectors.ndim != 2 or not numpy.isfinite(lengths).all() or not lengths.all():
        raise Meaningless("模型算出的不是向量")
    return (vectors / lengths).astype(numpy.float32)


def _load(weights: Path, words: Path, tokens: int) -> tuple[Any, Any]:
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as error:
        raise Meaningless(f"{error.name or 'onnxruntime'} 打不开，见 docs/operators.md") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        tokenizer = Tokenizer.from_file(str(words))
        session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # both libraries raise bare Exceptions of their own
        raise Meaningless(f"模型打不开：{weights.parent}") from error
    tokenizer.enable_truncation(tokens)
    tokenizer.enable_padding()
    return session, tokenizer


def _one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise Meaningless(f"{folder} 里要有一个 {pattern}，现在有 {len(found)} 个")
    return found[0]


def _manner(path: Path) -> Manner:
    if not path.exists():
        return Manner()
    try:
        manner = Manner(**tomllib.loads(path.read_text(encoding="utf8")))
    except (OSError, ValueError, TypeError) as error:
        raise Meaningless(f"{path} 读不懂：{error}") from error
    if manner.pooling not in ("first", "mean") or not isinstance(manner.tokens, int) or manner.tokens < 1:
        raise Meaningless(f"{path} 读不懂：pooling 是 first 或 mean，tokens 是正整数")
    return manner


@lru_cache(maxsize=8)
def _digest(path: Path, stamp: int, size: int) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _fingerprint(weights: Path, words: Path, manner: str) -> str:
    """Names the vectors: another model, tokenizer or manner makes others."""
    whole = hashlib.sha256(manner.encode())
    for path in (weights, words):
        held = path.stat()
        whole.update(_digest(path, held.st_mtime_ns, held.st_size))
    return whole.hexdigest()[:16]
