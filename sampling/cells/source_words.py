"""来源原文: what another system said of a sheet in words that no column has, as one cell of JSON."""

import json

from sampling.audit import canonical_json


def canonical_words(text: str) -> str | None:
    """The words in the one form in which they are stored; None where there are none.

    Raises ValueError for anything but a JSON object of texts that UTF-8 can say.
    """
    try:
        words = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
        raise ValueError("no object of texts")
    canonical = canonical_json(words)
    canonical.encode()  # JSON can name halves of characters, which no database takes
    return canonical if words else None
