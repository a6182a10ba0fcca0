"""`directory curator`: who may work at the desk. A password is read from the terminal, never from an argument."""

import argparse
import getpass
import sys
from contextlib import closing
from typing import Any, Final

from directory.model.errors import InputRejected
from directory.services import accounts
from directory.settings import Settings
from directory.store import Store
from directory.store.people import Account, DeskRole

_NEITHER: Final = "the two passwords differ"


def add_curator_commands(commands: Any) -> None:  # noqa: ANN401  # argparse gives its subparsers no public type
    """Add `curator` and what can be done with one."""
    curator = commands.add_parser("curator", help="add, list and change the accounts of the curators' desk")
    actions = curator.add_subparsers(title="actions", required=True, metavar="ACTION")

    add = actions.add_parser("add", help="add an account; its password is asked for, or read from standard input")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--admin", action="store_true", help="may roll back records as well")
    add.add_argument("--subject", default="", metavar="ISSUER|SUB", help="signs in with an identity provider instead")
    add.add_argument("--email", default="", metavar="ADDRESS", help="is told by e-mail what waits for a curator")
    add.set_defaults(command=_add)

    actions.add_parser("list", help="show every account").set_defaults(command=_list)

    disable = actions.add_parser("disable", help="sign an account out and let it do nothing any more")
    disable.add_argument("name", metavar="NAME")
    disable.set_defaults(command=_disable)

    role = actions.add_parser("role", help="give an account another role, from its next action on")
    role.add_argument("name", metavar="NAME")
    role.add_argument("role", choices=[str(role) for role in DeskRole])
    role.set_defaults(command=_role)

    password = actions.add_parser("password", help="give an account another password and sign it out everywhere")
    password.add_argument("name", metavar="NAME")
    password.set_defaults(command=_password)

    email = actions.add_parser("email", help="tell an account by e-mail what waits for a curator, or no more")
    email.add_argument("name", metavar="NAME")
    email.add_argument("email", metavar="ADDRESS", help='"" takes the address away')
    email.set_defaults(command=_email)


def _add(arguments: argparse.Namespace, settings: Settings) -> int:
    role = DeskRole.ADMIN if arguments.admin else DeskRole.CURATOR
    password = "" if arguments.subject else _read_password()
    with closing(Store.open(settings.database)) as store:
        account = accounts.add(
            store,
            arguments.name,
            role=role,
            password=password,
            subject=arguments.subject,
            email=arguments.email,
        )
    return _say(f"added {_described(account)}")


def _list(_arguments: argparse.Namespace, settings: Settings) -> int:
    with closing(Store.open(settings.database)) as store:
        everybody = accounts.everybody(store)
    return _say("\n".join(map(_described, everybody)) or "no account yet; `directory curator add NAME` makes one")


def _disable(arguments: argparse.Namespace, settings: Settings) -> int:
    with closing(Store.open(settings.database)) as store:
        accounts.disable(store, arguments.name)
    return _say("disabled, and signed out everywhere")


def _role(arguments: argparse.Namespace, settings: Settings) -> int:
    with closing(Store.open(settings.database)) as store:
        accounts.set_role(store, arguments.name, DeskRole(arguments.role))
    return _say(f"is {arguments.role} from the next action on")


def _password(arguments: argparse.Namespace, settings: Settings) -> int:
    password = _read_password()
    with closing(Store.open(settings.database)) as store:
        accounts.set_password(store, arguments.name, password)
    return _say("the password is changed, and the account signed out everywhere")


def _email(arguments: argparse.Namespace, settings: Settings) -> int:
    with closing(Store.open(settings.database)) as store:
        account = accounts.set_email(store, arguments.name, arguments.email)
    return _say("is told by e-mail from now on" if account.is_told else "is not told by e-mail any more")


def _read_password() -> str:
    """Read a password: twice and unseen from a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"Password ({accounts.PASSWORD_SHORTEST} characters or more): ")
    if getpass.getpass("Once more: ") != password:
        raise InputRejected(_NEITHER)
    return password


def _described(account: Account) -> str:
    how = " and ".join(
        way for way, is_used in (("password", account.password), ("identity provider", account.subject)) if is_used
    )
    ended = f", disabled {account.disabled_at[:10]}" if account.disabled_at else ""
    told = ", told by e-mail" if account.is_told else ""
    return f"{account.number}  {account.name}, {account.role}, signs in with {how}{told}{ended}"


def _say(text: str) -> int:
    print(text, flush=True)  # noqa: T201  # a command speaks
    return 0
