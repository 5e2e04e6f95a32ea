"""Reading exports of ad platforms: `inspect` plans, `read_facts` streams validated rows, `preview` shows them.

Nothing here knows the database. One declarative module per platform; the modules with an underscore are the engine.
"""

from data.formats._batches import FactBatch
from data.formats._comments import CommentRow, plan_comments, read_comments
from data.formats._facts import no_valid_row, read_facts
from data.formats._format import all_formats
from data.formats._plan import Plan, inspect
from data.formats._preview import Tally, preview

__all__ = [
    "CommentRow",
    "FactBatch",
    "Plan",
    "Tally",
    "all_formats",
    "inspect",
    "no_valid_row",
    "plan_comments",
    "preview",
    "read_comments",
    "read_facts",
]
