"""Counts checks: one line per check, a summary at the end, exit code 1 when one failed."""

import contextlib
import sys
import traceback


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    @contextlib.contextmanager
    def __call__(self, name):
        """A check is the body of `with checks("name"):`; it fails when the body raises."""
        try:
            yield
        except Exception:
            self.failed += 1
            print(f"FAILED {name}")
            print(traceback.format_exc(limit=-3))
        else:
            self.passed += 1
            print(f"ok {name}")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


def equal(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"
