#!/usr/bin/env python3
"""How many of the entries that a lexicon lacks `tiyao suggest` finds.

Of the entries that occur in a corpus every third is taken out of a lexicon (by an overlay), in a
shuffled order with a fixed seed; what stands among the first 50 and 100 suggestions is counted.

    benches/suggest.py TIYAO CORPUS LEXICON...
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile


def tiyao(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def own_entries(lexicon):
    """The texts of the entries that the shipped pack writes in this lexicon itself."""
    import yaml

    for file in pathlib.Path(__file__).parent.parent.glob("rules/govnews/**/*.yaml"):
        found = (yaml.safe_load(file.read_text()).get("lexicons") or {}).get(lexicon)
        if found:
            entries = found if isinstance(found, list) else found.get("entries", [])
            return {str(next(iter(e)) if isinstance(e, dict) else e) for e in entries}
    sys.exit(f"no lexicon {lexicon}")


def hold_out(program, lexicon, occurring, folder):
    """Writes the overlay that lacks a third. Some choices leave the pack without a value of an
    attribute that its rules ask for; then the next seed is taken."""
    overlay = pathlib.Path(folder)
    overlay.joinpath("pack.yaml").write_text("name: held\nextends: govnews\n")
    for seed in range(1, 100):
        shuffled = occurring[:]
        random.Random(seed).shuffle(shuffled)
        held = set(shuffled[::3])
        change = {"lexicons": {lexicon: {"remove": sorted(held)}}}
        overlay.joinpath("held.yaml").write_text(json.dumps(change, ensure_ascii=False))
        checked = subprocess.run([program, "schema", "--overlay", folder], capture_output=True)
        if not checked.returncode:
            return held
    sys.exit(f"no third of {lexicon} can be spared")


def main(program, corpus, *lexicons):
    for lexicon in lexicons:
        arguments = [f"@{lexicon}", corpus, "--within", "document", "--count"]
        hits = tiyao(program, "find", *arguments, "--limit", "0", "--format", "json")
        count = {hit["text"]: hit["hits"] for hit in hits["counts"]}
        with tempfile.TemporaryDirectory() as folder:
            held = hold_out(program, lexicon, sorted(own_entries(lexicon) & count.keys()), folder)
            for flags in ([], ["--longer"]):
                found = tiyao(program, "suggest", corpus, "--lexicon", lexicon, "--overlay", folder,
                              "--limit", "100", "--sample", "0", "--format", "json", *flags)
                words = [candidate["text"] for candidate in found["candidates"]]
                often = {word for word in held if count[word] >= 10}
                row = [len(held), len(held & set(words[:50])), len(held & set(words)),
                       len(often), len(often & set(words[:50])), len(often & set(words))]
                print(lexicon, " ".join(flags) or "-", *row, sep="\t", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
