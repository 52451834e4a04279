"""How often each criterion is met in the register, by the pure-Python reference: python criteria.py N

Prints COUNTS {"a.skill_grade": {"met": ..., "not_met": ..., "unknown": 0, "not_reached": 0}, ...}. Rule a counts
certificates, c and d persons; the reference judges every criterion of every row, and no fact of the register is blank.
"""

import json
import sys

RULES = {"c": "c", "d_guarantee": "d_guarantee", "d_boost": "d_boost"}


def counts(decisions):
    """Counts of each criterion over explained decisions as `peers.reference.decide` gives them."""
    found = {}
    for decision in decisions:
        judged = [("a", claim["criteria"]) for claim in decision["a"]] + [(r, decision[k]) for r, k in RULES.items()]
        for rule, criteria in judged:
            for name, met in criteria.items():
                count = found.setdefault(f"{rule}.{name}", {"met": 0, "not_met": 0, "unknown": 0, "not_reached": 0})
                count["met" if met else "not_met"] += 1
    return found


if __name__ == "__main__":
    sys.path.insert(0, ".")
    from peers import reference

    people, certificates = reference.load(int(sys.argv[1]))
    cases = zip(people, certificates, strict=True)
    print("COUNTS " + json.dumps(counts(reference.decide(*case) for case in cases)))
