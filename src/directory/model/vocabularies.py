"""The controlled words, each defined once: values, labels, colours, marker shapes, order.

Every form, filter, legend, import and API reads these. `docs/vocabularies.md` lists them for people.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict


class Programme(StrEnum):
    """The collection an initiative belongs to."""

    BADGE_THE_WORLD = "Badge the World"
    CITIES_OF_LEARNING = "Cities of Learning"
    RECONNECT_LEARNING = "Reconnect Learning"
    BADGES_FOR_LIFELONG_LEARNING = "Badges for Lifelong Learning"
    PARTICIPATING_ISSUERS = "Participating issuers"
    INDEPENDENT = "Independent"


class Sector(StrEnum):
    """The field an initiative works in; exactly one, or not stated."""

    HIGHER_EDUCATION = "Higher education"
    SCHOOLS = "Schools"
    AFTER_SCHOOL = "After-school and youth"
    PROFESSIONAL_TRAINING = "Professional training"
    EMPLOYERS = "Employers and workforce"
    LIBRARIES = "Libraries and museums"
    CITY_WIDE = "City-wide"
    TECHNOLOGY = "Technology and platforms"
    NON_PROFIT = "Non-profit and community"
    RESEARCH = "Research and policy"


class Role(StrEnum):
    """What an initiative does with badges; any number of them."""

    CREATE = "create"
    ISSUE = "issue"
    DISPLAY = "display"
    RECOGNISE = "recognise"
    RESEARCH = "research"
    JOIN = "join"
    HOST = "host"


class Status(StrEnum):
    """Whether an initiative runs, as far as its sources say."""

    PLANNED = "planned"
    ACTIVE = "active"
    ENDED = "ended"
    UNKNOWN = "unknown"


class PlaceKind(StrEnum):
    """What the stated place means for the initiative."""

    AREA = "area"
    SEAT = "seat"
    ONLINE = "online"


class Precision(StrEnum):
    """How exact coordinates are, from the finest to the coarsest."""

    EXACT = "exact"
    ADDRESS = "address"
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"


class Relation(StrEnum):
    """How one initiative relates to another; read from source to target."""

    PART_OF = "part_of"
    PARTNER_OF = "partner_of"
    FUNDED_BY = "funded_by"
    RUNS_ON = "runs_on"
    SUCCEEDED_BY = "succeeded_by"
    CASE_STUDY_OF = "case_study_of"
    SAME_ORGANISATION = "same_organisation"


class Shape(StrEnum):
    """A marker's outline, so that colour is never the only cue."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    TRIANGLE_DOWN = "triangle-down"
    PENTAGON = "pentagon"
    HEXAGON = "hexagon"
    STAR = "star"
    CROSS = "cross"
    DROP = "drop"


class Term(BaseModel):
    """One word of a vocabulary, as people read it."""

    model_config = ConfigDict(frozen=True)

    value: str
    label: str
    description: str
    inverse_label: str = ""
    """For relations: how it reads from the target."""
    colour: str = ""
    """For sectors: `#rrggbb`, at least 3:1 against both themes' backgrounds."""
    shape: Shape | None = None
    letter: str = ""


def _terms(*terms: Term) -> dict[str, Term]:
    return {term.value: term for term in terms}


def _sector(value: Sector, colour: str, shape: Shape, description: str) -> Term:
    return Term(
        value=value, label=value, description=description, colour=colour, shape=shape, letter=value.value[0].upper()
    )


# Ten colours picked by search: distinct in normal, protan, deutan and tritan vision (simulated), 3:1 on both themes.
SECTORS: Final = _terms(
    _sector(Sector.HIGHER_EDUCATION, "#6783fe", Shape.CIRCLE, "Universities and colleges"),
    _sector(Sector.SCHOOLS, "#f9610c", Shape.SQUARE, "Primary and secondary schools and their teachers' tools"),
    _sector(Sector.AFTER_SCHOOL, "#ad10bb", Shape.TRIANGLE, "Youth work and learning out of school"),
    _sector(Sector.PROFESSIONAL_TRAINING, "#46a191", Shape.PENTAGON, "Training of staff and adults"),
    _sector(Sector.EMPLOYERS, "#c5845b", Shape.HEXAGON, "Jobs, recruitment and employers"),
    _sector(Sector.LIBRARIES, "#9e4a4f", Shape.DROP, "Libraries, museums, zoos, theatres and heritage sites"),
    _sector(Sector.CITY_WIDE, "#cb0219", Shape.STAR, "A city, region or network as a whole"),
    _sector(Sector.TECHNOLOGY, "#436982", Shape.DIAMOND, "Software and services"),
    _sector(Sector.NON_PROFIT, "#b27fca", Shape.CROSS, "Charities and communities"),
    _sector(Sector.RESEARCH, "#7d28fb", Shape.TRIANGLE_DOWN, "Studies, standards and policy bodies"),
)

NOT_STATED_COLOUR: Final = "#767b82"
"""For initiatives without a sector; 3:1 on both themes."""

PROGRAMMES: Final = _terms(
    Term(
        value=Programme.CITIES_OF_LEARNING,
        label="Cities of Learning",
        description="Citywide badge programmes since Chicago 2013, LRNG, and the European networks of that name",
    ),
    Term(
        value=Programme.BADGES_FOR_LIFELONG_LEARNING,
        label="Badges for Lifelong Learning",
        description="The fourth Digital Media and Learning Competition (2011-2013), its awards and research grants",
    ),
    Term(
        value=Programme.RECONNECT_LEARNING,
        label="Reconnect Learning",
        description="The summit of February 2014, its case studies and pledges",
    ),
    Term(
        value=Programme.BADGE_THE_WORLD,
        label="Badge the World",
        description="The world map of pledges (2013-2019) and what is left of it",
    ),
    Term(
        value=Programme.PARTICIPATING_ISSUERS,
        label="Participating issuers",
        description="Known only from the issuer and service lists of openbadges.org (2015-2018)",
    ),
    Term(
        value=Programme.INDEPENDENT,
        label="Independent",
        description="Documented elsewhere and in none of the other collections",
    ),
)

