"""Adds up what the runs have sent, and ends with 1 when that is less than wanted.

    tell.py LEAST COUNTS_FILE…
"""

import json
import sys
from collections import Counter

least, sent, sent_back, answers = int(sys.argv[1]), Counter(), Counter(), {}
for file in sys.argv[2:]:
    with open(file, encoding="utf-8") as counts:
        counts = json.load(counts)
    sent.update(counts["sent"])
    sent_back.update(counts["sent_back"])
    for name, seen in counts["answers"].items():
        answers.setdefault(name, Counter()).update(seen)
total = sum(sent.values())
statuses = Counter()
for seen in answers.values():
    statuses.update(seen)
reached = [name for name, seen in answers.items() if any(status < "4" for status in seen)]
print("by phase:", ", ".join(f"{phase} {count}" for phase, count in sorted(sent.items())))
print("by status:", ", ".join(f"{status} {count}" for status, count in sorted(statuses.items())))
print(f"{total} cases; {len(reached)} of {len(answers)} operations answered with success at least once")
for why, count in sent_back.most_common(5):
    print(f"the stage could not be set again {count} times: {why}")
print("never:", ", ".join(sorted(set(answers) - set(reached))))
if total < least:
    print(f"fewer than {least} cases")
    sys.exit(1)
