"""Generates the requests of the sweep from the table, sends them, and judges what comes back.

Whoever asks belongs to the first organization; everything of the second one carries its canary.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask

from domain.permissions import Role
from services.container import Container
from tests.integration.sweeps.callback_table import CALLBACKS, PAGES
from tests.integration.sweeps.entries import Entry, Own, Place, filled, leaves, replaced
from tests.integration.sweeps.people import Answer, LogTap, Person
from tests.integration.sweeps.route_table import ROUTES
from tests.integration.sweeps.watching import Watch, rows_of
from tests.integration.sweeps.world import Side, link_between, make_key, missing_like

# "route POST /logout", "callback show_rows > ...", "page pages.imports": everything that is reached over HTTP.
TABLE: dict[str, Entry] = {
    **{f"route {name}": entry for name, entry in ROUTES.items()},
    **{f"callback {name}": entry for name, entry in CALLBACKS.items()},
    **{f"page {name}": entry for name, entry in PAGES.items()},
}
GARBAGE: tuple[Any, ...] = (
    "' OR 1=1 --", "", None, [], ["x"], {"a": 1}, -1, 10**20, 1.5, True, "x" * 5000, "a\x00b", "\ud800",
    "../../etc/passwd", "2026-02-31",
)  # fmt: skip
# Refusals in words, on pages and in toasts.
_REFUSED = ("your role does not allow", "your role does not include")
_CRASHED = ("callback_crashed", "request_crashed", "import_preview_crashed")
Values = dict[str, Any]


class Sweep:
    """Both organizations and everyone who may ask."""

    def __init__(self, app: Flask, core: Container, databases: Any, own: Side, other: Side, files: Path) -> None:
        self.app, self.core, self.databases, self.own, self.other = app, core, databases, own, other
        self.log = LogTap()
        self.stranger = Person(app, self.log, own)
        self.people = {role: Person(app, self.log, own, own.tenant.actor(role)) for role in Role}
        self.program = Person(app, self.log, own, key=make_key(own))
        self.outputs = outputs_by_name(self.stranger)
        self.watch = Watch(core, files) if not core.settings.database_url else None
        self.theirs = self._rows_of_the_other()
        self._hidden = {value.casefold() for value in {other.canary, *other.all_ids()}}
        self.foreign = self._foreign_ids()
        self.requests = 0

    def close(self) -> None:
        self.log.close()
        if self.watch:
            self.watch.close()

    def send(self, name: str, values: Values, person: Person) -> Answer:
        """Send the request of an entry with these values."""
        self.requests += 1
        kind, _, rest = name.partition(" ")
        if kind == "route":
            return person.ask(rest, values)
        if kind == "callback":
            return person.call(self.outputs[rest], values, TABLE[name].trigger)
        query = "&".join(f"{key}={_quoted(value)}" for key, value in values.get("query", {}).items())
        return person.open(_joined(values["path"], values.get("id", "")), f"?{query}")

    def values(self, entry: Entry, role: Role = Role.ADMIN) -> Values:
        """A request that works, with ids of the asker's."""
        found: Values = filled(entry.values, self.own.ids(role))
        return found

    def values_of(self, name: str, role: Role = Role.ADMIN) -> Values:
        """The same for an entry's name."""
        return self.values(TABLE[name], role)

    def groups(self, entry: Entry) -> Iterator[tuple[Place, list[Any]]]:
        """For each single value of a request: others that must be answered alike, theirs and ones that nobody has."""
        for place, leaf in leaves(entry.values):
            if isinstance(leaf, Own):
                if leaf.kind != "password":
                    yield place, [*self._foreign_for(leaf.kind), missing_like(leaf.kind)]
            elif isinstance(leaf, str) and not entry.costs:
                yield place, [self.other.canary, "canarynobody"]

    def garbage(self, entry: Entry) -> Iterator[tuple[Place, Any]]:
        """Every single value replaced by each piece of garbage."""
        for place, leaf in leaves(entry.values):
            if not entry.costs or (isinstance(leaf, Own) and leaf.kind != "password"):
                yield from ((place, value) for value in GARBAGE)

    def tell_apart(self, name: str, role: Role, person: Person) -> list[str]:
        """Send every group; what is wrong, in words."""
        entry, wrong = TABLE[name], []
        whole = self.values(entry, role)
        for place, group in self.groups(entry):
            first = None
            for value in group:
                answer = self.send(name, replaced(whole, place, value), person)
                wrong += [f"{name} {place}={value!r}: {text}" for text in self.judge(answer, str(value))]
                told = answer.alike(str(value))
                first = first or told
                if told != first:
                    wrong.append(f"{name} {place}: {value!r} is told from {group[0]!r}: {_difference(told, first)}")
        return wrong

    def throw_garbage(self, name: str, person: Person) -> list[str]:
        """Send every piece of garbage; what is wrong, in words."""
        entry, wrong = TABLE[name], []
        whole = self.values(entry)
        for place, value in self.garbage(entry):
            answer = self.send(name, replaced(whole, place, value), person)
            found = self.judge(answer)
            if name.startswith("callback") and not isinstance(value, str):
                # No page of ours sends another type than the callback takes: it may end in the toast of a fault.
                found = [text for text in found if not text.startswith("callback_crashed")]
            wrong += [f"{name} {place}={str(value)[:60]!r}: {text}" for text in found]
        return wrong

    def judge(self, answer: Answer, *sent: str) -> list[str]:
        """What an answer, the log, mails and the stored rows must never show; everything is put back."""
        wrong = []
        if answer.status >= 500:
            wrong.append(f"answered {answer.status}: {answer.body[:200]}")
        wrong += [f"{word}: {answer.logged[:3000]}" for word in _CRASHED if word in answer.logged]
        wrong += self._leaks(answer.everything, sent)
        wrong += self._leaks("\n".join(map(repr, self.core.mailer.sent)).casefold(), sent)  # type: ignore[attr-defined]
        self.core.mailer.sent.clear()  # type: ignore[attr-defined]
        # An answer that is kept would spare the next asker the work that is to be seen.
        for key in [key for key in self.core.cache if str(key).startswith("analysis:")]:
            self.core.cache.delete(key)
        if any(owner != self.own.tenant.id for owner, *_ in self.core.ring.rung):  # type: ignore[attr-defined]
            wrong.append("rang for the other's job")
        self.core.ring.rung.clear()  # type: ignore[attr-defined]
        if self.watch and self.watch.changed():
            wrong += self.put_back()
        return wrong

    def put_back(self) -> list[str]:
        """Put everything back; says whether rows of the other had changed."""
        wrong = [] if self._rows_of_the_other() == self.theirs else ["changed rows of the other"]
        if self.watch:
            self.watch.restore()
        return wrong

    def _leaks(self, text: str, sent: tuple[str, ...]) -> list[str]:
        told = {value.casefold() for value in sent}
        hidden = (value for value in self._hidden if not any(value in piece for piece in told))
        return [f"shows {value}: …{_around(text, value)}…" for value in hidden if value in text]

    def _foreign_for(self, kind: str) -> list[str]:
        if kind == "file_links":
            return [link_between(self.own.shared[kind], self.other.shared[kind])]
        if kind == "upload_keys":
            return [self.other.shared[kind]]
        return self.foreign

    def _foreign_ids(self) -> list[str]:
        """One id of each of the other's tables."""
        ids = self.other.ids(Role.ADMIN)
        kinds = sorted(ids.keys() - {"password", "file_links", "upload_keys"})
        return [ids[kind] for kind in kinds]

    def _rows_of_the_other(self) -> Any:
        owner = self.other.tenant.id
        return self.watch.rows(owner) if self.watch else rows_of(self.databases, owner)


