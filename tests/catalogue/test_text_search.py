import pytest
from plain_directory import entry

from directory.catalogue import Catalogue
from directory.catalogue.search import parse_query
from directory.model.criteria import Criteria
from directory.model.entry import Entry


def found(text: str, *entries: Entry) -> list[str]:
    return [each.initiative.name for each in Catalogue.build(entries, "1").all(Criteria(q=text))]


FULL = entry(
    1,
    name="Summer École",
    organisation="Straße Museum; North Lab",
    summary="Badges for young makers. Open every day.",
    partners="City Library; Zoo Trust",
    city="Chicago",
    region="Illinois",
    country="US",
    website="https://hidden.example",
)


@pytest.mark.parametrize(
    "text",
    ["summer", "ECOLE", "école", "strasse", "museum", "makers", "library", "chicago", "illinois", "united states"],
)
def test_name_organisation_summary_partners_and_place_are_searched(text: str) -> None:
    assert found(text, FULL) == ["Summer École"]


@pytest.mark.parametrize("text", ["hidden", "example", "US-x", "winter", "entry"])
def test_nothing_else_is_searched(text: str) -> None:
    assert found(text, FULL) == []


def test_every_word_must_occur_in_whatever_field() -> None:
    assert found("chicago summer makers", FULL) == ["Summer École"]
    assert found("chicago winter makers", FULL) == []


def test_the_last_word_may_be_a_beginning_and_no_other() -> None:
    assert found("summer mak", FULL) == ["Summer École"]
    assert found("mak summer", FULL) == []
    assert found("aker", FULL) == []


def test_a_quoted_phrase_stands_in_its_order_within_one_field() -> None:
    assert found('"young makers"', FULL) == ["Summer École"]
    assert found("“Young  MAKERS”", FULL) == ["Summer École"]
    assert found('"badges for young makers" chi', FULL) == ["Summer École"]
    for text in (
        '"makers young"',
        '"badges young"',
        '"young mak"',
        '"ecole strasse"',
        '"library zoo"',
        '"museum north"',
    ):
        assert found(text, FULL) == [], text


def test_a_phrase_is_found_at_the_first_and_the_last_word_of_everything() -> None:
    entries = [entry(number, name=f"Alpha beta {number}", summary="gamma delta") for number in range(40)]
    assert len(found('"alpha beta"', *entries)) == 40
    assert found('"alpha beta 7"', *entries) == ["Alpha beta 7"]
    assert len(found('"gamma delta"', *entries)) == 40
    assert found('"delta alpha"', *entries) == []
    assert found('"39 gamma"', *entries) == []


def test_a_phrase_may_begin_with_its_commonest_word() -> None:
    entries = [entry(number, name="Open badges", summary=f"open word{number} open") for number in range(20)]
    entries.append(entry(99, name="Rare", summary="Open open rare badges open"))
    assert found('"open open rare badges"', *entries) == ["Rare"]
    assert found('"open rare badges open"', *entries) == ["Rare"]
    assert found('"rare badges badges"', *entries) == []


@pytest.mark.parametrize("text", ['"', '""', "!?", '"  ', "…", "' \" '", "()*:^~-", '"!" "?"', "%", "\\"])
def test_a_text_without_any_word_matches_nothing(text: str) -> None:
    assert found(text, FULL) == []


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_a_blank_text_matches_everything(text: str) -> None:
    assert found(text, FULL) == ["Summer École"]


@pytest.mark.parametrize("text", ['"summer', 'summer"', '"summer" "ecole', 'chicago "young makers'])
def test_a_quote_that_is_never_closed_counts_for_nothing(text: str) -> None:
    assert found(text, FULL) == ["Summer École"]


def test_the_longest_text_is_answered() -> None:
    assert found(" ".join("a" * 100), FULL) == []
    assert found('"' * 200, FULL) == []
    assert found("é" * 200, FULL) == []


def test_the_name_counts_above_organisation_and_place_above_partners_and_summary() -> None:
    entries = [
        entry(1, name="A", summary="museum"),
        entry(2, name="B", partners="Museum"),
        entry(3, name="C", organisation="Museum"),
        entry(4, name="D", city="Museum"),
        entry(5, name="Museum"),
    ]
    assert found("museum", *entries) == ["Museum", "C", "D", "A", "B"]


def test_a_whole_word_counts_above_a_beginning() -> None:
    assert found("art", entry(1, name="Artful"), entry(2, name="The great art")) == ["The great art", "Artful"]
    assert found("art", entry(1, name="Artful"), entry(2, name="X", summary="art")) == ["Artful", "X"]


def test_the_best_field_of_an_entry_counts_once() -> None:
    often = entry(1, name="Other", summary="art art art art", partners="Art; More art")
    assert found("art", often, entry(2, name="Zebra", organisation="Art")) == ["Zebra", "Other"]


def test_rare_words_count_more() -> None:
    entries = [entry(number, name=f"Common {number}", summary="badges") for number in range(20)]
    both = [entry(50, name="Apple common", summary="quokka"), entry(51, name="Banana quokka", summary="common")]
    assert found("common quokka", *entries, *both) == ["Banana quokka", "Apple common"]


def test_equal_matches_are_ordered_by_name() -> None:
    assert found("lab", entry(2, name="Lab b"), entry(1, name="The lab a"), entry(3, name="Lab c")) == [
        "The lab a",
        "Lab b",
        "Lab c",
    ]


def test_words_of_other_scripts_are_found() -> None:
    hindi, greek = entry(1, name="हिन्दी बैज"), entry(2, name="Ψηφιακά Σήματα")
    assert found("हिन्दी", hindi, greek) == ["हिन्दी बैज"]
    assert found("ψηφιακα ΣΗΜ", hindi, greek) == ["Ψηφιακά Σήματα"]


def test_a_directory_larger_than_one_chunk_is_indexed_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [entry(number, name=f"Lab {number % 7}", summary=f"word{number} open badges") for number in range(60)]
    texts = ["lab 3", "word5", '"open badges" lab', '"word17 open"', "badges 6"]
    whole = [found(text, *entries) for text in texts]
    monkeypatch.setattr("directory.catalogue.words.CHUNK_WORDS", 50)
    assert [found(text, *entries) for text in texts] == whole


def test_a_query_is_read_into_words_phrases_and_a_prefix() -> None:
    query = parse_query('Open "Digital Badges" "lab" mus')
    assert query.words == ("open", "digital", "badges", "lab")
    assert query.phrases == (("digital", "badges"),)
    assert query.prefix == "mus"
    assert parse_query('mus "lab"').prefix == ""
    assert parse_query('"a b" -').prefix == ""


def test_the_weightiest_field_counts_for_whole_words_and_beginnings_alike() -> None:
    whole = [entry(1, name="Alpha", organisation="Art"), entry(2, name="Zeta art", summary="art", partners="Art")]
    assert found('"art"', *whole) == ["Zeta art", "Alpha"]
    begun = [entry(1, name="Alpha", organisation="Artist"), entry(2, name="Zeta artist", summary="artful")]
    assert found("art", *begun) == ["Zeta artist", "Alpha"]
