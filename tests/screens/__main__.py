"""`python -m tests.screens http://localhost:8000 [sign-in name of a commune]`: walks a demo that is already running."""

from __future__ import annotations

import argparse
import os
import sys

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chungtay.config.settings")
    django.setup()  # what a seat of the browser imports reads the settings
    from tests.browser import chromium_browser
    from tests.screens.pages import SCREENS
    from tests.screens.walk import PICTURES, Walk

    parser = argparse.ArgumentParser(description="Pictures and checks of every registered page of a running demo.")
    parser.add_argument("address", nargs="?", default="http://localhost:8000")
    parser.add_argument("--commune", default="muongphang", help="the commune whose officer and chair are used")
    parser.add_argument("--password", default="chung-tay-2026")
    parser.add_argument("--only", default="", help="names that contain this")
    options = parser.parse_args()
    names = {
        "<xa>": f"xa.{options.commune}",
        "<chutich>": f"chutich.{options.commune}",
        "<truong>": f"truong.{options.commune}",
    }
    with chromium_browser() as browser:
        walk = Walk(browser, options.address, options.password, names)
        findings = walk.run([screen for screen in SCREENS if options.only in screen.name])
    for name, weight in walk.weights.items():
        print(f"{name:40} {weight:>8,} bytes")
    print("\n".join(findings) or "Nothing to complain about.")
    print(f"Pictures: {PICTURES}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
