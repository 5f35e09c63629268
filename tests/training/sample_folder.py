"""A small data folder in the real layout, drawn by us: every source, a handful of pictures each."""

import gzip
import json
import zipfile
import zlib
from pathlib import Path

import cv2
import numpy as np

from tests.fakes.drawn_letters import draw
from training.datasets.signers import COLUMNS

FRAME_HEIGHT, FRAME_WIDTH, HAND = 120, 160, 60
TRAIN, TEST_SIGNERS = ("Ada", "Bela", "Cleo"), ("ASLExplorer", "davidlee")


def room(signer: str, seed: int) -> np.ndarray:
    """A background of its own for every person: a coarse random pattern, uint8 (120, 160)."""
    rng = np.random.default_rng(zlib.crc32(signer.encode()))
    coarse = rng.integers(20, 120, (12, 16)).astype(np.uint8)
    picture = cv2.resize(coarse, (FRAME_WIDTH, FRAME_HEIGHT), interpolation=cv2.INTER_CUBIC).astype(int)
    noise = np.random.default_rng(seed).normal(0, 3, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def frame(letter: str, signer: str, seed: int) -> tuple[np.ndarray, tuple[float, float, float, float]]:
    """A drawn letter somewhere in a person's room, and its box in fractions."""
    rng = np.random.default_rng([seed, ord(letter)])
    x, y = int(rng.integers(10, FRAME_WIDTH - HAND - 10)), int(rng.integers(10, FRAME_HEIGHT - HAND - 10))
    picture = room(signer, seed)
    picture[y : y + HAND, x : x + HAND] = draw(letter, HAND)
    return picture, (x / FRAME_WIDTH, y / FRAME_HEIGHT, (x + HAND) / FRAME_WIDTH, (y + HAND) / FRAME_HEIGHT)


def landmarks(letter: str, box: tuple[float, float, float, float], seed: int) -> np.ndarray:
    """21 points that spell the letter's number: the same shape every time, placed in the box."""
    shape = np.random.default_rng(ord(letter)).uniform(0, 1, (21, 2))
    shape[0], shape[1] = 0, 1  # so that the points fill the box
    shape = shape + np.random.default_rng(seed).normal(0, 0.01, shape.shape)
    x0, y0, x1, y1 = box
    return np.column_stack([x0 + shape[:, 0] * (x1 - x0), y0 + shape[:, 1] * (y1 - y0), np.zeros(21)])


def write_signers(data: Path, letters: str = "ABC", each: int = 3) -> Path:
    """data/signers with TRAIN and TEST_SIGNERS; one frame of each test signer has no marked hand."""
    folder = data / "signers"
    rows = [",".join(COLUMNS)]
    for signer in (*TRAIN, *TEST_SIGNERS):
        (folder / signer).mkdir(parents=True, exist_ok=True)
        split = "eval" if signer in TEST_SIGNERS else "train"
        for letter in letters:
            for number in range(each):
                picture, box = frame(letter, signer, number)
                name = f"{signer}/{signer}_{letter}_{number:05d}.jpg"
                cv2.imwrite(str(folder / name), picture, [cv2.IMWRITE_JPEG_QUALITY, 95])
                lost = split == "eval" and letter == letters[0] and number == 0
                points = " ".join(f"{v:.4f}" for v in landmarks(letter, box, number).ravel())
                found = ",0.000,," if lost else f"right,0.990,{' '.join(f'{v:.4f}' for v in box)},{points}"
                rows.append(f"{name},{signer},{signer},{letter},{split},frame,160,120,{found}")
    write_index(folder / "index.csv.gz", rows)
    return folder


def write_rendered(folder: Path, letters: str = "AB") -> Path:
    """A finished set of rendered hands: every letter once by three synthetic people of light to dark skin."""
    folder.mkdir(parents=True)
    rows = [",".join((*COLUMNS, "shape", "skin", "seed", "variant", "what"))]
    for number, skin in enumerate((0.1, 0.5, 1.0)):
        for letter in letters:
            picture, box = frame(letter, f"rendered {number}", number)
            name = f"{letter}{number}.jpg"
            cv2.imwrite(str(folder / name), picture)
            place = " ".join(f"{v:.4f}" for v in box)
            rows.append(
                f"{name},synthetic,synthetic-{number:04d},{letter},train,frame,160,120,left,1.000,{place},,"
                f"thin,{skin},7,open,"
            )
    write_index(folder / "index.csv.gz", rows)
    return folder


def write_index(path: Path, rows: list[str]) -> None:
    """A gzipped CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(("\n".join(rows) + "\n").encode()))


def write_negatives(data: Path) -> None:
    """Open hands, an empty room and a digit that is a letter's handshape; horns of a test signer."""
    rows = ["file,source,what,split,kind"]
    for name, what, split, kind in (
        ("Ada", "open_hand", "train", "other_handshape"),
        ("Bela", "no_hand", "train", "no_hand"),
        ("massey", "digit6", "train", "other_handshape"),
        ("ASLExplorer", "horns", "eval", "other_handshape"),
    ):
        file = f"{split}/{name}/{what}_00.jpg"
        (data / "negatives" / file).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(data / "negatives" / file), room(name + what, 50))
        rows.append(f"{file},{name},{what},{split},{kind}")
    (data / "negatives" / "index.csv").write_text("\n".join(rows) + "\n")


