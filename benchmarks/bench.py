"""Measures how fast the live panel answers, against the usual way, in a real lab in a real browser.

Every number is of this run on this machine, so compare them with each other and not with another
run's. The ways take turns, so that whatever else the machine does slows them alike.
"""

import argparse
import json
import os
import platform
import random
import sys
import tempfile
import time
from math import nan
from pathlib import Path
from statistics import mean, median, quantiles

import traces
from hand import ROOT, Panel, open_lab, say
from lessons import LESSONS
from playwright.sync_api import sync_playwright

OURS = ".sc-panel >> nth=0"
NAMES = {
    "there": "this panel, frame there",
    "computed": "this panel, frame computed",
    "naive": "naive: interact, all rebuilt",
    "predict": "naive, with model.predict",
}
LEAST, MOST = 5, 60  # rounds of presses; the first does not count
NOTICED = 100  # ms: a lag under this is not noticed as one


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--json", type=Path, default=ROOT / "build" / "bench.json", help="where the numbers go"
    )
    parser.add_argument(
        "--seconds", type=int, default=75, help="for a visit; then no more rounds of keys are begun"
    )
    parser.add_argument(
        "--visits", nargs="*", choices=LESSONS, default=list(LESSONS), help="which; all for none"
    )
    parser.add_argument(
        "--traces", action="store_true", help="measure traces and failure maps, and no panel"
    )
    options = parser.parse_args()
    if options.traces:
        print(traces.report(traces.measure()))
        return
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    found = {"machine": f"{os.cpu_count()} cores, {system}", "visits": {}}
    for number in options.visits:
        with (
            tempfile.TemporaryDirectory(prefix="bench-") as folder,
            sync_playwright() as playwright,
            open_lab(Path(folder), playwright) as lab,
        ):
            until = time.monotonic() + options.seconds
            visit = measure_lesson(lab, LESSONS[number])
            lab.close()
            measure_ways(lab, f"ways-{number}.ipynb", LESSONS[number], until, visit)
        visit["targets"] = targets(visit)
        found["visits"][number] = visit
        print(report(number, visit, found["machine"]), flush=True)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=1) + "\n")


def measure_start(lab, lesson):
    """Seconds from the start of the server's process to a panel that answers."""
    start = {}
    say("opening the lesson ...")
    lab.show(lesson.notebook)
    if lab.holds_panels(lesson.notebook):
        stored = ours_of(lab, lesson)
        stored.answer("ArrowRight", stored.handle(0))
        start["the stored panel's first answer"] = lab.since_start()
        lab.page.evaluate(
            "() => document.querySelectorAll('.sc-stage').forEach((old) => old.remove())"
        )
    lab.attach()
    say("running the lesson ...")
    lab.run_all()
    lab.page.wait_for_selector(".sc-panel .sc-stage[data-state=shown]")
    start["the first live panel"] = lab.since_start()
    lab.wait_run()
    return start


def ours_of(lab, lesson):
    return Panel(lab, OURS, lesson.axes, lesson.sides)


def choose(lab, control, option):
    """Choose from a list of our panel."""
    lab.page.locator(f"{OURS} >> .sc-control-{control} select").select_option(option)
    lab.page.wait_for_selector(f"{OURS} >> .sc-stage[data-state=shown]")
    lab.settle()


def measure_lesson(lab, lesson):
    """The start; the whole notebook's memory; its panel under a held key and a fast drag."""
    found = {"start": measure_start(lab, lesson), "memory": {"notebook run": lab.resident()}}
    lab.count(lesson.layer)
    panel = ours_of(lab, lesson)
    for choice in lesson.choices:
        choose(lab, *choice)
    say("drawing every size ...")
    lab.fill(lesson)
    found["memory"]["every size seen"] = lab.resident()
    say("holding a key, dragging ...")
    found["held"] = {"there": panel.hold()}
    found["drag"] = {"there": panel.drag()}
    for key in (
        "ArrowLeft",
        "ArrowRight",
    ):  # the way back is over sizes whose neighbours are there as well
        found["revisit"] = summary([panel.step(0, key) for _ in range(5)])
    choose(lab, *lesson.other)
    found["drag"]["computed"] = panel.drag()
    found["memory"]["another choice"] = lab.resident()
    return found


