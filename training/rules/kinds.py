"""The seven kinds of questions and the shape of their body, key and answer.

| kind       | body                                              | key and answer            |
|------------|---------------------------------------------------|---------------------------|
| single     | options: [{key, text, picture?, pin?}]            | ["b"], exactly one        |
| multiple   | options                                           | ["a", "c"], two or more   |
| true_false | (empty)                                           | true or false             |
| picture    | options with pictures, or one picture in the stem | ["b"]                     |
| hazard     | regions: [{key, x, y, w, h, label}], per cent     | ["a", "d"], one or more   |
| ordering   | items: [{key, text}]                              | ["c", "a", "b"], in order |
| numeric    | unit                                              | {value, tolerance}; the answer is a text as typed |

Keys are the letters a, b, c … in the order of writing, independent of the order in which they are shown.
"""

from __future__ import annotations

SINGLE = "single"
MULTIPLE = "multiple"
TRUE_FALSE = "true_false"
PICTURE = "picture"
HAZARD = "hazard"
ORDERING = "ordering"
NUMERIC = "numeric"

KINDS: list[tuple[str, str]] = [
    (SINGLE, "单选"),
    (MULTIPLE, "多选"),
    (TRUE_FALSE, "判断"),
    (PICTURE, "看图选择"),
    (HAZARD, "找隐患"),
    (ORDERING, "排序"),
    (NUMERIC, "填数"),
]
NAMES = dict(KINDS)
