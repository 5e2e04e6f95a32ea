"""Reads one SQL statement and says whether each tenant table in it is tied to an organization.

Pure: text in, verdict out. What it cannot read or does not know, it refuses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import sqlglot
from sqlglot import exp

from data.tenant_tables import tables_with_policies

Query = exp.Select | exp.Update | exp.Delete
_PYFORMAT = re.compile(r"%\((\w+)\)s|%%")
_QMARK = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\?")
_DIALECTS = {"postgresql": "postgres", "sqlite": "sqlite"}


@lru_cache(maxsize=1)
def tenant_columns() -> dict[str, str]:
    """Every tenant table and the column that holds its organization."""
    return tables_with_policies()


@lru_cache(maxsize=1)
def _tenant_words() -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(tenant_columns())})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """What stands unscoped (None where nothing does), and the parameters that name an organization."""

    unscoped: str | None = None
    owners: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def judge(statement: str, dialect: str) -> Verdict:
    """The verdict on a statement as the driver gets it. Positional parameters are called p0, p1, ..."""
    if not _tenant_words().search(statement):
        return Verdict()
    try:
        trees = sqlglot.parse(_with_names(statement, dialect), read=_DIALECTS[dialect])
        if len(trees) != 1:
            return Verdict("more than one statement")
        return _Reader().read(trees[0])
    except sqlglot.errors.SqlglotError:
        return Verdict("an unreadable statement")


def _with_names(statement: str, dialect: str) -> str:
    if dialect == "postgresql":
        return _PYFORMAT.sub(lambda found: f":{found[1]}" if found[1] else "%", statement)
    numbers = iter(range(len(statement)))
    return _QMARK.sub(lambda found: f":p{next(numbers)}" if found[0] == "?" else found[0], statement)


@dataclass
class _Sources:
    """What a query reads from: tables of tenants by alias, everything else, and the conditions with their reach."""

    tenants: dict[str, exp.Table] = field(default_factory=dict)
    others: dict[str, exp.Expr] = field(default_factory=dict)
    conditions: list[tuple[exp.Expr, frozenset[str]]] = field(default_factory=list)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.tenants) | frozenset(self.others)


class _Reader:
    """Walks one statement; `owners` gathers the parameters that stand for an organization."""

    def __init__(self) -> None:
        self.owners: set[str] = set()

    def read(self, tree: exp.Expr | None) -> Verdict:
        if isinstance(tree, exp.Pragma):
            return Verdict()
        temporary = isinstance(tree, exp.Create) and tree.find(exp.TemporaryProperty) is not None
        known = temporary or isinstance(tree, exp.Query | exp.Insert | exp.Update | exp.Delete)
        if tree is None or not known:
            return Verdict("a statement of a kind that is not known")
        for node in tree.walk():
            found = None
            if isinstance(node, exp.Select | exp.Update | exp.Delete):
                found = self._unbound(node)
            elif isinstance(node, exp.Insert):
                found = self._wrong_insert(node)
            elif isinstance(node, exp.Merge | exp.Command):
                found = "a statement of a kind that is not known"
            if found:
                return Verdict(found)
        return Verdict(None, frozenset(self.owners))

    def _unbound(self, query: Query) -> str | None:
        """The first tenant table of the query that no condition ties to an organization."""
        if isinstance(query, exp.Update) and (moved := _assigned_owner(query.this, query.expressions)):
            return moved
        sources = _sources_of(query)
        bound: set[str] = set()
        # A table may be tied to another one that is bound: repeat until nothing more is found.
        for _ in sources.tenants:
            for alias in sources.tenants.keys() - bound:
                reaching = (condition for condition, reach in sources.conditions if alias in reach)
                if any(self._ties(part, alias, sources, bound) for item in reaching for part in _parts(item)):
                    bound.add(alias)
        return next((table.name for alias, table in sources.tenants.items() if alias not in bound), None)

    def _ties(self, part: exp.Expr, alias: str, sources: _Sources, bound: set[str]) -> bool:
        table = sources.tenants[alias]
        alone = len(sources.names) == 1
        # In some dialects NOT is a mark on the comparison itself.
        if part.args.get("negate"):
            return False
        if isinstance(part, exp.Is):
            return isinstance(part.expression, exp.Null) and _is_owner(part.this, table, alone)
        if isinstance(part, exp.In):
            if part.args.get("query") or not _is_owner(part.this, table, alone):
                return False
            return self._are_values(part.expressions)
        if not isinstance(part, exp.EQ):
            return False
        for side, other in ((part.left, part.right), (part.right, part.left)):
            if _is_owner(side, table, alone):
                if isinstance(other, exp.Column):
                    return self._is_bound_column(other, alias, part, sources, bound)
                return self._are_values([other])
        return False

    def _is_bound_column(
        self, column: exp.Column, alias: str, part: exp.Expr, sources: _Sources, bound: set[str]
    ) -> bool:
        """Whether the column is the organization of something that is itself bound."""
        name = column.table.lower()
        if name in sources.tenants:
            return name != alias and name in bound and _is_owner(column, sources.tenants[name], alone=False)
        if name in sources.others:
            return self._gives_owner(sources.others[name], column.name)
        # An outer query's: that one is judged by itself.
        query = part.find_ancestor(exp.Select, exp.Update, exp.Delete)
        while name and query is not None:
            query = query.find_ancestor(exp.Select, exp.Update, exp.Delete)
            outer = _sources_of(query) if query is not None else _Sources()
            if name in outer.tenants:
                return _is_owner(column, outer.tenants[name], alone=False)
            if name in outer.others:
                return self._gives_owner(outer.others[name], column.name)
        return False

    def _gives_owner(self, source: exp.Expr, name: str) -> bool:
        """Whether a derived table's column holds nothing but the organization of tables that are bound inside it."""
        definition = _definition_of(source)
        if definition is None:
            return False
        found = False
        for select in _leaves(definition):
            projection = next((item for item in select.expressions if item.alias_or_name.lower() == name.lower()), None)
            if projection is None or not self._is_owner_value(projection.unalias(), select):
                return False
            found = True
        return found

    def _is_owner_value(self, value: exp.Expr, select: exp.Select) -> bool:
        if not isinstance(value, exp.Column):
            return self._are_values([value])
        sources = _sources_of(select)
        alone = len(sources.names) == 1
        if any(_is_owner(value, table, alone) for table in sources.tenants.values()):
            return True
        source = sources.others.get(value.table.lower())
        return source is not None and self._gives_owner(source, value.name)

    def _wrong_insert(self, insert: exp.Insert) -> str | None:
        """An INSERT must write the organization as a value or from a bound table, and must not overwrite others."""
        schema = insert.this
        table = schema.find(exp.Table) if isinstance(schema, exp.Expr) else None
        needed = tenant_columns().get(table.name.lower()) if table is not None else None
        if table is None or needed is None:
            return None
        names = [column.name.lower() for column in schema.expressions] if isinstance(schema, exp.Schema) else []
        if needed not in names or insert.args.get("alternative") or _overwrites(insert, needed):
            return table.name
        place, source = names.index(needed), insert.expression
        if isinstance(source, exp.Values):
            right = self._are_values([row.expressions[place] for row in source.expressions])
        else:
            right = isinstance(source, exp.Query) and all(
                self._is_owner_value(select.expressions[place].unalias(), select) for select in _leaves(source)
            )
        return None if right else table.name

    def _are_values(self, expressions: list[exp.Expr]) -> bool:
        """Whether all are parameters or constants, which no row has a say in."""
        if not expressions or any(item.find(exp.Column, exp.Query) for item in expressions):
            return False
        self.owners.update(mark.name for item in expressions for mark in item.find_all(exp.Placeholder))
        return True


