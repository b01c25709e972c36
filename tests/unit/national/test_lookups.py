"""Finding areas, plans and item classes by the national system's names."""

import pytest

from domain.errors import CatalogueInvalid
from domain.exchange.choices import ITEM_CLASSES
from domain.national.areas import AreaNames, grouped, shipped_aliases
from domain.national.items import read_item_classes, shipped_item_classes
from domain.national.places import trade_of_place
from domain.national.plans import PlanNames, PlanRow

AREAS = [
    ("320400", "常州市", "市", None),
    ("320412", "武进区", "县区", "320400"),
    ("320411", "新北区", "县区", "320400"),
    ("320481", "溧阳市", "县区", "320400"),
    ("320491", "常州经开区", "县区", "320400"),
    ("320412100", "湖塘镇", "镇街", "320412"),
    ("320412411", "高新区", "镇街", "320412"),
    ("320200", "无锡市", "市", None),
    ("320211", "滨湖区", "县区", "320200"),
]


@pytest.mark.parametrize(
    ("city", "county", "found"),
    [
        ("常州市", "武进区", ("320412",)),
        ("常州", "武进", ("320412",)),
        ("", "常州市武进区", ("320412",)),
        ("常州市", "武 进\n区", ("320412",)),
        ("常州市", "溧阳", ("320481",)),
        ("常州市", "经开区", ("320491",)),
        ("常州市", "江苏常州经济开发区", ("320491",)),
        ("常州市", "市辖区", ("320400",)),
        ("常州市", "常州市", ("320400",)),
        ("常州市", "湖塘镇", ("320412100",)),
        ("常州市", "高新区", ("320411", "320412411")),
        ("常州市", "滨湖区", ()),
        ("无锡市", "武进区", ()),
        ("常州市", "", ()),
    ],
)
def test_an_area_is_found_by_name_under_its_city(city: str, county: str, found: tuple[str, ...]) -> None:
    assert AreaNames("320400", AREAS, {}).find(city, county) == found


def test_the_offices_own_alias_decides_alone() -> None:
    names = AreaNames("320400", AREAS, grouped([("高新区", "320411"), ("武进区", "320491")]))
    assert names.find("常州市", "高新区") == ("320411",)
    assert names.find("常州市", "武进区") == ("320491",)


def test_shipped_aliases_of_another_city_mean_nothing() -> None:
    names = AreaNames("320200", AREAS, {})
    assert names.find("无锡市", "经开区") == names.find("无锡市", "高新区") == ()


def test_shipped_aliases_name_areas_of_the_city_that_ships() -> None:
    assert all(code.startswith("3204") for codes in shipped_aliases().values() for code in codes)


def a_plan(number: str, area: str = "320412", category: str = "糕点", stage: str | None = "流通") -> PlanRow:
    return PlanRow(number, 2023, "县抽", area, category, stage)


def plan_of(plans: list[PlanRow], names: list[tuple[str, str]], name: str = "任务") -> str | None:
    parents = {code: parent for code, _, _, parent in AREAS}
    found = PlanNames(plans, names, parents)
    return found.find(name, year=2023, level="县抽", area="320412100", category="糕 点", stage="流通")


def test_a_name_of_one_plan_is_that_plan_whatever_the_sheet_is() -> None:
    assert plan_of([a_plan("P1", category="饮料")], [("任务", "P1")]) == "P1"


def test_the_nearest_area_goes_before_the_exact_stage() -> None:
    plans = [a_plan("P1", area="320400"), a_plan("P2", stage=None), a_plan("P3", stage="餐饮")]
    assert plan_of(plans, [("任务", plan.plan_no) for plan in plans]) == "P2"


def test_two_plans_that_fit_alike_are_no_answer() -> None:
    plans = [a_plan("P1"), a_plan("P2")]
    assert plan_of(plans, [("任务", "P1"), ("任务", "P2")]) is None


def test_a_number_is_matched_without_a_table() -> None:
    assert plan_of([a_plan("JH-1")], [], "jh－1") == "JH-1"


@pytest.mark.parametrize(
    ("item", "item_class"),
    [
        ("铅（以Pb计）", "重金属"),
        ("恩诺沙星(以恩诺沙星与环丙沙星之和计)", "兽药残留"),
        ("毒死蜱残留量", "农药残留"),
        ("黄曲霉毒素Ｂ₁", "生物毒素"),
        ("亚硝酸盐（以NO₂⁻计）", "其他"),
        ("亚硝酸盐（以亚硝酸钠计，残留量）", "食品添加剂"),
        ("铝的残留量(干样品，以Al计)", "食品添加剂"),
        ("磺胺类（总量）", "兽药残留"),
        ("克罗诺杆菌属（阪崎肠杆菌）", "微生物"),
        ("从未有过的项目", None),
        ("残留量", None),
        ("", None),
    ],
)
def test_an_item_is_known_without_its_bracket_unless_that_decides(item: str, item_class: str | None) -> None:
    assert shipped_item_classes().class_of(item) == item_class


def test_the_offices_entry_goes_before_the_shipped_one() -> None:
    assert shipped_item_classes().with_own([("毒 死 蜱", "其他")]).class_of("毒死蜱") == "其他"


def test_only_known_classes_are_taken_from_the_export() -> None:
    classes = shipped_item_classes()
    assert [classes.stated(word) for word in ("农残", "微生物指标", "食用农产品", "")] == [
        "农药残留",
        "微生物",
        None,
        None,
    ]
    assert all(classes.stated(item_class) == item_class for item_class in ITEM_CLASSES)


def test_an_item_in_two_classes_is_an_invalid_dictionary() -> None:
    with pytest.raises(CatalogueInvalid):
        read_item_classes({"classes": {"农药残留": ["乐果"], "兽药残留": ["乐 果"]}, "words": {}}, "x.toml")


def test_a_spot_inside_a_plant_stands_for_a_producer() -> None:
    assert trade_of_place("生产", "成品库（已检区）") == "食品生产企业"
    assert trade_of_place("流通", "超市") == "超市"
