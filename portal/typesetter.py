"""Run by `portal.printing` in a process of its own: one order on standard input, a file as the answer.

Typesetting takes 40 MB that no web process has to keep, and a document that never ends is ended with its process.
"""

from __future__ import annotations

import json
import sys

import typst


def main() -> None:
    order = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=True, font_paths=order["fonts"])
    compiler = typst.Compiler(
        input=order["main"], root=order["root"], font_paths=fonts, sys_inputs={"data": json.dumps(order["data"])}
    )
    compiler.compile(output=order["output"], format=order["format"], ppi=order["ppi"], pdf_tags=order["tags"])


if __name__ == "__main__":
    main()
