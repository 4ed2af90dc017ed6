"""Compares WireMock's jar with `wireproof mock --compat wiremock` (ci/compat starts it)."""

import argparse
import contextlib
import itertools
import json
import os
import pathlib
import signal
import sys
import time

from . import corpus, normal, outcome, sides, wire
from .declared import Declarations, glob

FILES = pathlib.Path(__file__).resolve().parent / "files"


def arguments():
    parser = argparse.ArgumentParser(prog="ci/compat", description=__doc__)
    parser.add_argument("--only", metavar="GLOB", help="groups with a pair of such an id")
    parser.add_argument("--show", metavar="ID", help="both sides of the pairs of such an id")
    parser.add_argument("--list", action="store_true", help="the ids, and nothing else")
    parser.add_argument("--self", action="store_true", dest="itself",
                        help="the jar against itself: proves that what is compared stands still")
    parser.add_argument("--recorded", action="store_true",
                        help="take the jar's outcomes of earlier runs where they are known")
    parser.add_argument("--java", default="java", help=argparse.SUPPRESS)
    parser.add_argument("--jar", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--binary", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=pathlib.Path, help=argparse.SUPPRESS)
    return parser.parse_args()


class Record:
    """The jar's outcomes by the digest of the group."""

    def __init__(self, file, wanted):
        self.file = file
        self.wanted = wanted
        self.known = json.loads(file.read_text()) if file.exists() else {}

    def has(self, group):
        return self.wanted and group.digest() in self.known

    def save(self):
        self.file.write_text(json.dumps(self.known))


class Sides:
    """Starts each side for a set of flags when it is first needed."""

    def __init__(self, options):
        self.options = options
        self.stack = contextlib.ExitStack()
        self.flags = None
        self.running = {}

    def get(self, name, flags):
        if flags != self.flags:
            self.stop()
            self.flags = flags
        if name not in self.running:
            options = self.options
            if name == "wiremock":
                side = sides.start_wiremock(options.java, options.jar, options.folder / name,
                                            FILES, flags)
            else:
                side = sides.start_wireproof(options.binary, options.folder / name, FILES, flags)
            self.stack.callback(side.stop)
            self.running[name] = side
        return self.running[name]

    def stop(self):
        self.stack.close()
        self.running = {}


def chosen(groups, pattern):
    if not pattern:
        return groups
    wanted = glob(pattern)
    return [group for group in groups if any(wanted.fullmatch(step.id) for step in group.steps)]


def compare(groups, options):
    """Yields (step, [(pointer, jar's, ours)], the jar's outcome, ours)."""
    record = Record(options.folder / "recorded.json", options.recorded)
    both = Sides(options)
    try:
        for group in sorted(groups, key=lambda one: one.flags):
            if not record.has(group):
                record.known[group.digest()] = outcome.run_group(
                    both.get("wiremock", group.flags), group)
                record.save()
            theirs = record.known[group.digest()]
            other = "wiremock" if options.itself else "wireproof"
            ours = json.loads(json.dumps(outcome.run_group(both.get(other, group.flags), group)))
            theirs = json.loads(json.dumps(theirs))
            for step in group.steps:
                a, b = (normal.outcome(seen[step.id], step) for seen in (theirs, ours))
                yield step, outcome.differences(a, b), a, b
    finally:
        both.stop()


def is_pair(step):
    return step.ask is not None and not wire.is_admin(step.ask)


def show(step, theirs, ours, second):
    print(f"--- {step.id}")
    for what, value in (("stub", step.stub), ("ask", step.ask)):
        if value is not None:
            print(f"{what}: {json.dumps(value, ensure_ascii=False)}")
    for name, value in (("wiremock", theirs), (second, ours)):
        print(f"{name}: {json.dumps(value, ensure_ascii=False, indent=1)}")


def tell(pointer, theirs, ours):
    """One difference; of texts of several lines the first line that differs."""
    if isinstance(theirs, str) and isinstance(ours, str) and "\n" in theirs + ours:
        lines = itertools.zip_longest(theirs.split("\n"), ours.split("\n"), fillvalue="<none>")
        number, theirs, ours = next((i, a, b) for i, (a, b) in enumerate(lines, 1) if a != b)
        pointer += f" line {number}"
    print(f"    {pointer}\n        wiremock  {shorten(theirs)}\n        ours      {shorten(ours)}")


def shorten(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 400 else text[:400] + "..."


def main():
    options = arguments()
    sys.stdout.reconfigure(line_buffering=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))  # the sides are stopped
    options.folder.mkdir(parents=True, exist_ok=True)
    groups = chosen(corpus.load(), options.only or options.show)
    if options.list:
        for group in groups:
            print("\n".join(step.id for step in group.steps))
        return 0
    if not groups:
        print("ci/compat: nothing has such an id")
        return 2
    wanted = glob(options.show) if options.show else None
    declared = Declarations([]) if options.itself else Declarations.load()
    begin = time.monotonic()
    counts = {True: [0, 0, 0, 0], False: [0, 0, 0, 0]}  # pairs, exchanges: all same declared not
    for step, found, theirs, ours in compare(groups, options):
        if wanted and wanted.fullmatch(step.id):
            show(step, theirs, ours, "wiremock" if options.itself else "wireproof")
        unknown = [each for each in found if not declared.covers(step.id, each, theirs)]
        counted = counts[is_pair(step)]
        counted[0] += 1
        counted[3 if unknown else 2 if found else 1] += 1
        if unknown:
            print(f"DIFFERS {step.id}")
            for each in unknown:
                tell(*each)
    return conclude(counts, declared, bool(options.only or options.show or options.itself), begin)


def conclude(counts, declared, partial, begin):
    stale = [] if partial else declared.stale()
    for sentence in stale:
        print(f"STALE in differences.json: {sentence}")
    unknown = sum(counted[3] for counted in counts.values())
    texts = [f"{all_of} {what}: {same} same, {known} declared, {unknown_of} undeclared"
             for what, (all_of, same, known, unknown_of) in
             (("stub-and-request pairs", counts[True]), ("admin exchanges", counts[False]))]
    verdict = "FAIL" if unknown or stale else "PASS"
    print(f"ci/compat: {verdict}: {'; '.join(texts)}; {len(stale)} stale "
          f"(in {time.monotonic() - begin:.0f} s)")
    return 1 if unknown or stale else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever read has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except sides.Failure as failure:
        print(f"ci/compat: {failure}", file=sys.stderr)
        sys.exit(3)
