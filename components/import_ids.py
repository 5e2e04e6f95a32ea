"""Ids and addresses of the import page's parts."""

from urllib.parse import urlencode

from components import ids

OWNER = "import"
HISTORY = "import-history"
UNDO = "import-undo"
PATH = "/campaigns/import"
UPLOAD_URL = "/internal/imports/upload"

PLACE = ids.place(OWNER)
"""The address: writing its search shows another step, drawn by the server."""
SIGNED_OUT = ids.part(OWNER, "signed-out")
ARRIVED = ids.part(OWNER, "arrived")
"""Counts files that arrived: the server is asked for the list only then."""
WAITING = ids.part(OWNER, "waiting")
"""The files that wait and the imports that run."""
ASKED = ids.part(OWNER, "asked")
"""What the preview is to be made with: the file and the options; a new value makes it anew."""
USED = ids.part(OWNER, "used")
"""What the preview on screen was made with, and how its controls stood when it was drawn."""
CHOICES = ids.part(OWNER, "choices")
"""How the controls stand now; the browser keeps it."""
PREVIEW = ids.part(OWNER, "preview")
PROBLEM = ids.part(OWNER, "problem")
WAIT = ids.part(OWNER, "wait")
PROGRESS = ids.part(OWNER, "progress")
STOP = ids.part(OWNER, "stop")
LOST = ids.part(OWNER, "lost")
"""Shown by the browser where the reading ended without an answer, as when its process was ended."""
DROP = ids.part(OWNER, "drop")
FILE = ids.part(OWNER, "file")
UPDATE = ids.part(OWNER, "update")
START = ids.part(OWNER, "start")
STALE = ids.part(OWNER, "stale")
READY = ids.part(OWNER, "ready")
RUN = ids.part(OWNER, "run")
RUN_ID = ids.part(OWNER, "run-id")
STEPS = ids.part(OWNER, "steps")
STEP = ids.part(OWNER, "step")
TICK = ids.part(OWNER, "tick")
HISTORY_ROWS = ids.part(HISTORY, "rows")
HISTORY_PAGE = ids.part(HISTORY, "page")
HISTORY_TICK = ids.part(HISTORY, "tick")
"""Draws the history anew while an import of it is being undone."""

# Kinds of the parts of which there are several, for `ids.many(OWNER, kind, key)`.
MAP = "map"
ANSWER = "answer"
PERIOD = "period"
READ_AS = "read-as"
AGAIN = "again"
SAMPLE = "sample"
CANCEL = "cancel"
UNDO_THIS = "undo-this"
KEEP = "keep"
"""Stops an undoing, in the history and at the import itself; its key is the job's id."""


def address(**query: object) -> str:
    """The page's address with a step in it: `file`, `import` or `page`."""
    return PATH + search(**query)


def search(**query: object) -> str:
    """The query alone, as `PLACE` takes it."""
    return f"?{urlencode({name.rstrip('_'): str(value) for name, value in query.items()})}" if query else ""


def read_as(source: str) -> dict[str, str]:
    """The button that reads the file as another format."""
    return ids.many(OWNER, READ_AS, source)


def rejects_path(import_id: object) -> str:
    """Where an import's rejected rows are downloaded."""
    return f"/internal/imports/{import_id}/rejects.csv"


def sample_path(platform: str) -> str:
    """Where a platform's sample file is downloaded."""
    return f"/internal/imports/samples/{platform}.csv"
