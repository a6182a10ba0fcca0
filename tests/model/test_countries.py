"""What the table of countries promises."""

import pycountry
import pytest

from directory.model.countries import CONTINENTS, COUNTRY_CONTINENT, COUNTRY_NAMES, country_code, country_name


def test_every_code_of_iso_3166_is_there_and_kosovo() -> None:
    assert set(COUNTRY_NAMES) == {country.alpha_2 for country in pycountry.countries} | {"XK"}


def test_every_country_has_a_name_and_a_continent() -> None:
    assert all(COUNTRY_NAMES.values())
    assert len(set(COUNTRY_NAMES.values())) == len(COUNTRY_NAMES)
    assert set(COUNTRY_CONTINENT.values()) == set(CONTINENTS)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("NA", "NA"),
        ("na", "NA"),
        ("Namibia", "NA"),
        (" us ", "US"),
        ("united states", "US"),
        ("Cote d'Ivoire", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Turkiye", "TR"),
        ("", None),
        ("&", None),
        ("XX", None),
        ("Atlantis", None),
    ],
)
def test_a_country_is_known_by_code_or_english_name(written: str, code: str | None) -> None:
    assert country_code(written) == code


def test_every_name_leads_back_to_its_code() -> None:
    for code in COUNTRY_NAMES:
        assert country_code(country_name(code)) == code


def test_an_unknown_code_is_its_own_name() -> None:
    assert country_name("XX") == "XX"
