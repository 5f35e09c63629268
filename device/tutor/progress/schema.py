"""The tables, and how a file of an older release becomes one of this."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from device.tutor.progress.errors import ProgressError

# One entry a version: the statements that lead from the version before it. Never edit one that was released.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        # Slots, not people: a colour and an animal. The checks are for worn-out cards: SQLite's integrity check looks
        # at them, too, and finds rubbish that happens to keep a page's structure.
        """CREATE TABLE learners (
            slot TEXT PRIMARY KEY CHECK (slot GLOB '[a-z]*-[a-z]*'),
            hand TEXT CHECK (hand IN ('left', 'right')),
            sessions INTEGER NOT NULL DEFAULT 0 CHECK (typeof(sessions) = 'integer' AND sessions >= 0)
        ) WITHOUT ROWID""",
        # `started` is UTC, NULL when the date was not trusted; `uid` tells sessions of several stations apart.
        """CREATE TABLE sessions (
            uid TEXT PRIMARY KEY CHECK (uid NOT GLOB '*[^0-9a-f]*'),
            learner TEXT NOT NULL REFERENCES learners ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (typeof(number) = 'integer' AND number > 0),
            mode TEXT NOT NULL CHECK (mode NOT GLOB '*[^a-z]*'),
            seed TEXT NOT NULL,
            started TEXT CHECK (started IS NULL OR datetime(started) IS NOT NULL),
            ended TEXT CHECK (ended NOT GLOB '*[^a-z]*'),
            score INTEGER CHECK (score IS NULL OR typeof(score) = 'integer')
        ) WITHOUT ROWID""",
        """CREATE TABLE reviews (
            session TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
            seq INTEGER NOT NULL CHECK (typeof(seq) = 'integer' AND seq > 0),
            letter TEXT NOT NULL CHECK (letter GLOB '[A-Z]'),
            outcome TEXT NOT NULL CHECK (outcome IN ('right', 'wrong', 'ungraded')),
            reason TEXT NOT NULL CHECK (reason NOT GLOB '*[^a-z_]*'),
            rating INTEGER CHECK (rating IN (1, 2, 3, 4)),
            attempts INTEGER NOT NULL CHECK (typeof(attempts) = 'integer'),
            rivals TEXT NOT NULL CHECK (rivals NOT GLOB '*[^A-Z]*'),
            hinted INTEGER NOT NULL CHECK (hinted IN (0, 1)),
            new INTEGER NOT NULL CHECK (new IN (0, 1)),
            drill INTEGER NOT NULL CHECK (drill IN (0, 1)),
            counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
            hand TEXT CHECK (hand IN ('left', 'right')),
            took_ms INTEGER CHECK (took_ms IS NULL OR typeof(took_ms) = 'integer'),
            at_ms INTEGER NOT NULL CHECK (typeof(at_ms) = 'integer'),
            PRIMARY KEY (session, seq)
        ) WITHOUT ROWID""",
        # What is due when: follows from the reviews, kept so that a start need not replay years of them.
        """CREATE TABLE cards (
            learner TEXT NOT NULL REFERENCES learners ON DELETE CASCADE,
            skill TEXT NOT NULL CHECK (skill IN ('sign', 'receptive')),
            letter TEXT NOT NULL CHECK (letter GLOB '[A-Z]'),
            card TEXT CHECK (card IS NULL OR json_valid(card)),
            gap INTEGER NOT NULL CHECK (typeof(gap) = 'integer' AND gap > 0),
            due_session INTEGER NOT NULL CHECK (typeof(due_session) = 'integer'),
            PRIMARY KEY (learner, skill, letter)
        ) WITHOUT ROWID""",
        "CREATE INDEX sessions_by_learner ON sessions (learner, number)",
        "INSERT INTO meta VALUES ('generation', '0')",
    ),
)
VERSION = len(MIGRATIONS)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; the disk has it when the body's end is passed."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def version_of(db: sqlite3.Connection) -> int:
    """Version of the schema in a file; 0 for an empty one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> int:
    """Bring a file to the newest version, each step whole or not at all; returns the version it had.

    Raises:
        ProgressError: a newer release made the file.
    """
    before = version_of(db)
    if before > len(migrations):
        raise ProgressError(
            f"The progress file has version {before} and this release knows {len(migrations)}; "
            "install the newer release again, or set practice.progress to another file."
        )
    for number in range(before, len(migrations)):
        with transaction(db):
            for statement in migrations[number]:
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number + 1}")
    return before
