"""Draws the learning curve of a loop's report.

    curve.py LOOP_JSON OUT_SVG

The loop's own run stands for all its training triplets, each run of "also" with {"first": n} for the first n of them.
Prints the figures as a table, too.
"""

import json
import sys
from html import escape

WIDE, HIGH = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 56, 150, 48, 52
# Lines told apart by shape and word, not by colour alone: (key, words, colour, dash, mark).
LINES = [
    ("decision_accuracy", "text", "#1f5fa8", "", "circle"),
    ("head_decision_accuracy", "region head", "#8a4b08", "7 4", "square"),
]


def points(report):
    """(training triplets, measured) in order, the base at 0."""
    of = [(a["settings"]["first"], a["after"]) for a in report["also"] if list(a["settings"]) == ["first"]]
    of.append((report["training_triplets"], report["after"]))
    return [(0, report["before"])] + sorted(of, key=lambda p: p[0])


def draw(report, of):
    most = max(n for n, _ in of)
    x = lambda n: LEFT + n / most * (WIDE - LEFT - RIGHT)
    y = lambda share: HIGH - BOTTOM - share * (HIGH - TOP - BOTTOM)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="system-ui, sans-serif" '
        f'font-size="13" role="img" aria-labelledby="t">',
        f'<title id="t">Decisions right on {report["held_out_items"]} held-out items, by triplets learnt from</title>',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
        f'<text x="{LEFT}" y="26" font-size="15" font-weight="600" fill="#1b1f24">Decisions right on '
        f'{report["held_out_items"]} held-out items (seed {report["seed"]})</text>',
    ]
    for share in (0, 0.25, 0.5, 0.75, 1):
        out.append(f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y(share):.1f}" y2="{y(share):.1f}" stroke="#e3e6ea"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(share) + 4:.1f}" text-anchor="end" fill="#57606a">{share:.0%}</text>')
    for n, _ in of:
        out.append(f'<text x="{x(n):.1f}" y="{HIGH - BOTTOM + 20}" text-anchor="middle" fill="#57606a">{n}</text>')
    middle = LEFT + (WIDE - LEFT - RIGHT) / 2
    out.append(f'<text x="{middle}" y="{HIGH - 12}" text-anchor="middle" fill="#57606a">triplets learnt from</text>')
    base = report["commonest_answer_accuracy"]
    out.append(
        f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y(base):.1f}" y2="{y(base):.1f}" stroke="#57606a" '
        f'stroke-dasharray="2 4"/><text x="{WIDE - RIGHT + 10}" y="{y(base) + 4:.1f}" fill="#57606a">commonest answer</text>'
    )
    ends = []
    for key, words, colour, dash, mark in LINES:
        line = " ".join(f"{x(n):.1f},{y(m[key]):.1f}" for n, m in of)
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>')
        for n, m in of:
            at = (x(n), y(m[key]))
            out.append(
                f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="4" fill="{colour}"/>'
                if mark == "circle"
                else f'<rect x="{at[0] - 4:.1f}" y="{at[1] - 4:.1f}" width="8" height="8" fill="{colour}"/>'
            )
        ends.append([y(of[-1][1][key]) + 4, f"{words} {of[-1][1][key]:.1%}", colour])
    # Labels at the lines' ends, a line's height apart.
    ends.sort()
    for above, below in zip(ends, ends[1:]):
        below[0] = max(below[0], above[0] + 17)
    for at, words, colour in ends:
        out.append(f'<text x="{WIDE - RIGHT + 10}" y="{at:.1f}" fill="{colour}" font-weight="600">{escape(words)}</text>')
    return "\n".join(out + ["</svg>", ""])


def main():
    report = json.load(open(sys.argv[1]))
    of = points(report)
    with open(sys.argv[2], "w") as f:
        f.write(draw(report, of))
    print(f"{'triplets':>8}{'text':>9}{'head':>9}{'F1@0.5':>9}")
    for n, m in of:
        print(f"{n:>8}{m['decision_accuracy']:>9.1%}{m['head_decision_accuracy']:>9.1%}{m['region_f1_50']:>9.3f}")
    print(f"{sys.argv[2]} drawn; {report['machine']}")


main()
