"""Documents of every kind become passages that can be cited, and a mended document leaves nothing of its past."""

from pathlib import Path

import pytest
from sqlmodel import select

from jobs.importers.documents.manuscript import MAX_PASSAGE_CHARS
from jobs.importing import run_import
from shop.database import Database
from shop.errors import Invalid, NotFound
from shop.knowledge import Document, Passage, all_passages, get_passage, link_to, manuals_of
from tests.jobs.small_pdf import pdf_of

KETTLE = """<html lang="en"><head><link rel="canonical" href="https://shop.example/kettle">
<meta name="aisle:product_id" content="kettle-1"></head><body><nav>Home Cart</nav><main><h1>Kettle K7</h1>
<h2 id="descale">Descaling</h2><p>Fill it with water and <b>50 ml</b> of vinegar.</p>
<table><tr><th>Part</th><th>Life</th></tr><tr><td>Filter</td><td>6 months</td></tr></table>
<script>steal()</script></main><footer>Imprint</footer></body></html>"""


def bring_in(database: Database, folder: Path) -> list[str]:
    """Reasons of what was refused."""
    reports = run_import(database, "knowledge", folder, currency="EUR", rejects_dir=folder.parent / "rejects")
    return [rejected.reason for report in reports for rejected in report.rejected]


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def passage(database: Database, passage_id: str) -> Passage:
    with database.session() as session:
        return get_passage(session, passage_id)


def test_each_heading_of_markdown_opens_a_passage_without_markup(database: Database, tmp_path: Path) -> None:
    file(tmp_path / "docs", "faq/pickup.md", "# Pick-up\n\n## Hours\nMonday to Friday, **10:00** to [18:00](/map).\n")

    assert bring_in(database, tmp_path / "docs") == []

    found = passage(database, "faq-pickup:en:0")
    assert (found.heading, found.text) == ("Hours", "Monday to Friday, 10:00 to 18:00.")
    with database.session() as session:
        assert session.get_one(Document, "faq-pickup").kind == "faq"


def test_two_languages_are_one_document(either_database: Database, tmp_path: Path) -> None:
    file(tmp_path / "docs", "en/pickup.md", "# Pick-up\nIn our shop in Leipzig.")
    file(tmp_path / "docs", "zh/pickup.md", "# 到店自提\n在莱比锡门店取货。")
    bring_in(either_database, tmp_path / "docs")

    with either_database.session() as session:
        document = session.get_one(Document, "pickup")
    assert (document.title, document.title_zh) == ("Pick-up", "到店自提")
    assert passage(either_database, "pickup:zh:0").text == "在莱比锡门店取货。"


def test_the_language_is_told_from_the_text_where_nothing_says_it(database: Database, tmp_path: Path) -> None:
    file(tmp_path / "docs", "returns.md", "# 退货\n签收后 30 天内可以退货，支持 PayPal 退款。")
    bring_in(database, tmp_path / "docs")

    assert passage(database, "returns:zh:0").language == "zh"


def test_a_page_is_read_without_what_stands_around_it(database: Database, tmp_path: Path) -> None:
    file(tmp_path / "docs", "kettle.html", KETTLE)
    bring_in(database, tmp_path / "docs")

    found = passage(database, "kettle:en:0")
    assert found.text == "Fill it with water and 50 ml of vinegar.\n\nPart | Life\nFilter | 6 months"
    with database.session() as session:
        assert link_to(session.get_one(Document, "kettle"), found) == "https://shop.example/kettle#descale"
        assert manuals_of(session, "kettle-1") == ["kettle"]


def test_a_pdf_is_cut_at_its_larger_lines_and_knows_its_pages(database: Database, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    pages = [
        [(20, "Kettle K7"), (11, "Read this first and keep it.")],
        [(14, "Descaling"), (11, "Fill it with water and 50 ml of vine-"), (11, "gar. Boil it twice.")],
    ]
    (tmp_path / "docs" / "kettle.pdf").write_bytes(pdf_of(pages))
    bring_in(database, tmp_path / "docs")

    found = passage(database, "kettle:en:1")
    assert (found.heading, found.text) == ("Descaling", "Fill it with water and 50 ml of vinegar. Boil it twice.")
    assert found.anchor == "page=2"
    with database.session() as session:
        assert session.get_one(Document, "kettle").kind == "manual"


def test_long_sections_are_cut_to_what_a_reply_can_cite(database: Database, tmp_path: Path) -> None:
    file(tmp_path / "docs", "long.md", "# Long\n" + "One sentence of this length stands here. " * 100)
    bring_in(database, tmp_path / "docs")

    with database.session() as session:
        texts = [each.text for document, each in all_passages(session) if document.document_id == "long"]
    assert len(texts) > 1
    assert max(map(len, texts)) <= MAX_PASSAGE_CHARS
    assert " ".join(texts).count("One sentence") == 100


def test_a_shorter_edition_leaves_nothing_of_the_longer_one(either_database: Database, tmp_path: Path) -> None:
    path = file(tmp_path / "docs", "pickup.md", "# Pick-up\nYes.\n## Hours\nTen to six.\n## Old\nGone.")
    bring_in(either_database, tmp_path / "docs")
    path.write_text("# Pick-up\nNo longer.", encoding="utf-8")
    bring_in(either_database, tmp_path / "docs")

    with either_database.session() as session:
        kept = session.exec(select(Passage.text).where(Passage.document_id == "pickup")).all()
    assert kept == ["No longer."]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("broken.pdf", b"%PDF-1.7 nothing", "not readable as PDF"),
        ("empty.md", b"# Only a heading\n", "it holds no text"),
        ("latin.md", "# Größe\nÜber".encode("latin-1"), "utf-8"),
        ("script.md", b"---\nurl: javascript:alert(1)\n---\n# T\ntext", "a link starts with"),
        ("odd.md", b"---\nkind: poem\n---\n# T\ntext", "a policy, a faq or a manual"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named_and_the_rest_comes_in(
    database: Database, tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    file(tmp_path / "docs", "good.md", "# Good\nText.")
    (tmp_path / "docs" / name).write_bytes(content)

    reasons = bring_in(database, tmp_path / "docs")

    assert len(reasons) == 1
    assert why in reasons[0]
    assert passage(database, "good:en:0").text == "Text."


def test_an_empty_or_missing_folder_is_no_silent_success(database: Database, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    with pytest.raises(Invalid, match="holds no document"):
        bring_in(database, tmp_path / "docs")
    with pytest.raises(NotFound):
        bring_in(database, tmp_path / "nowhere")
