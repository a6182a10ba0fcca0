"""Check a proposal by the model's own rules, and say what it would become; nothing is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from directory.geocoding import Locator
from directory.model.entry import Position
from directory.model.initiative import COLUMNS, TEXTS, Initiative, parse_initiative
from directory.model.issues import Issue, Severity, excerpt
from directory.model.link import Link, parse_link
from directory.model.submission import LINK_LIMIT, Proposal, ProposedLink, SubmissionKind
from directory.services.compare import Change, difference
from directory.services.doubles import Double, doubles
from directory.services.free_text import addresses_in, message_issues
from directory.services.pin import doubt_about_country
from directory.services.ports import Contributing
from directory.services.slugs import free_id, is_well_formed
from directory.store import directory as published
from directory.store.directory import Stored

PROPOSED: Final[tuple[str, ...]] = tuple(column for column in COLUMNS if column not in {"id", "added", "updated"})
"""The columns that a proposal may state; the directory sets the others."""
ADDRESSES_IN_TEXTS: Final = 3
"""How many web addresses name, summary and the like may hold together; websites and sources have their own fields."""
_DESCRIBING: Final = frozenset({SubmissionKind.NEW, SubmissionKind.CORRECTION})
"""The kinds that state an initiative."""
_MESSAGES: Final = {SubmissionKind.REMOVAL: "say why it should go", SubmissionKind.REPORT: "say what is wrong"}
"""The kinds that need a message."""
_LINK_KEYS: Final = {"source_id": "other_id", "target_id": "other_id"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found about a proposal."""

    issues: tuple[Issue, ...]
    """`column` is the dotted place, like `initiative.name` or `links.0.other_id`."""
    initiative: Initiative | None
    """What it would become, a new one under a preliminary id; None when it cannot, and for a removal or report."""
    links: tuple[Link, ...]
    position: Position | None
    """Where it would be drawn, as far as the place is clear; street addresses are looked up only on acceptance."""
    doubles: tuple[Double, ...]
    difference: tuple[Change, ...]
    current: Stored | None
    """What is published of the target."""

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that must be mended first."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)


def check(services: Contributing, proposal: Proposal) -> Checked:
    """Check a proposal, collecting every issue.

    Raises:
        TryLater: The store does not answer.
    """
    with services.store.read() as connection:
        current, issues = _target(connection, proposal)
        known = _known_ids(connection, proposal)
        own_id = current.initiative.id if current else free_id(connection, proposal.initiative.get("name", ""))
        linked = published.links_of(connection, own_id) if current and proposal.links else []
    issues += message_issues(proposal.message, column="message", required=_MESSAGES.get(proposal.kind, ""))
    if proposal.kind not in _DESCRIBING:
        return _plain(proposal, current, [*issues, *_surplus(proposal)])
    initiative, found = _initiative(proposal, own_id, current)
    links, link_issues = _links(proposal, own_id, known, linked)
    issues += [*found, *link_issues]
    likely = initiative or _likely(proposal, own_id, found)
    position = Locator(services.gazetteer).locate(likely) if likely else None
    issues += _pin_issues(services, likely)
    before = current.initiative.to_row() if current else None
    changes = difference(before, _comparable(proposal, initiative))
    if current and not changes and not proposal.links and not proposal.message.strip():
        hint = "nothing differs from what is published; change something, or say in the message what you confirm"
        issues.append(Issue(code="no-change", hint=hint, column="initiative"))
    return Checked(
        issues=tuple(issues),
        initiative=initiative,
        links=tuple(links),
        position=position,
        doubles=doubles(services.catalogue, proposal.initiative, position, own_id=own_id if current else ""),
        difference=tuple(changes),
        current=current,
    )


def _plain(proposal: Proposal, current: Stored | None, issues: list[Issue]) -> Checked:
    gone = proposal.kind is SubmissionKind.REMOVAL and current
    changes = difference(current.initiative.to_row(), None) if gone and current else []
    return Checked(
        issues=tuple(issues),
        initiative=None,
        links=(),
        position=None,
        doubles=(),
        difference=tuple(changes),
        current=current,
    )


def _target(connection: Connection, proposal: Proposal) -> tuple[Stored | None, list[Issue]]:
    id_ = proposal.target
    if proposal.kind is SubmissionKind.NEW:
        hint = "a new entry changes no other; leave this blank, or suggest a correction"
        return None, [Issue(code="not-asked", hint=hint, column="target", value=excerpt(id_))] if id_ else []
    current = published.get(connection, id_) if is_well_formed(id_) else None
    if current is None:
        hint = _who_is_missing(connection, id_) if id_ else "say which entry this is about, by its id"
        return None, [Issue(code="unknown-id" if id_ else "required", hint=hint, column="target", value=excerpt(id_))]
    if proposal.kind is SubmissionKind.CORRECTION and proposal.base_revision != current.revision:
        hint = "the entry has changed since you opened it; look at the difference before you send"
        issue = Issue(code="changed-meanwhile", hint=hint, column="base_revision", severity=Severity.WARNING)
        return current, [issue]
    return current, []


def _who_is_missing(connection: Connection, id_: str) -> str:
    into = published.alias_of(connection, id_) if is_well_formed(id_) else None
    return f"this entry is now part of {into}; name that one" if into else "no entry with this id is published"


