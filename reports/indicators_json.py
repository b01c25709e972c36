"""`indicators.json` of a package: the same shape that the command line and the API give."""

import json

from reports.model import PackageInput


def indicators_json(given: PackageInput) -> bytes:
    """The values of this edition as UTF-8 JSON, one entry per line, keys in a fixed order, ending in a newline."""
    assessment = given.assessment
    head = {"year": assessment.year, "as_of": assessment.as_of.isoformat(), "city": assessment.city.code}
    rows = ",\n".join(json.dumps(value.to_row(), ensure_ascii=False) for value in given.values)
    opening = json.dumps(head, ensure_ascii=False).removesuffix("}")
    return f'{opening}, "values": [\n{rows}\n]}}\n'.encode()
