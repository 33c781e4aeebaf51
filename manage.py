#!/usr/bin/env python3
"""Third Site's one command: `play`, `test`, and every management command of Django. Runs on any Python from 3.8 on."""

import sys

if sys.version_info < (3, 8):
    sys.exit(
        "manage.py needs a Python 3.8 or newer to begin with (3.12 or newer to play); install one from python.org."
    )

if __name__ == "__main__":
    from launcher.door import main

    sys.exit(main(sys.argv))
