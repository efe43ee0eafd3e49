#!/usr/bin/env python3
"""Hold the development set's figures against the recorded floors.

floors.py DEV_SET OUT_DIR [--record]: DEV_SET holds articles, gold and score.py; OUT_DIR
what `tiyao extract --format json` gave for the articles. Written articles (seed, a*, b*)
and real ones (c*) have floors of their own. Exits 1 where a figure lies below its floor;
--record writes the present figures down as the new floors.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FLOORS = pathlib.Path(__file__).with_name('floors.json')
ROW = re.compile(r'^(\S+)\s+P [\d.]+\s+R [\d.]+\s+F1 ([\d.]+)')
SETS = {'written': lambda stem: not stem.startswith('c'), 'real': lambda stem: stem.startswith('c')}


def figures(dev_set, out, chosen):
    """F1 for each kind of record over the articles that `chosen` picks."""
    with tempfile.TemporaryDirectory() as folder:
        for gold in (dev_set / 'gold').glob('*.json'):
            if chosen(gold.stem):
                shutil.copy(gold, folder)
        told = subprocess.run([sys.executable, dev_set / 'score.py', folder, out],
                              check=True, capture_output=True, text=True).stdout
    return {row[1]: float(row[2]) for row in map(ROW.match, told.splitlines()) if row}


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith('--')]
    dev_set, out = map(pathlib.Path, arguments)
    found = {name: figures(dev_set, out, chosen) for name, chosen in SETS.items()}
    if '--record' in sys.argv:
        FLOORS.write_text(json.dumps(found, indent=1) + '\n')
    floors = json.loads(FLOORS.read_text())
    below = 0
    for name, kinds in floors.items():
        for kind, floor in kinds.items():
            figure = found[name].get(kind, 0.0)
            mark = '' if figure >= floor else '  BELOW'
            below += bool(mark)
            print(f'{name:8} {kind:20} {figure:.3f}  floor {floor:.3f}{mark}')
    sys.exit(below > 0)


if __name__ == '__main__':
    main()
