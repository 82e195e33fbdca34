"""A hostile client with a password: what it sends, and how each attempt ended."""

import json

from odoo.tools import SQL, mute_logger

QUIET_LOGS = ("odoo.http", "odoo.sql_db", "odoo.addons.base.models", "odoo.models")


class Attacker:
    """Mixed into an ``HttpCase``: signs in, calls, compares, prints the table.

    An attempt is ``(role, what, call)``. It is through when the rows of the tables
    that :meth:`watched_tables` names differ afterwards, or when the call itself says
    so by returning the text ``"THROUGH"``.
    """

    def watched_tables(self):
        raise NotImplementedError

    def post(self, model, method, *args, **kwargs):
        """Return the server's answer to a call from a browser."""
        payload = {
            "jsonrpc": "2.0",
            "params": {
                "model": model,
                "method": method,
                "args": list(args),
                "kwargs": kwargs,
            },
        }
        return self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(payload, default=str),
            headers={"Content-Type": "application/json"},
        ).json()

    def call(self, model, method, *args, **kwargs):
        """Tell whether the server carried out a call."""
        answer = self.post(model, method, *args, **kwargs)
        return "error" not in answer

    def fingerprint(self):
        """Return a digest of each watched table, without who wrote last and when."""
        self.env.flush_all()
        digests = {}
        for table in self.watched_tables():
            query = SQL(
                "SELECT count(*), md5(string_agg((to_jsonb(t) - '{write_uid,write_date,"
                "create_uid,create_date,txid}'::text[])::text, '' ORDER BY id))"
                " FROM %s t",
                SQL.identifier(table),
            )
            digests[table] = self.env.execute_query(query)[0]
        return digests

    def run_attempts(self, attempts, sign_in):
        """Try each; return the rows of the table and those that went through."""
        rows, through, signed_in = [], [], None
        before = self.fingerprint()
        for role, what, attempt in attempts:
            if role != signed_in:
                sign_in(role)
                signed_in = role
            with mute_logger(*QUIET_LOGS):
                answer = attempt()
            self.env.invalidate_all()
            after = self.fingerprint()
            verdict = "refused"
            if after != before or answer == "THROUGH":
                verdict = "THROUGH"
                tables = [name for name in after if after[name] != before[name]]
                through.append(f"{role:<10} {what} {tables}")
            rows.append(f"{role:<10} {what:<64} {verdict}")
            before = after
        print("\n" + "\n".join(rows))
        print(f"{len(rows)} tried, {len(through)} through")
        return rows, through
