"""Tables of the progress file, and migrations from older versions."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from device.tutor.progress.errors import ProgressError

# One entry per version: the statements that lead from the version before it. Do not edit a released one.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        # A slot is a colour and an animal, not a person's name. The checks are for failing SD cards: SQLite's
        # integrity check includes them, and so detects damage that keeps a page's structure intact.
        """CREATE TABLE learners (
            slot TEXT PRIMARY KEY CHECK (slot GLOB '[a-z]*-[a-z]*'),
            hand TEXT CHECK (hand IN ('left', 'right')),
            sessions INTEGER NOT NULL DEFAULT 0 CHECK (typeof(sessions) = 'integer' AND sessions >= 0)
        ) WITHOUT ROWID""",
        # `started` is UTC, NULL if the date was not trusted; `uid` is unique across stations.
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
        # The cards follow from the reviews; they are stored so that a start need not replay years of them.
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
    (
        # Numbers are signs of their own: “0” is not “O”. SQLite can change a check only with a new table.
        """CREATE TABLE reviews_2 (
            session TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
            seq INTEGER NOT NULL CHECK (typeof(seq) = 'integer' AND seq > 0),
            letter TEXT NOT NULL CHECK (letter GLOB '[A-Z0-9]'),
            outcome TEXT NOT NULL CHECK (outcome IN ('right', 'wrong', 'ungraded')),
            reason TEXT NOT NULL CHECK (reason NOT GLOB '*[^a-z_]*'),
            rating INTEGER CHECK (rating IN (1, 2, 3, 4)),
            attempts INTEGER NOT NULL CHECK (typeof(attempts) = 'integer'),
            rivals TEXT NOT NULL CHECK (rivals NOT GLOB '*[^A-Z0-9]*'),
            hinted INTEGER NOT NULL CHECK (hinted IN (0, 1)),
            new INTEGER NOT NULL CHECK (new IN (0, 1)),
            drill INTEGER NOT NULL CHECK (drill IN (0, 1)),
            counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
            hand TEXT CHECK (hand IN ('left', 'right')),
            took_ms INTEGER CHECK (took_ms IS NULL OR typeof(took_ms) = 'integer'),
            at_ms INTEGER NOT NULL CHECK (typeof(at_ms) = 'integer'),
            PRIMARY KEY (session, seq)
        ) WITHOUT ROWID""",
        "INSERT INTO reviews_2 SELECT * FROM reviews",
        "DROP TABLE reviews",
        "ALTER TABLE reviews_2 RENAME TO reviews",
        """CREATE TABLE cards_2 (
            learner TEXT NOT NULL REFERENCES learners ON DELETE CASCADE,
            skill TEXT NOT NULL CHECK (skill IN ('sign', 'receptive')),
            letter TEXT NOT NULL CHECK (letter GLOB '[A-Z0-9]'),
            card TEXT CHECK (card IS NULL OR json_valid(card)),
            gap INTEGER NOT NULL CHECK (typeof(gap) = 'integer' AND gap > 0),
            due_session INTEGER NOT NULL CHECK (typeof(due_session) = 'integer'),
            PRIMARY KEY (learner, skill, letter)
        ) WITHOUT ROWID""",
        "INSERT INTO cards_2 SELECT * FROM cards",
        "DROP TABLE cards",
        "ALTER TABLE cards_2 RENAME TO cards",
    ),
)
VERSION = len(MIGRATIONS)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Run the body as one transaction. Committed and synced when the block ends, rolled back on any exception."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def version_of(db: sqlite3.Connection) -> int:
    """Return the schema version of a file, 0 if it is empty."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> int:
    """Migrate a file to the newest version, each step in one transaction; returns the version it had.

    Raises:
        ProgressError: a newer version of this program wrote the file.
    """
    before = version_of(db)
    if before > len(migrations):
        raise ProgressError(
            f"The progress file has version {before} and this release knows {len(migrations)}; "
            "install the newer release again, or set practice.progress to another file."
        )
    for number in range(before, len(migrations)):
        with transaction(db):
            if version_of(db) > number:
                continue  # another program has just done it
            for statement in migrations[number]:
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number + 1}")
    return before
