"""The tables, and how a file of an older release becomes one of this."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .errors import ProgressError

# One entry a version: the statements that lead from the version before it. Never edit one that was released.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        # Slots, not people: a colour and an animal.
        "CREATE TABLE learners (slot TEXT PRIMARY KEY, hand TEXT, sessions INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
        # `started` is UTC, NULL when the date was not trusted; `uid` tells sessions of several stations apart.
        """CREATE TABLE sessions (
            uid TEXT PRIMARY KEY, learner TEXT NOT NULL REFERENCES learners ON DELETE CASCADE, number INTEGER NOT NULL,
            mode TEXT NOT NULL, seed TEXT NOT NULL, started TEXT, ended TEXT, score INTEGER
        ) WITHOUT ROWID""",
        """CREATE TABLE reviews (
            session TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, seq INTEGER NOT NULL, letter TEXT NOT NULL,
            outcome TEXT NOT NULL, reason TEXT NOT NULL, rating INTEGER, attempts INTEGER NOT NULL,
            rivals TEXT NOT NULL, hinted INTEGER NOT NULL, new INTEGER NOT NULL, drill INTEGER NOT NULL,
            counted INTEGER NOT NULL, hand TEXT, took_ms INTEGER, at_ms INTEGER NOT NULL, PRIMARY KEY (session, seq)
        ) WITHOUT ROWID""",
        # What is due when: follows from the reviews, kept so that a start need not replay years of them.
        """CREATE TABLE cards (
            learner TEXT NOT NULL REFERENCES learners ON DELETE CASCADE, skill TEXT NOT NULL, letter TEXT NOT NULL,
            card TEXT, gap INTEGER NOT NULL, due_session INTEGER NOT NULL, PRIMARY KEY (learner, skill, letter)
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
        raise ProgressError(f"The progress file has version {before} and this release knows {len(migrations)}; "
                            "install the newer release again, or set practice.progress to another file.")
    for number in range(before, len(migrations)):
        with transaction(db):
            for statement in migrations[number]:
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number + 1}")
    return before
