"""`./mingbai bench [name]`: measurements, each a module of bench/ with a main()."""

from __future__ import annotations

import argparse

from . import development


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", help="要运行的测量，不写则全部运行")


def bench(options: argparse.Namespace) -> int:
    development.prepare()
    return development.show("-m", "bench", *options.names)
