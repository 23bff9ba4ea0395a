"""What tables of figures, of their sources and of their subjects must hold."""

from qngeo import schema
from qngeo.domain.imports.rules import CODE, DATE, LayerRules, Rule
from qngeo.model import Confidence, Kind
from qngeo.units import UNITS

FACT_ID = r"f\d{4,}"

BESIDE_FACTS = {
    "source_title": "title",
    "source_publisher": "publisher",
    "source_date": "date",
    "source_url": "url",
    "subject_name_vi": "name_vi",
    "subject_name_en": "name_en",
}
"""Columns of a table of figures that register a source or a subject of it, and the
columns of those registers."""

FACTS = LayerRules(
    name="facts",
    prefix="",
    example="f900123",
    form=FACT_ID,
    id_aliases=("fact id", "feature id", "id", "ma so lieu"),
    shape="none",
    rules=(
        Rule(
            column="subject_id",
            required=True,
            aliases=("doi tuong", "ma doi tuong", "khu", "ten khu", "subject", "kcn"),
        ),
        Rule(
            column="attribute",
            required=True,
            aliases=("chi tieu", "thuoc tinh", "ten chi tieu", "indicator"),
        ),
        Rule(
            column="value",
            required=True,
            aliases=("gia tri", "so lieu", "so luong"),
        ),
        Rule(
            column="unit",
            kind=CODE,
            allowed=tuple(UNITS),
            aliases=("don vi", "don vi tinh", "dvt"),
        ),
        Rule(
            column="qualifier",
            kind=CODE,
            allowed=schema.QUALIFIERS,
            aliases=("muc chinh xac",),
        ),
        Rule(
            column="as_of",
            kind=DATE,
            aliases=("thoi diem", "tinh den", "ngay", "nam", "date"),
        ),
        Rule(column="recorded", kind=DATE, aliases=("ngay ghi", "ngay nhap")),
        Rule(
            column="confidence",
            kind=CODE,
            required=True,
            allowed=tuple(c.value for c in Confidence),
            aliases=("do tin cay",),
            default=Confidence.STATED.value,
        ),
        Rule(
            column="definition",
            kind=CODE,
            allowed=schema.DEFINITIONS,
            aliases=("dinh nghia",),
        ),
        Rule(column="scope", aliases=("pham vi",)),
        Rule(column="source_id", aliases=("nguon", "ma nguon", "source", "source ids")),
        Rule(column="note", aliases=("ghi chu",)),
        Rule(column="source_title", aliases=("ten nguon", "ten tai lieu")),
        Rule(column="source_publisher", aliases=("co quan ban hanh", "nha xuat ban")),
        Rule(
            column="source_date",
            kind=DATE,
            aliases=("ngay nguon", "ngay ban hanh"),
        ),
        Rule(column="source_url", aliases=("dia chi nguon", "lien ket", "url")),
        Rule(column="subject_name_vi", aliases=("ten doi tuong",)),
        Rule(column="subject_name_en"),
    ),
)
"""Figures (số liệu), many at once. Ids and days of recording are given where the
file has none; `BESIDE_FACTS` register sources and subjects in the same step."""

SOURCES = LayerRules(
    name="sources",
    prefix="",
    example="qd_123_2025",
    form=r"[a-z0-9_]+",
    id_aliases=("source id", "feature id", "id", "ma nguon", "ma"),
    shape="none",
    rules=(
        Rule(
            column="title",
            required=True,
            aliases=("ten", "ten nguon", "tieu de", "ten tai lieu", "name"),
        ),
        Rule(
            column="publisher",
            aliases=("co quan ban hanh", "nha xuat ban", "don vi"),
        ),
        Rule(
            column="date",
            kind=DATE,
            aliases=("ngay", "ngay ban hanh", "nam"),
        ),
        Rule(column="url", aliases=("dia chi", "lien ket", "link")),
        Rule(
            column="language",
            kind=CODE,
            required=True,
            allowed=schema.SOURCE_LANGUAGES,
            aliases=("ngon ngu",),
            default="vi",
        ),
        Rule(
            column="type",
            kind=CODE,
            required=True,
            allowed=schema.SOURCE_TYPES,
            aliases=("loai", "loai nguon"),
            default="other",
        ),
        Rule(column="note", aliases=("ghi chu",)),
    ),
)
"""Sources (nguồn) of figures and outlines."""

SUBJECTS = LayerRules(
    name="subjects",
    prefix="",
    example="park:song_khoai",
    form=r"[a-z_]+:[a-z0-9_]+",
    id_aliases=("subject id", "feature id", "id", "ma", "ma doi tuong"),
    shape="none",
    rules=(
        Rule(
            column="kind",
            kind=CODE,
            required=True,
            allowed=tuple(k.value for k in Kind),
            aliases=("loai", "loai doi tuong"),
        ),
        Rule(
            column="name_vi",
            required=True,
            aliases=("ten", "name", "ten vi", "ten tieng viet", "ten doi tuong"),
        ),
        Rule(
            column="name_en",
            required=True,
            aliases=("ten en", "ten tieng anh", "english name"),
        ),
        Rule(column="aliases", aliases=("ten khac", "ten goi khac")),
        Rule(column="zone_id", aliases=("khu kinh te", "thuoc kkt")),
        Rule(column="parent_id", aliases=("thuoc", "truc thuoc")),
        Rule(column="communes", aliases=("xa", "xa phuong", "dia ban")),
        Rule(column="districts_legacy", aliases=("huyen cu", "huyen")),
        Rule(
            column="status",
            kind=CODE,
            allowed=schema.STATUSES,
            aliases=("trang thai", "tinh trang"),
        ),
        Rule(column="note", aliases=("ghi chu",)),
    ),
)
"""Subjects (đối tượng): the things that figures speak of."""
