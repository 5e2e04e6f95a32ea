"""Generation measured: broken ads and diversity over made-up briefs, seconds, and the bandit's regret against chance.

python -m benchmarks.generation [--briefs 1000] [--out generation.json]
"""

import argparse
import json
from pathlib import Path
from statistics import mean

from ml.generation.evaluate import measure_grammar, measure_regret
from ml.registry import find_shipped


def main() -> None:
    """Measure, print a table, and write JSON where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=1000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    grammar = measure_grammar(range(options.briefs), find_shipped)
    rows = [measure_regret(seed) for seed in range(10)]
    regret = {name: round(mean(row[name] for row in rows), 3) for name in rows[0]}
    found = {**grammar, **regret}
    for name, value in found.items():
        print(f"{name:20} {value:>12}")
    print("regret: clicks lost per 1,000 impressions against the best frames, mean of 10 simulations")
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
