#!/usr/bin/env python
"""Django's command line, with Mingbai's settings."""

import gc
import os
import sys


def main() -> None:
    # Migrating makes hundreds of thousands of objects that all stay: looking through them again and again for garbage
    # takes a third of its time.
    gc.set_threshold(20_000, 20, 20)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
