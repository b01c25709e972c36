"""Who acts: a person, a program or the machine itself, with the roles they hold and where each role reaches.

What an actor may do is the policy's to say; how an actor proved who they are is the edge's.
"""

from typing import Annotated, Literal

import msgspec

Role = Literal[
    "inspector",
    "laboratory-entry",
    "laboratory-verifier",
    "laboratory-signer",
    "disposal-officer",
    "approver",
    "district-office",
    "city-office",
    "department-reporter",
    "reviewer",
    "auditor",
    "system-administrator",
    "security-administrator",
    "local-operator",
]
Channel = Literal["local", "session", "token"]


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """One role, bound to an area and everything below it, or to an organisation's own records, or to both.

    Both None only for `local-operator`, the machine's own operator while there are no accounts, and for the three
    administrations, which concern the installation and no area.
    """

    role: Annotated[Role, msgspec.Meta(description="角色代码")]
    area: Annotated[str | None, msgspec.Meta(description="所授辖区及其下级的区划代码")] = None
    organisation: Annotated[str | None, msgspec.Meta(description="所授机构的代码")] = None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who gives a command. `name` is unique and is what events and the audit trail keep: 张三（zhangsan）.

    `account` is the login name, None for the machine's own operator. `scopes` limits a token to some actions; None
    means everything that the roles allow.
    """

    name: str
    grants: tuple[Grant, ...]
    account: str | None = None
    channel: Channel = "local"
    scopes: frozenset[str] | None = None

    def holds(self, role: Role) -> bool:
        """Whether any grant has this role, wherever it reaches."""
        return any(grant.role == role for grant in self.grants)


LOCAL_OPERATOR = Grant(role="local-operator")
LONGEST_NAME = 100


def spelled(name: str) -> str | None:
    """A name given by hand as it is kept, so that one person is one name: single blanks, none around.

    None where it cannot be one: blank, too long, or with characters that nobody sees.
    """
    told = " ".join(name.split())
    return told if told and len(told) <= LONGEST_NAME and told.isprintable() else None


def local_actor(name: str) -> Actor:
    """The operator of the machine itself, named by hand while no accounts exist; may do everything."""
    return Actor(name=name, grants=(LOCAL_OPERATOR,))
