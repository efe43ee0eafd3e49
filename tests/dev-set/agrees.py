#!/usr/bin/env python3
"""Whether `tiyao eval` counts what score.py counts: score.py … | agrees.py FIGURES.

FIGURES is what `tiyao eval --format json` gave. Exits 1 where a count differs.
"""
import json
import re
import sys

ROW = re.compile(r'^(\S+)\s+P .*\((\d+) right, (\d+) false, (\d+) missing\)')


def main():
    scored = {row[1]: tuple(map(int, row.groups()[1:])) for row in map(ROW.match, sys.stdin) if row}
    report = json.load(open(sys.argv[1], encoding='utf8'))
    counted = {it['name']: (it['right'], it['false'], it['missing']) for it in report['figures']}
    differing = {name for name in scored.keys() | counted.keys() if scored.get(name) != counted.get(name)}
    for name in sorted(differing):
        print(f'{name}: score.py counts {scored.get(name)}, eval {counted.get(name)}')
    sys.exit(bool(differing) or not scored)


if __name__ == '__main__':
    main()
