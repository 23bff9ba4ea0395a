"""What a rule of a column and the rules of a layer are, and those many layers share."""

from dataclasses import dataclass

from qngeo import schema
from qngeo.model import GeometryMethod
from qngeo.names import fold

TEXT, NUMBER, DATE, CODE = "text", "number", "date", "code"

AREA, LINE, POINT = "area", "line", "point"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What one column must hold.

    Attributes
    ----------
    column : str
    kind : str
        text, number, date (`qngeo.dates`) or code (one of ``allowed``).
    required : bool
        Whether an empty cell is a fault.
    allowed : tuple of str
        Of a code.
    above : float or None
        A number must be greater, or equal where ``equal``.
    equal : bool
    aliases : tuple of str
        Folded names under which files bring the column.
    default : str
        What an empty cell stands for; "" for nothing.
    """

    column: str
    kind: str = TEXT
    required: bool = False
    allowed: tuple[str, ...] = ()
    above: float | None = None
    equal: bool = False
    aliases: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, kw_only=True)
class LayerRules:
    """What a layer asks of its rows.

    Attributes
    ----------
    name : str
    prefix : str
        Of the ids, such as "park"; empty where ids have none.
    kinds : tuple of str
        Further beginnings of ids that belong to the layer.
    example : str
        An id of a table without prefix, for messages.
    form : str
        Pattern of the ids of such a table.
    id_aliases : tuple of str
        Folded names of the column with the id.
    shape : str
        "required", "optional" or "none".
    drawn : str
        "area", "line" or "point": what its shapes are.
    area : str
        Column with the stated area, hectares, to hold against the outline.
    overlaps : bool
        Whether rows must not cover the same land.
    rules : tuple of Rule
    """

    name: str
    prefix: str
    id_aliases: tuple[str, ...]
    shape: str
    rules: tuple[Rule, ...]
    area: str = ""
    overlaps: bool = False
    kinds: tuple[str, ...] = ()
    drawn: str = AREA
    example: str = ""
    form: str = ""

    def column_for(self, header: str) -> str:
        """Return the column that a header of a file means, "" for none.

        Examples
        --------
        >>> size = Rule(column="area_ha", aliases=("dien tich",))
        >>> rules = LayerRules(
        ...     name="plots", prefix="plot", id_aliases=(), shape="none", rules=(size,)
        ... )
        >>> rules.column_for("Diện tích (ha)")
        'area_ha'
        """
        word = fold(header.replace("_", " "))
        for unit in (" ha", " m2", " km2"):
            word = word.removesuffix(unit) if word != unit.strip() else word
        if word in self.id_aliases:
            return "feature_id"
        for rule in self.rules:
            bare = fold(rule.column.replace("_", " ")).removesuffix(" ha")
            if word in (bare, *rule.aliases):
                return rule.column
        return ""

    def rule(self, column: str) -> Rule | None:
        """Return the rule of a column, None where there is none."""
        return next((rule for rule in self.rules if rule.column == column), None)


NAMES = (
    Rule(
        column="name_vi",
        required=True,
        aliases=("name", "ten", "ten vi", "ten goi", "ten tieng viet", "ten kcn",
                 "ten khu", "ten xa", "ten cum", "layer"),
    ),
    Rule(column="name_en", aliases=("ten en", "ten tieng anh", "english name")),
)  # fmt: skip
ORIGIN = (
    Rule(column="note_vi", aliases=("note", "ghi chu", "description")),
    Rule(column="note_en"),
    Rule(column="source_ids", aliases=("source id", "nguon", "source")),
    Rule(column="valid_from", kind=DATE, aliases=("tu ngay", "hieu luc tu", "from")),
    Rule(column="valid_to", kind=DATE, aliases=("den ngay", "hieu luc den", "to")),
)
STATUS = Rule(
    column="status",
    kind=CODE,
    allowed=schema.STATUSES,
    aliases=("trang thai", "tinh trang"),
)
METHOD = Rule(
    column="geometry_method",
    kind=CODE,
    allowed=("", *(method.value for method in GeometryMethod)),
)
IDS = ("feature id", "id", "subject id", "ma", "code", "ma so", "ma doi tuong")
SUBJECT = Rule(column="subject_id")
