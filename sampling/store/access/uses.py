"""SQL of one question: when was an account last used?"""

from sqlalchemy import Connection, func, select

from sampling.store.schema.access import api_tokens, sign_ins


def last_uses(connection: Connection) -> dict[str, str]:
    """The moment of the newest use of a session or a token, by account; accounts that were never used are left out."""
    seen = select(sign_ins.c.login, func.max(sign_ins.c.seen_at)).group_by(sign_ins.c.login)
    used = select(api_tokens.c.login, func.max(api_tokens.c.used_at)).group_by(api_tokens.c.login)
    last: dict[str, str] = {}
    for rows in (connection.execute(seen), connection.execute(used)):
        for login, moment in rows:
            if moment is not None and moment > last.get(login, ""):
                last[login] = moment
    return last
