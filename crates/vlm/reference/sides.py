"""Two programs measured side by side: each does a round when told to, in turn, so that a busy machine slows both.

A side is a child process that speaks lines of JSON: first {"ready": ..., "loaded_mb": m}, then for every line "go" one
answer {"seconds": s, ...}, and for "quit" a last one {"peak_mb": m}. Whatever else it says goes to stderr.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STATE = Path(os.environ.get("VITRINE_STATE", ROOT / ".vitrine"))
THREADS = os.environ.get("BENCH_THREADS", "2")


class Side:
    """One of the programs that are compared."""

    def __init__(self, name, argv):
        threads = {k: THREADS for k in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")}
        self.name = name
        self.process = subprocess.Popen(
            [str(a) for a in argv],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **threads, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"},
        )
        self.ready = self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} ended with status {self.process.wait()}; what it said stands above")
        return json.loads(line)

    def ask(self, word):
        """Sends a word and waits for the answer."""
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return self._answer()

    def go(self):
        """One round."""
        return self.ask("go")

    def quit(self):
        """Ends the process; what it says last."""
        last = self.ask("quit")
        self.process.wait()
        return last


def median(told, key):
    """Of all rounds but the first, which warms up."""
    return statistics.median(t[key] for t in told[1:])


def row(measure, ours, reference, reference_name, unit, n):
    """One line of a benchmark's table; ratio below 1 is in our favour."""
    return {
        "measure": measure,
        "ours": ours,
        "reference": reference,
        "reference_name": reference_name,
        "ratio": ours / reference,
        "unit": unit,
        "n": n,
    }


def report(name, rows, about):
    """Prints the table and writes .vitrine/bench/NAME.json."""
    print(f"\n{about}")
    width = max(len(r["measure"]) for r in rows)
    there = max(len(r["reference_name"]) for r in rows)
    print(f"{'measure':{width}}  {'ours':>9}  {'reference':>9}  {'unit':5}  {'ratio':>5}  {'n':>3}  compared with")
    for r in rows:
        print(
            f"{r['measure']:{width}}  {r['ours']:9.3f}  {r['reference']:9.3f}  {r['unit']:5}  {r['ratio']:5.2f}"
            f"  {r['n']:3}  {r['reference_name']:{there}}"
        )
    out = STATE / "bench" / f"{name}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(rows, indent=1) + "\n")
    print(f"written to {out}")


def machine():
    """The processor and the cores, in words."""
    model = next(
        (l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "unknown processor"
    )
    return f"{model}, {os.cpu_count()} cores, {THREADS} threads a side, load {os.getloadavg()[0]:.1f}"