def _sources_of(query: exp.Expr) -> _Sources:
    sources = _Sources()
    start: list[exp.Expr] = [] if isinstance(query, exp.Select) else [query.this]
    if from_ := query.args.get("from_"):
        start.append(from_.this)
    start += query.args.get("using") or []
    for source in start:
        _add(source, query, sources)
    for join in query.args.get("joins") or []:
        _join(join, query, sources)
    if where := query.args.get("where"):
        sources.conditions.append((where.this, sources.names))
    return sources


def _add(source: exp.Expr, query: exp.Expr, sources: _Sources) -> frozenset[str]:
    """Note a source, and what is joined inside its parentheses; gives the aliases that it brought."""
    before = sources.names
    inner = source.this if isinstance(source, exp.Subquery | exp.Paren) else None
    if isinstance(inner, exp.Table | exp.Paren) or (isinstance(inner, exp.Subquery) and not source.alias):
        _add(inner, query, sources)
    elif isinstance(source, exp.Table) and source.name.lower() in tenant_columns() and not _common_table(source):
        sources.tenants[source.alias_or_name.lower()] = source
    else:
        sources.others[source.alias_or_name.lower() or f"#{len(sources.others)}"] = source
    own = _Sources(sources.tenants, sources.others, sources.conditions)
    for join in source.args.get("joins") or []:
        _join(join, query, own, before)
    return sources.names - before


