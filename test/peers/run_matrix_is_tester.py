"""Runs the included tests of matrix-is-tester, or with `msisdn` those that are moved to phone numbers.

Ends with a line `N passed, N failed`.
"""

import ast
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).parent
VENDOR = HERE / "vendor" / "matrix-is-tester"
sys.path[:0] = [str(VENDOR), str(HERE)]

import matrix_is_test.older_python  # noqa: E402, F401
from matrix_is_tester_tests import EXCLUDED, INCLUDED  # noqa: E402


def all_names():
    """The tests that matrix-is-tester has, by its source: loading all of it would start its mail server."""
    for file in sorted((VENDOR / "matrix_is_tester").glob("*.py")):
        for part in ast.parse(file.read_text()).body:
            if isinstance(part, ast.ClassDef):
                for test in part.body:
                    if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                        yield "%s.%s.%s" % (file.stem, part.name, test.name)


class AllAreListed(unittest.TestCase):
    def test_each_test_of_the_suite_is_included_or_excluded(self):
        self.assertEqual(sorted(all_names()), sorted([*INCLUDED, *EXCLUDED]))


def tests():
    load = unittest.defaultTestLoader
    if "msisdn" in sys.argv:
        return load.loadTestsFromName("msisdn_tests")
    included = load.loadTestsFromNames(["matrix_is_tester." + name for name in INCLUDED])
    return unittest.TestSuite([load.loadTestsFromTestCase(AllAreListed), included])


def main():
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, warnings="ignore").run(tests())
    failed = len(result.failures) + len(result.errors)
    # A test whose subtests fail counts once for each of them.
    print("%d passed, %d failed" % (max(0, result.testsRun - failed), failed), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