def is_refused(answer: Answer) -> bool:
    """Whether the answer says that the role does not allow it."""
    return answer.status == 403 or any(words in answer.body.casefold() for words in _REFUSED)


def name_of_callback(output: str, callback: dict[str, Any]) -> str:
    """How the table calls it: by its function and its first output, without Dash's mark for doubles."""
    work = getattr(callback["callback"], "__wrapped__", callback["callback"])
    return f"{work.__name__} > {output.removeprefix('..').partition('...')[0].partition('@')[0].removesuffix('..')}"


def outputs_by_name(person: Person) -> dict[str, str]:
    """Every callback that runs here, by its name in the table."""
    found: dict[str, str] = {}
    for output, callback in person.callbacks.items():
        if "callback" in callback:
            name = name_of_callback(output, callback)
            assert name not in found, f"two callbacks are called {name}"
            found[name] = output
    return found


def _joined(path: Any, more: Any) -> Any:
    """A page's address; a piece of garbage in the place of the path is sent as it is."""
    return f"{path}{_quoted(more)}" if isinstance(path, str) else path


def _quoted(value: Any) -> str:
    from urllib.parse import quote

    return quote(str(value).encode("utf-8", "replace"), safe="")


def _around(text: str, value: str) -> str:
    start = text.index(value)
    return text[max(0, start - 80) : start + 120]


def _difference(one: tuple[int, str], two: tuple[int, str]) -> str:
    if one[0] != two[0]:
        return f"{one[0]} and {two[0]}: {one[1][-300:]} | {two[1][-300:]}"
    start = next((i for i, (a, b) in enumerate(zip(one[1], two[1], strict=False)) if a != b), 0)
    return f"…{one[1][max(0, start - 60) : start + 100]}… and …{two[1][max(0, start - 60) : start + 100]}…"
