"""What building the services promises, on the real data and the installed gazetteer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.bootstrap import Services, build_services, read_settings
from directory.model.criteria import Criteria
from directory.model.errors import ConfigurationError
from directory.model.vocabularies import Precision
from directory.settings import Settings

FINE_ENOUGH = {Precision.EXACT, Precision.ADDRESS, Precision.CITY}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(state_dir=tmp_path_factory.mktemp("bootstrap"))


@pytest.fixture(scope="module")
def services(settings: Settings) -> Iterator[Services]:
    built = build_services(settings)
    yield built
    built.close()


def test_everything_that_is_published_is_in_the_catalogue(services: Services) -> None:
    assert services.catalogue.size == 639
    assert services.links == 589
    assert services.report.left_out == 0
    assert services.version == services.catalogue.version


def test_nearly_every_record_with_a_city_is_placed_in_a_city(services: Services) -> None:
    entries = [entry for entry in services.catalogue.all(Criteria()) if entry.initiative.city]
    placed = [entry for entry in entries if entry.position and entry.position.precision in FINE_ENOUGH]
    assert len(placed) >= 0.97 * len(entries)


def test_a_second_start_has_the_same_version_and_positions(settings: Settings, services: Services) -> None:
    again = build_services(settings)
    again.close()
    assert again.version == services.version
    assert list(again.catalogue.all(Criteria())) == list(services.catalogue.all(Criteria()))


def test_a_wrong_setting_is_an_error_for_the_operator() -> None:
    with pytest.raises(ConfigurationError, match="DIRECTORY_GEOCODER_TIMEOUT_S='-1'"):
        read_settings({"DIRECTORY_GEOCODER_TIMEOUT_S": "-1"})


def test_a_missing_gazetteer_is_an_error_for_the_operator(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="make setup"):
        build_services(Settings(gazetteer=tmp_path / "none.sqlite"))
