"""The product's catalogue file, read as it is. No code of the product is used."""

import tomllib
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parents[2] / "domain" / "catalogue" / "indicators.toml"
MEASURES: dict[str, dict[str, Any]] = {
    measure["code"]: measure for measure in tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["measure"]
}
