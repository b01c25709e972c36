"""Who acts: the one place that makes an actor of a request or of a command line's `--actor`.

While there are no accounts, whoever reaches this machine is its own operator and may give any name; who says nothing
acts as 本机.
"""

from urllib.parse import unquote

from sqlalchemy import Engine

from api.refusals import ActorUnreadable
from api.settings import LOCAL_ACTOR
from domain.access.actor import Actor, local_actor, spelled


def requester(engine: Engine, header: str | None) -> Actor:
    """Who gives a request, by its header X-Actor. Raises `ActorUnreadable`."""
    if header is None:
        return local_actor(LOCAL_ACTOR)
    try:
        name = spelled(unquote(header, errors="strict"))
    except UnicodeDecodeError:
        raise ActorUnreadable from None
    if name is None:
        raise ActorUnreadable
    return local_actor(name)


def operator(engine: Engine, name: str) -> Actor:
    """Who gives a command on the command line."""
    return local_actor(name)