def _known_ids(connection: Connection, proposal: Proposal) -> dict[str, str]:
    """Return for each entry that a link names why it cannot be linked to; empty when it can."""
    others = {link.other_id.strip() for link in proposal.links[:LINK_LIMIT]}
    return {
        id_: "" if is_well_formed(id_) and published.get(connection, id_) else _who_is_missing(connection, id_)
        for id_ in others
    }


def _surplus(proposal: Proposal) -> Iterator[Issue]:
    for column, stated in (("initiative", proposal.initiative), ("links", proposal.links)):
        if stated:
            hint = f"a {proposal.kind} states none; to change the entry, suggest a correction"
            yield Issue(code="not-asked", hint=hint, column=column)


def _initiative(proposal: Proposal, own_id: str, current: Stored | None) -> tuple[Initiative | None, list[Issue]]:
    cells = {column: proposal.initiative[column] for column in PROPOSED if column in proposal.initiative}
    kept = current.initiative.to_row() if current else {}
    dates = {column: kept.get(column, "") for column in ("added", "updated")}
    initiative, found = parse_initiative({"id": own_id, "name": "", **cells, **dates})
    issues = [issue.model_copy(update={"column": f"initiative.{issue.column}"}) for issue in found]
    issues += _column_issues(proposal)
    addresses = sum(addresses_in(cells.get(column, "")) for column in TEXTS if column != "sources")
    if addresses > ADDRESSES_IN_TEXTS:
        hint = f"leave {ADDRESSES_IN_TEXTS} web addresses or fewer in the texts; websites and sources have fields"
        issues.append(Issue(code="too-many-addresses", hint=hint, column="initiative.summary"))
    has_errors = any(issue.severity is Severity.ERROR for issue in issues)
    return None if has_errors else initiative, issues


def _column_issues(proposal: Proposal) -> Iterator[Issue]:
    for column in proposal.initiative:
        if column not in PROPOSED:
            is_ours = column in COLUMNS
            code, hint = (
                ("not-asked", "leave it out; the directory sets it") if is_ours else ("unknown-column", "leave it out")
            )
            yield Issue(code=code, hint=hint, column=f"initiative.{excerpt(column)}")
    missing = [column for column in PROPOSED if column not in proposal.initiative]
    if proposal.kind is SubmissionKind.CORRECTION and missing:
        hint = f"a correction states the whole row, blank cells too; missing: {', '.join(missing)}"
        yield Issue(code="missing-columns", hint=hint, column="initiative")


def _likely(proposal: Proposal, own_id: str, issues: list[Issue]) -> Initiative | None:
    """Read what is good of a proposal, so that place and doubles show while the rest is still wrong."""
    wrong = {issue.column.removeprefix("initiative.") for issue in issues if issue.severity is Severity.ERROR}
    good = {column: cell for column, cell in proposal.initiative.items() if column in PROPOSED and column not in wrong}
    if not wrong.isdisjoint({"latitude", "longitude"}):
        good |= {"latitude": "", "longitude": ""}
    return parse_initiative({"name": "?", **good, "id": own_id})[0]


def _pin_issues(services: Contributing, initiative: Initiative | None) -> Iterator[Issue]:
    if initiative is None or initiative.coordinates is None or initiative.country is None:
        return
    hint = doubt_about_country(services.gazetteer, initiative.coordinates, country=initiative.country)
    if hint:
        yield Issue(code="outside-country", hint=hint, column="initiative.latitude", severity=Severity.WARNING)


def _comparable(proposal: Proposal, initiative: Initiative | None) -> dict[str, str]:
    """Return the row to compare: as the model writes it, or as it was typed while something is wrong with it."""
    return initiative.to_row() if initiative else dict(proposal.initiative)


def _links(
    proposal: Proposal, own_id: str, known: dict[str, str], linked: list[Link]
) -> tuple[list[Link], list[Issue]]:
    if len(proposal.links) > LINK_LIMIT:
        hint = f"propose {LINK_LIMIT} links or fewer at once"
        return [], [Issue(code="too-many", hint=hint, column="links")]
    seen = {published.link_key(link) for link in linked}
    links, issues = list[Link](), list[Issue]()
    for number, proposed in enumerate(proposal.links):
        link, found = _link(proposed, own_id, known)
        if link and published.link_key(link) in seen:
            hint = "this link is there already; leave it out"
            link, found = None, [Issue(code="duplicate-link", hint=hint, column="other_id")]
        issues += [issue.model_copy(update={"column": f"links.{number}.{issue.column}"}) for issue in found]
        if link:
            seen.add(published.link_key(link))
            links.append(link)
    return links, issues


def _link(proposed: ProposedLink, own_id: str, known: dict[str, str]) -> tuple[Link | None, list[Issue]]:
    cells = proposed.model_dump(exclude={"other_id", "direction"})
    ends = [own_id, proposed.other_id]
    if proposed.direction == "in":
        ends.reverse()
    link, found = parse_link({**cells, "source_id": ends[0], "target_id": ends[1]})
    issues = [issue.model_copy(update={"column": _LINK_KEYS.get(issue.column, issue.column)}) for issue in found]
    if proposed.direction not in {"in", "out"}:
        issues.append(Issue(code="unknown-value", hint="use one of: out; in", column="direction"))
    other = proposed.other_id.strip()
    if (why := known[other]) and other:
        issues.append(Issue(code="unknown-id", hint=why, column="other_id", value=excerpt(other)))
    return None if issues else link, issues