def measure_ways(lab, notebook, lesson, until, found):
    """Add to `found` what each way takes, press by press in turns, from key to painted picture."""
    lab.show(notebook)
    lab.attach()
    lab.run_all()
    lab.wait_run()
    lab.count(lesson.layer)
    ours = ours_of(lab, lesson)
    for choice in lesson.choices:
        choose(lab, *choice)
    ways = ["naive", "predict"][: lab.page.locator(".widget-interact").count()]
    naive = {
        way: Panel(lab, f".widget-interact >> nth={place}", lesson.naive_axes, lesson.sides)
        for place, way in enumerate(ways)
    }
    for lock in ours.root.locator(".sc-control-square input").all():
        lock.uncheck()
    presses = {way: [] for way in ("there", "computed", *naive)}
    chance, size = random.Random(0), [sum(lesson.sides) // 2] * 2
    far = (lesson.sides[1] - lesson.sides[0]) // 6  # not near enough to have been drawn ahead
    for turn in range(LEAST + MOST):
        if turn >= LEAST and time.monotonic() > until:
            break
        say(f"pressing keys: round {turn + 1}")
        axis = turn % 2
        between = range(lesson.sides[0] + 1, lesson.sides[1])
        size[axis] = chance.choice([other for other in between if abs(other - size[axis]) > far])
        back = ours.type_in(axis, size[axis]), ours.step(axis), ours.step(axis, "ArrowLeft")
        for answer in back:
            presses["computed" if answer["asked"] else "there"].append(answer)
        for way, panel in naive.items():
            presses[way].append(panel.type_in(axis, size[axis]))
    say("holding a key, dragging: the naive way ...")
    found["ways"] = {way: summary(answers[1:]) for way, answers in presses.items()}
    found["held"]["naive"] = naive["naive"].hold()
    found["drag"]["naive"] = naive["naive"].drag()


def summary(answers):
    """Of many presses: how long, and what each costs the kernel."""
    times = [answer["ms"] for answer in answers if answer["ms"] is not None]
    return {
        "presses": len(answers),
        "unanswered": len(answers) - len(times),
        "median": median(times or [nan]),
        "p95": quantiles(times, n=20)[-1] if times[1:] else nan,
        "cpu": mean([answer["cpu"] for answer in answers] or [nan]),
        "runs": mean([answer["runs"] for answer in answers] or [nan]),
        "built": sum(answer["built"] for answer in answers),
    }


# --- the report -----------------------------------------------------------------------------------


def targets(found):
    """[{target, wanted, measured, met}]: what the lab promises, on two cores."""
    naive, there, computed = (found["ways"][way] for way in ("naive", "there", "computed"))
    drags = [found["drag"][way] for way in ("there", "computed")]
    rows = (
        ("frame there, median, of naive's", "<=", 0.25, there["median"] / naive["median"]),
        ("frame there, p95, of naive's", "<=", 0.3, there["p95"] / naive["p95"]),
        ("frame computed, median, of naive's", "<=", 0.5, computed["median"] / naive["median"]),
        ("pictures per second, key held", ">=", 60, found["held"]["there"]["pictures"]),
        ("lag after a fast drag, ms", "<=", NOTICED, max(drag["lag"] for drag in drags)),
        ("pictures under another size's sliders", "<=", 0, sum(drag["stale"] for drag in drags)),
        ("presses without an answer", "<=", 0, there["unanswered"] + computed["unanswered"]),
        ("model runs for frames there", "<=", 0, found["revisit"]["runs"]),
        ("models built in callbacks", "<=", 0, there["built"] + computed["built"]),
        ("kernel after the whole notebook, MB", "<=", 750, found["memory"]["notebook run"]),
    )
    met = {"<=": float.__le__, ">=": float.__ge__}
    return [
        {
            "target": name,
            "wanted": f"{sign} {limit}",
            "measured": value,
            "met": met[sign](float(value), float(limit)),
        }
        for name, sign, limit, value in rows
    ]


def report(number, found, machine):
    """All of one visit as a text."""
    naive = found["ways"]["naive"]["median"]
    lines = [
        f"Visit {number}, on {machine}",
        "",
        "From key press to painted picture    presses  median ms  p95 ms  x naive  CPU ms  "
        "model runs  models built",
        *(
            f"{NAMES[way]:<36}{got['presses']:>8}{got['median']:>11.0f}{got['p95']:>8.0f}"
            f"{got['median'] / naive:>9.2f}{got['cpu']:>8.0f}{got['runs']:>12.1f}{got['built']:>14}"
            for way, got in found["ways"].items()
        ),
        "CPU (kernel and server) and model runs are for one press and all that it sets going:",
        "this panel draws the sizes next to it ahead. Where those are there too, a press costs "
        f"{found['revisit']['cpu']:.0f} ms and {found['revisit']['runs']:.1f} model runs.",
        "",
        "Key held                             presses/s  pictures/s",
        *(
            f"{NAMES[way]:<36}{got['presses']:>10.0f}{got['pictures']:>12.1f}"
            for way, got in found["held"].items()
        ),
        "",
        "Fast drag                               lag ms  pictures painted late  "
        "pictures under another size",
        *(
            f"{NAMES[way]:<36}{got['lag']:>10.0f}{got['late']:>23}{got['stale']:>29}"
            for way, got in found["drag"].items()
        ),
        "",
        *(
            f"kernel's memory, {when + ':':<20}{used:>5.0f} MB"
            for when, used in found["memory"].items()
        ),
        *(
            f"from the server's start to {what + ':':<36}{spent:>5.1f} s"
            for what, spent in found["start"].items()
        ),
        "",
        *traces.table(found["targets"]),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