ROLES: Final = _terms(
    Term(value=Role.CREATE, label="Create", description="Designs badges"),
    Term(value=Role.ISSUE, label="Issue", description="Awards badges"),
    Term(value=Role.DISPLAY, label="Display", description="Shows badges"),
    Term(value=Role.RECOGNISE, label="Recognise", description="Accepts or values badges"),
    Term(value=Role.RESEARCH, label="Research", description="Studies badges"),
    Term(value=Role.JOIN, label="Join", description="Takes part in the conversation or in a wider programme"),
    Term(value=Role.HOST, label="Host", description="Stores or hosts badges for others"),
)

STATUSES: Final = _terms(
    Term(value=Status.ACTIVE, label="Active", description="A source of 2024 or later shows it running"),
    Term(value=Status.PLANNED, label="Planned", description="Known only as an announced plan"),
    Term(value=Status.ENDED, label="Ended", description="A source says that it ended"),
    Term(value=Status.UNKNOWN, label="Unknown", description="No recent source says whether it still runs"),
)

PLACE_KINDS: Final = _terms(
    Term(value=PlaceKind.AREA, label="Area", description="Runs, or took place, across that place"),
    Term(value=PlaceKind.SEAT, label="Seat", description="Where the lead organisation sits"),
    Term(value=PlaceKind.ONLINE, label="Online", description="No place, or worldwide"),
)

PRECISIONS: Final = _terms(
    Term(value=Precision.EXACT, label="Exact", description="Coordinates stated or confirmed"),
    Term(value=Precision.ADDRESS, label="Address", description="A street address"),
    Term(value=Precision.CITY, label="City", description="Somewhere in the city"),
    Term(value=Precision.REGION, label="Region", description="Somewhere in the region"),
    Term(value=Precision.COUNTRY, label="Country", description="Somewhere in the country"),
)

RELATIONS: Final = _terms(
    Term(
        value=Relation.PART_OF,
        label="Part of",
        inverse_label="Includes",
        description="The source belongs to the target",
    ),
    Term(
        value=Relation.PARTNER_OF,
        label="Partner of",
        inverse_label="Partner of",
        description="Named together as partners",
    ),
    Term(
        value=Relation.FUNDED_BY,
        label="Funded by",
        inverse_label="Funded",
        description="The target gave a grant or an award",
    ),
    Term(
        value=Relation.RUNS_ON,
        label="Runs on",
        inverse_label="Platform of",
        description="The target is the platform it uses",
    ),
    Term(
        value=Relation.SUCCEEDED_BY,
        label="Succeeded by",
        inverse_label="Succeeds",
        description="The target is its later form",
    ),
    Term(
        value=Relation.CASE_STUDY_OF,
        label="Case study of",
        inverse_label="Documented by",
        description="The source documents the target",
    ),
    Term(
        value=Relation.SAME_ORGANISATION,
        label="Same organisation as",
        inverse_label="Same organisation as",
        description="Both belong to one organisation or to its parent",
    ),
)

VOCABULARIES: Final[Mapping[str, Mapping[str, Term]]] = {
    "sector": SECTORS,
    "programme": PROGRAMMES,
    "role": ROLES,
    "status": STATUSES,
    "place_kind": PLACE_KINDS,
    "precision": PRECISIONS,
    "relation": RELATIONS,
}
"""By the key that filters, forms and the API use."""

BADGE_THE_WORLD_TOPICS: Final[Mapping[str, Sector | None]] = {
    # The list of 2015-06-23 to 2019.
    "Charitable Project": Sector.NON_PROFIT,
    "Citizenship": Sector.NON_PROFIT,
    "Education Formal": Sector.SCHOOLS,
    "Education Informal": Sector.AFTER_SCHOOL,
    "Engagement": Sector.NON_PROFIT,
    "Other": None,
    "Social Inclusion": Sector.NON_PROFIT,
    "Workforce Development": Sector.EMPLOYERS,
    "Unassigned": None,
    # The list of 2015-06-16 to 2015-06-23, where it differs; its rows were never migrated.
    "Charity Causes": Sector.NON_PROFIT,
    "Professional Development": Sector.PROFESSIONAL_TRAINING,
    "Community Development Awareness": Sector.NON_PROFIT,
    "Internal Business or Organisational Schemes": Sector.EMPLOYERS,
    "Sports": Sector.AFTER_SCHOOL,
    "Hobbies and Interests": Sector.NON_PROFIT,
    "Vocational": Sector.PROFESSIONAL_TRAINING,
    "Careers": Sector.EMPLOYERS,
}
"""Both old topic lists of Badge the World and the sector each maps to; None is "not stated"."""

BADGE_THE_WORLD_WAYS: Final[Mapping[str, Role]] = {
    "Create or Design": Role.CREATE,
    "Issue": Role.ISSUE,
    "Display": Role.DISPLAY,
    "Research": Role.RESEARCH,
    "Join the conversation": Role.JOIN,
    "Host": Role.HOST,
}
"""How Badge the World's pledge form named the roles, its platform question included."""
