"""The `online-retail` preset: invoice lines with returns, missing customers and lines that sold nothing."""

from pathlib import Path

from sqlmodel import col, select

from jobs.importing import run_import
from jobs.train import train
from shop.catalog import Product, Variant
from shop.database import Database
from shop.events import Event
from shop.settings import Settings

LINES = """Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
RED MUG,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
RED MUG,-6,2010-12-03 08:26:00,2.55,17850.0,United Kingdom
 RED  MUG,1,2010-12-04 09:00:00,2.95,,France
TEA POT,2,2010-12-04 09:00:00,9.95,,France
damages,-40,2010-12-05 10:00:00,0.0,,United Kingdom
,1,2010-12-05 10:00:00,0.0,,United Kingdom
TEA POT,two,2010-12-05 10:00:00,9.95,13047.0,United Kingdom
"""


def test_dirty_invoices_become_products_and_purchases_and_training_counts_what_it_drops(tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(LINES)
    settings = Settings(data_dir=tmp_path / "var")
    database = Database(settings.database)
    database.migrate()
    products, events = run_import(database, "online-retail", tmp_path, rejects_dir=tmp_path / "rejects")
    with database.session() as session:
        prices = dict(session.exec(select(Product.title, Variant.price_minor).join(Variant)).all())
        kept = session.exec(select(Event).order_by(col(Event.at))).all()
        customers = [event.customer_id for event in kept]
    data = train(database, settings).data
    database.close()

    assert prices == {"RED MUG": 295, "TEA POT": 995}
    assert (products.imported, events.imported) == (2, 6)
    assert [row.reason for row in events.rejected] == ["no description: nothing says what was sold"]
    assert customers[2] == customers[3] != customers[0] == "17850"
    assert data.dropped == {"unknown_product": 1, "bad_quantity": 1, "returned": 2}