def _join(join: exp.Join, query: exp.Expr, sources: _Sources, outside: frozenset[str] = frozenset()) -> None:
    """An outer join's condition does not thin out the rows of the side that it keeps."""
    left = sources.names - outside
    right = _add(join.this, query, sources)
    reach = {"LEFT": right, "RIGHT": left, "FULL": frozenset()}.get(join.side.upper(), left | right)
    if condition := join.args.get("on"):
        sources.conditions.append((condition, frozenset(reach)))


def _parts(condition: exp.Expr) -> Iterator[exp.Expr]:
    root = condition.unnest()
    if not isinstance(root, exp.And):
        yield root
        return
    yield from _parts(root.left)
    yield from _parts(root.right)


def _is_owner(column: exp.Expr, table: exp.Table, alone: bool) -> bool:
    """Whether the expression is the table's own organization column."""
    if not isinstance(column, exp.Column) or column.name.lower() != tenant_columns()[table.name.lower()]:
        return False
    return column.table.lower() == table.alias_or_name.lower() or (alone and not column.table)


def _common_table(table: exp.Table) -> exp.CTE | None:
    """The WITH entry that the name means here, if any: an earlier one, or its own in a recursive WITH."""
    node: exp.Expr | None = table
    inside: exp.Expr = table
    while node is not None and not table.db:
        if with_ := node.args.get("with_"):
            for entry in with_.expressions:
                if entry is inside and not with_.recursive:
                    break
                if entry.alias.lower() == table.name.lower():
                    found: exp.CTE = entry
                    return found
                if entry is inside:
                    break
        if isinstance(node, exp.CTE):
            inside = node
        node = node.parent
    return None


def _definition_of(source: exp.Expr) -> exp.Expr | None:
    if isinstance(source, exp.Table):
        entry = _common_table(source)
        return entry.this if entry is not None else None
    return source.this if isinstance(source, exp.Subquery | exp.Lateral) else None


def _leaves(query: exp.Expr) -> Iterator[exp.Select]:
    """The SELECTs whose rows the query gives."""
    node = query.unnest()
    if isinstance(node, exp.SetOperation):
        yield from _leaves(node.left)
        yield from _leaves(node.right)
    elif isinstance(node, exp.Select):
        yield node
    elif isinstance(node, exp.Subquery):
        yield from _leaves(node.this)


def _assigned_owner(target: exp.Expr, assignments: list[exp.Expr]) -> str | None:
    """A row never changes hands."""
    table = target.find(exp.Table)
    needed = tenant_columns().get(table.name.lower()) if table is not None else None
    if table is None or needed is None:
        return None
    names = {column.name.lower() for item in assignments for column in item.this.find_all(exp.Column)}
    return table.name if needed in names else None


def _overwrites(insert: exp.Insert, needed: str) -> bool:
    """Whether ON CONFLICT could change a row of another organization."""
    conflict = insert.args.get("conflict")
    if conflict is None or "UPDATE" not in str(conflict.args.get("action") or "").upper():
        return False
    columns = (column for key in conflict.args.get("conflict_keys") or [] for column in key.find_all(exp.Column))
    keys = {column.name.lower() for column in columns}
    return needed not in keys or _assigned_owner(insert.this, conflict.expressions) is not None
