"""What the analyzer is asked."""

from dataclasses import dataclass

from ml.content import AdContent


@dataclass(frozen=True)
class RelevanceQuestion:
    """An ad, the context that it is to stand in, and more contexts to rank it against."""

    ad: AdContent
    context: str
    others: tuple[str, ...] = ()
