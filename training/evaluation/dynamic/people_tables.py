"""Tables of J and Z by many people, as Markdown."""

from device.alphabet import DYNAMIC_LETTERS
from training.evaluation.dynamic.people import PeopleScore


def people_table(found: dict[str, dict[str, PeopleScore]]) -> str:
    """Return two tables as Markdown: the figures of the targets, and the recall of each person."""
    rows = [
        "| traces of people | detector | J | Z | small J, Z | Z path, other handshape | false | minutes | in 30 min |",
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for way, scores in found.items():
        for name, score in scores.items():
            shown = [
                f"{score.recall('J'):.3f}",
                f"{score.recall('Z'):.3f}",
                f"{score.small[0]}/{score.small[1]}",
                f"{score.swapped[0]}/{score.swapped[1]} = {score.swapped[0] / max(score.swapped[1], 1):.1%}",
                str(len(score.false)),
                f"{score.minutes:.1f}",
                f"{score.false_in_30_min:.1f}",
            ]
            rows.append(f"| {way} | {name} | {' | '.join(shown)} |")
    return "\n".join([*rows, "", *_each_person(found)]) + "\n"


def _each_person(found: dict[str, dict[str, PeopleScore]]) -> list[str]:
    """Return a row for each person and letter: read in each way, one figure for each detector."""
    first = next(iter(next(iter(found.values())).values()))
    rows = [f"| person | letter | {' | '.join(found)} |", f"| --- | --- | {' | '.join('--:' for _ in found)} |"]
    for letter in DYNAMIC_LETTERS:
        for person in sorted(first.read[letter]):
            cells = [" ".join(_share(score, letter, person) for score in scores.values()) for scores in found.values()]
            rows.append(f"| {person} | {letter} | {' | '.join(cells)} |")
    return rows


def _share(score: PeopleScore, letter: str, person: str) -> str:
    read, performed = score.read[letter][person]
    return f"{read}/{performed}"
