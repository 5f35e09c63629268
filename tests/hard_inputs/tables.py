"""Tables: exported progress, and pixels of pictures."""

from collections.abc import Iterator
from pathlib import Path

from tests.hard_inputs.files import Input, file_inputs


def progress_table(sign: str = ",") -> bytes:
    """Return an exported table with 3 sessions of 4 answers."""
    from device.settings import LEARNERS, MODES  # the training environment has no tutor
    from device.tutor.progress.transfer import COLUMNS

    lines = [sign.join(COLUMNS)]
    for session in range(3):
        for seq in range(4):
            values = {
                "session": f"{session + 1:016x}",
                "learner": LEARNERS[session % 2],
                "number": session + 1,
                "mode": MODES[0],
                "seed": f"{session}/1",
                "started": f"2026-01-0{session + 1}T10:00:00+00:00",
                "ended": "finished",
                "score": "",
                "seq": seq + 1,
                "letter": "ABCD"[seq],
                "outcome": "right" if seq else "wrong",
                "reason": "match",
                "rating": 3 if seq else 1,
                "attempts": 1,
                "rivals": "" if seq else "S",
                "hinted": 0,
                "new": int(session == 0),
                "drill": 0,
                "counted": 1,
                "hand": "right",
                "took_ms": 1500,
                "at_ms": 2000 * seq,
            }
            lines.append(sign.join(str(values[name]) for name in COLUMNS))
    return ("\r\n".join(lines) + "\r\n").encode()


def progress_tables(folder: Path) -> Iterator[Input]:
    """Yield exported tables as people, clocks and spreadsheets leave them."""
    text = progress_table()
    yield from file_inputs(folder, ".csv", text)
    for label, data in {
        "semicolons": progress_table(";"),
        "tabs": progress_table("\t"),
        "quotes round every cell": b"\r\n".join(
            b",".join(b'"' + cell + b'"' for cell in line.split(b",")) for line in text.split(b"\r\n")[:-1]
        ),
        "session numbers as a spreadsheet shows them": text.replace(b"000000000000000", b""),
        "the year 1": text.replace(b"2026-01-01T10:00:00+00:00", b"0001-01-01T00:00:00+10:00"),
        "the year 9999": text.replace(b"2026-01-01T10:00:00+00:00", b"9999-12-31T23:59:59-10:00"),
        "a field of 200,000 signs": text.replace(b"finished", b"f" * 200_000, 1),
    }.items():
        path = folder / f"{label.replace(' ', '-')}.csv"
        path.write_bytes(data)
        yield label, str(path)


def pixel_tables(folder: Path) -> Iterator[Input]:
    """Yield tables of pixels."""
    from training.datasets.sign_mnist_csv import HEADER

    rows = [HEADER, *(",".join([str(label), *["7"] * 784]) for label in (0, 1, 24))]
    text = ("\n".join(rows) + "\n").encode()
    yield from file_inputs(folder, ".csv", text)
    for label, data in {
        "semicolons": text.replace(b",", b";"),
        "tabs": text.replace(b",", b"\t"),
        "a number of 5,000 digits": text.replace(b",7\n", b"," + b"9" * 5000 + b"\n", 1),
    }.items():
        path = folder / f"{label.replace(' ', '-').replace(',', '')}.csv"
        path.write_bytes(data)
        yield label, str(path)
