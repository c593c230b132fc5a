"""Coverage worked out from parents and successions: for any history of mergers and splits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chungtay.territory.coverage import Coverages

Parents = list[tuple[str, str | None]]
Successions = list[tuple[str, str, bool]]


@st.composite
def histories(draw: st.DrawFn) -> tuple[Parents, Successions, list[list[str]]]:
    """Two to four generations of communes under provinces; each commune passes into one or several of the next."""
    parents: Parents = []
    successions: Successions = []
    generations: list[list[str]] = []
    for turn in range(draw(st.integers(2, 4))):
        provinces = [f"p{turn}.{number}" for number in range(draw(st.integers(1, 3)))]
        communes = [f"c{turn}.{number}" for number in range(draw(st.integers(1, 6)))]
        parents += [(province, None) for province in provinces]
        parents += [(commune, draw(st.sampled_from(provinces))) for commune in communes]
        for earlier in generations[-1] if generations else []:
            after = draw(st.lists(st.sampled_from(communes), min_size=1, max_size=3, unique=True))
            successions += [(earlier, later, len(after) == 1) for later in after]
        generations.append(communes)
    return parents, successions, generations


@given(histories())
def test_a_unit_covers_itself_and_never_wholly_and_in_part_at_once(
    history: tuple[Parents, Successions, list[list[str]]],
) -> None:
    parents, successions, _ = history
    coverages = Coverages(parents, successions)
    for unit, _parent in parents:
        whole, part = coverages.of(unit)
        assert unit in whole
        assert not whole & part


@given(histories())
def test_what_a_child_covers_its_parent_covers(history: tuple[Parents, Successions, list[list[str]]]) -> None:
    parents, successions, _ = history
    coverages = Coverages(parents, successions)
    for unit, parent in parents:
        if parent is not None:
            whole, part = coverages.of(unit)
            above, above_part = coverages.of(parent)
            assert whole <= above
            assert part <= above | above_part


@given(histories())
def test_every_earlier_commune_is_whole_in_one_unit_of_the_last_time_or_in_parts_of_several(
    history: tuple[Parents, Successions, list[list[str]]],
) -> None:
    """Nothing is lost and nothing is counted twice: the old figures add up under the new units."""
    parents, successions, generations = history
    coverages = Coverages(parents, successions)
    latest = {unit: coverages.of(unit) for unit in generations[-1]}
    for commune in (commune for generation in generations for commune in generation):
        holders = [unit for unit, (whole, _) in latest.items() if commune in whole]
        sharers = [unit for unit, (_, part) in latest.items() if commune in part]
        assert len(holders) <= 1
        assert bool(holders) != bool(sharers)
        assert not (holders and sharers)


def test_a_split_inside_one_province_is_whole_for_the_province() -> None:
    coverages = Coverages(
        [("P", None), ("x", "P"), ("y", "P"), ("old P", None), ("z", "old P")], [("z", "x", False), ("z", "y", False)]
    )
    assert coverages.of("P")[0] == {"P", "x", "y", "z"}
    assert coverages.of("x") == ({"x"}, {"z"})


def test_a_piece_taken_out_of_a_unit_is_never_the_whole_of_it() -> None:
    coverages = Coverages([("new", None), ("old", None)], [("old", "new", False)])
    assert coverages.of("new") == ({"new"}, {"old"})