DEV = ("Dora", "Emil")


def write_hands(data: Path, letters: str = "ABC") -> Path:
    """data/hands: a training person, people of dev, another handshape, a hand without a letter, and places."""
    folder = data / "hands"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [",".join(("archive", *COLUMNS, "group", "use"))]
    archives: dict[str, dict[str, bytes]] = {}

    def add(use: str, letter: str, signer: str, split: str, seed: int, group: str = "webcam") -> None:
        archive = {"letter": "letters", "nothing": "places"}.get(use, use) + f"-{split}.zip"
        name = f"{signer or 'room'}/{use}_{letter}_{seed}.png"
        picture, box = frame("A" if use == "other" else letter or "A", signer, seed)
        place = ""
        if use == "nothing":
            picture, place = room(signer, seed), ",,"
        else:
            points = " ".join(f"{v:.4f}" for v in landmarks(letter[:1] or "A", box, seed).ravel())
            place = f"0.990,{' '.join(f'{v:.4f}' for v in box)},{points}"
        archives.setdefault(archive, {})[name] = cv2.imencode(".png", picture)[1].tobytes()
        hand = "" if use == "nothing" else "right"
        rows.append(f"{archive},{name},{signer},{signer},{letter},{split},frame,160,120,{hand},{place},{group},{use}")

    for split, people in (("train", ("Finn",)), ("dev", DEV)):
        for signer in people:
            for letter in letters:
                for seed in range(2):
                    add("letter", letter, signer, split, seed)
        add("other", "digit_3", people[0], split, 7)
        add("other", "digit_0", people[0], split, 8)
        add("points", "", people[0], split, 9)
        add("nothing", "", "", split, 11, "rooms")
    add("nothing", "", "Dora", "train", 12, "webcam_empty")  # the room of a person of dev
    write_index(folder / "index.csv.gz", rows)
    (folder / "digits_as_letters.csv").write_text("file,letter\nFinn/other_digit_0_8.png,C\n")
    for archive, files in archives.items():
        with zipfile.ZipFile(folder / archive, "w") as opened:
            for name, content in files.items():
                opened.writestr(name, content)
    return folder


def write_bursts(data: Path) -> None:
    """Two frames of A by Ada's neighbour and by a test signer."""
    for signer in ("BeyundBirthday", "ASLExplorer"):
        folder = data / "bursts" / signer / "A"
        folder.mkdir(parents=True)
        for number in range(2):
            cv2.imwrite(str(folder / f"{number:02d}.jpg"), frame("A", signer, number)[0])


def write_motion(data: Path) -> None:
    """A J in pictures (train) and a Z as .mp4 (eval), with traces of both."""
    folder = data / "motion" / "train" / "Ada" / "J"
    folder.mkdir(parents=True)
    for number in range(3):
        cv2.imwrite(str(folder / f"{number:03d}.jpg"), frame("J", "Ada", number)[0])
    clip = data / "motion" / "eval" / "jbhumika_4" / "Z.mp4"
    clip.parent.mkdir(parents=True)
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter_fourcc(*"mp4v"), 30, (FRAME_WIDTH, FRAME_HEIGHT))
    for number in range(4):
        writer.write(cv2.cvtColor(room("jbhumika_4", number), cv2.COLOR_GRAY2BGR))
    writer.release()
    points = [f"{axis}{index}" for index in range(21) for axis in "xyz"]
    rows = [",".join(["source", "letter", "frame", "detected", "handedness", *points])]
    rows.append(",".join(["Ada", "J", "0", "1", "Left", *["0.5"] * 63]))
    rows.append(",".join(["Ada", "J", "1", "0", "", *[""] * 63]))
    rows.append(",".join(["jb4", "Z", "0", "1", "Left", *["0.25"] * 63]))
    write_index(data / "motion" / "landmark_traces.csv.gz", rows)


def write_report_custom(data: Path, letters: str = "ABT", each: int = 2) -> Path:
    """data/report_custom.zip."""
    path = data / "report_custom.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for letter in letters:
            for number in range(each):
                picture = np.clip(draw(letter).astype(int) + number * 9, 0, 255).astype(np.uint8)
                archive.writestr(f"{letter}/{letter}{number}.jpg", cv2.imencode(".jpg", picture)[1].tobytes())
    return path


def write_session(recordings: Path, signer: str, session: str, letters: str = "AB", **changed: object) -> Path:
    """One session of the capture tool: the letter fills the guide box."""
    folder = recordings / signer / session
    about = {
        "signer": signer,
        "session": session,
        "hand": "left",
        "lighting": "lamp",
        "room": "kitchen",
        "consent": "yes",
        "guide_box": [0.25, 0.25, 0.625, 0.75],
        "camera": "folder:",
        "station_version": "0",
        "started": "2026-01-01T00:00:00Z",
        **changed,
    }
    for letter in [*letters, "nothing"]:
        (folder / letter).mkdir(parents=True)
        picture = room(signer, 1)
        if letter != "nothing":
            picture[30:90, 40:100] = draw(letter, 60)
        cv2.imwrite(str(folder / letter / "0001.png"), picture)
        (folder / letter / "0002.png.part").write_bytes(b"\x89PNG half")
    (folder / "session.json").write_text(json.dumps(about))
    return folder
