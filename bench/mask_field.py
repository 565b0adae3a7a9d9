"""A linear-chain conditional random field for tags of characters, learned with AdaGrad; numpy alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portal.rules.masking.learned import TAGS

Sentence = tuple[np.ndarray, np.ndarray]
"""The clues of each character (a row of numbers, 0 fills up), and its tag."""
ROUNDS, BATCH, RATE, SHRINK = 5, 2500, 0.2, 2e-6
_NEVER = -1e4
_FIRST = np.array([0.0 if tag % 3 == 1 or tag == 0 else _NEVER for tag in range(TAGS)])
_LAST = np.array([0.0 if tag % 3 == 0 else _NEVER for tag in range(TAGS)])
_BEGINS = np.arange(TAGS) % 3 == 1


def _legal() -> np.ndarray:
    """0 where a tag may follow another: a beginning is followed by inside or end of its kind, nothing else is."""
    table = np.full((TAGS, TAGS), _NEVER, np.float32)
    for tag in range(0, TAGS, 3):
        table[tag, 0] = 0
        table[tag, _BEGINS] = 0
    for tag in range(1, TAGS, 3):
        table[tag : tag + 2, tag + 1 : tag + 3] = 0
    return table


LEGAL = _legal()


def _batches(given: list[Sentence]) -> Iterator[list[int]]:
    """Sentences of like length together."""
    batch: list[int] = []
    for number in sorted(range(len(given)), key=lambda one: len(given[one][1])):
        batch.append(number)
        if len(batch) * len(given[number][1]) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _chances(told: np.ndarray, mask: np.ndarray, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How likely each tag of each character is, and how often each step from a tag to the next is to be expected."""
    longest, moves = told.shape[1], np.exp(steps + LEGAL)
    forward, backward, expected = np.empty_like(told), np.empty_like(told), np.zeros((TAGS, TAGS))
    forward[:, 0] = told[:, 0] + _FIRST + np.where(_BEGINS, steps[0], 0)
    for at in range(1, longest):
        most = forward[:, at - 1].max(1, keepdims=True)
        new = np.log(np.exp(forward[:, at - 1] - most) @ moves + 1e-30) + most + told[:, at]
        forward[:, at] = np.where(mask[:, at, None], new, forward[:, at - 1])
    ends = forward[:, -1] + _LAST
    most = ends.max(1, keepdims=True)
    total = most + np.log(np.exp(ends - most).sum(1, keepdims=True))
    backward[:, -1] = _LAST
    for at in range(longest - 1, 0, -1):
        ahead = backward[:, at] + told[:, at]
        most = ahead.max(1, keepdims=True)
        shifted, here = np.exp(ahead - most), mask[:, at, None]
        expected += ((np.exp(forward[:, at - 1] - total + most) * here).T @ shifted) * moves
        backward[:, at - 1] = np.where(here, np.log(shifted @ moves.T + 1e-30) + most, backward[:, at])
    return np.exp(forward + backward - total[:, :, None]) * mask[..., None], expected


def _padded(chosen: list[Sentence]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The clues of all characters in a row, and tags and which are there, sentence by sentence."""
    longest = max(len(tags) for _, tags in chosen)
    mask = np.array([[at < len(tags) for at in range(longest)] for _, tags in chosen])
    tags = np.zeros(mask.shape, np.int64)
    tags[mask] = np.concatenate([one for _, one in chosen])
    return np.concatenate([one for one, _ in chosen]), tags, mask


class _Field:
    """Weights by clue and tag, weights of steps, and the squares that AdaGrad keeps."""

    def __init__(self, size: int) -> None:
        self.weights, self.squares = np.zeros((size, TAGS), np.float32), np.ones((size, TAGS), np.float32)
        self.steps, self.step_squares = np.zeros((TAGS, TAGS), np.float32), np.full((TAGS, TAGS), 10, np.float32)

    def take(self, chosen: list[Sentence]) -> None:
        """Learn from some sentences."""
        rows, tags, mask = _padded(chosen)
        told = np.zeros((*mask.shape, TAGS), np.float32)
        told[mask] = self.weights[rows].sum(1)
        chances, expected = _chances(told, mask, self.steps)
        slope = chances[mask].astype(np.float32)
        slope[np.arange(len(slope)), tags[mask]] -= 1
        both = mask[:, 1:]
        np.subtract.at(expected, (tags[:, :-1][both], tags[:, 1:][both]), 1)
        first = chances[:, 0].sum(0) - np.bincount(tags[:, 0], minlength=TAGS)
        expected[0] += np.where(_BEGINS, first, 0)
        self.step_squares += expected * expected
        self.steps -= RATE * expected / np.sqrt(self.step_squares)
        self._descend(rows, slope)

    def _descend(self, rows: np.ndarray, slope: np.ndarray) -> None:
        flat = rows.ravel()
        order = np.argsort(flat, kind="stable")
        ordered = flat[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        touched = ordered[starts]
        change = np.add.reduceat(slope[order // rows.shape[1]], starts, axis=0)
        change += SHRINK * len(slope) * self.weights[touched]
        self.squares[touched] += change * change
        self.weights[touched] -= RATE * change / np.sqrt(self.squares[touched])
        self.weights[0] = 0


def learn(given: list[Sentence], size: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights by clue and tag, and by tag and next tag, averaged over the later rounds."""
    field, batches, order = _Field(size), list(_batches(given)), np.random.default_rng(0)
    weights, steps = np.zeros_like(field.weights), np.zeros_like(field.steps)
    for turn in range(ROUNDS):
        for number in order.permutation(len(batches)):
            field.take([given[one] for one in batches[number]])
        if turn >= ROUNDS // 2:
            weights += field.weights
            steps += field.steps
    return weights / (ROUNDS - ROUNDS // 2), steps / (ROUNDS - ROUNDS // 2)
