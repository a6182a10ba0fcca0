"""From the desk's use cases to JSON; nothing of a contact but that there is one."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from directory.api.contributing import checked
from directory.catalogue import Catalogue
from directory.model.entry import Entry
from directory.model.errors import NotFound
from directory.model.submission import ProposedLink
from directory.model.web_links import WebLink
from directory.services.bulk import BulkResult
from directory.services.compare import Change
from directory.services.decide import Decided
from directory.services.entries import Done
from directory.services.gaps import GapItem, GapPage, PairPage
from directory.services.outcomes import event_words
from directory.services.review import QueueItem, QueuePage, Review


def queue_page(page: QueuePage) -> dict[str, Any]:
    """Return one page of the queue."""
    return {
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "counts": dict(page.counts),
        "items": [_queued(item) for item in page.items],
    }


def _queued(item: QueueItem) -> dict[str, Any]:
    submission = item.submission
    return {
        "number": submission.number,
        "kind": submission.kind,
        "state": submission.state,
        "title": item.title,
        "target": submission.target_id,
        "place": item.place,
        "received_at": submission.received_at,
        "age_words": item.age_words,
        "version": submission.version,
        "doubles": item.doubles,
    }


def review(found: Review, catalogue: Catalogue) -> dict[str, Any]:
    """Return a submission with everything that a decision needs."""
    submission, current = found.submission, found.checked.current
    told = checked(found.checked)
    return {
        "number": submission.number,
        "kind": submission.kind,
        "state": submission.state,
        "version": submission.version,
        "title": found.title,
        "received_at": submission.received_at,
        "proposal": submission.proposal.model_dump(mode="json"),
        "message": submission.proposal.message,
        "question": submission.question,
        "answer": submission.answer,
        "has_contact": found.has_contact,
        "current": current.initiative.to_row() if current else None,
        "current_revision": current.revision if current else 0,
        "base_revision": submission.base_revision,
        "merged": dict(found.merged.row),
        "conflicts": list(found.merged.conflicts),
        "changed_meanwhile": changes(found.changed_meanwhile),
        "difference": changes(found.difference),
        "links": [_linked(link, catalogue) for link in submission.proposal.links],
        "issues": told["issues"],
        "doubles": told["doubles"],
        "position": told["position"],
        "place_words": found.place,
        "sources": [_web(source) for source in found.sources],
        "website": _web(found.website) if found.website else None,
        "history": [
            {"at": entry.at, "author": entry.author.kind, "words": event_words(entry)} for entry in found.history
        ],
    }


def changes(found: Iterable[Change]) -> list[dict[str, str]]:
    """Return what differs, column by column."""
    return [asdict(change) for change in found]


def decided(done: Decided) -> dict[str, Any]:
    """Return what a decision came to."""
    return {"entry_id": done.entry_id, "decision": done.decision, "next": done.next}


def entry_done(done: Done) -> dict[str, Any]:
    """Return what was done to an entry."""
    return {"entry_id": done.entry_id, "decision": done.decision, "check": done.check}


def bulk(result: BulkResult) -> dict[str, Any]:
    """Return what a bulk edit does, or did."""
    shown = [asdict(change) for change in result.changes]
    return {"total": result.total, "changes": shown, "version": result.version, "decision": result.decision}


def gap_page(page: GapPage) -> dict[str, Any]:
    """Return one page of a work list."""
    return _paged(page, [_gap(item) for item in page.items])


def pair_page(page: PairPage) -> dict[str, Any]:
    """Return one page of likely doubles."""
    items = [{"one": _entry(pair.one), "other": _entry(pair.other), "reasons": pair.reasons} for pair in page.items]
    return _paged(page, items)


def _paged(page: GapPage | PairPage, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"total": page.total, "page": page.page, "pages": page.pages, "items": items}


def _gap(item: GapItem) -> dict[str, Any]:
    return {**_entry(item.entry), "website": _web(item.website) if item.website else None, "note": item.note}


def _entry(entry: Entry) -> dict[str, Any]:
    initiative = entry.initiative
    return {
        "id": initiative.id,
        "name": initiative.name,
        "organisation": list(initiative.organisation),
        "place": entry.place,
        "years": entry.years,
        "last_checked": entry.last_checked.isoformat() if entry.last_checked else None,
    }


def _web(link: WebLink) -> Mapping[str, str]:
    told: Mapping[str, str] = link.model_dump(mode="json")
    return told


def _linked(link: ProposedLink, catalogue: Catalogue) -> dict[str, str]:
    try:
        name = catalogue.get(link.other_id).initiative.name
    except NotFound:
        name = ""
    return {**link.model_dump(), "name": name}
