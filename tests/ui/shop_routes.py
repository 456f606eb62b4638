"""The shop's plain routes on the scripted server: catalogue, cart, orders, the storefront's files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

import wire
from tests.ui import shop_window as window
from tests.ui.dialogue_script import dumped


def _language(request: Request) -> str:
    return "zh" if request.headers.get("accept-language", "").startswith("zh") else "en"


def _cart(lines: list[wire.CartLineItem], change: str | None = None) -> dict[str, Any]:
    total = window.amount(sum((line.price.minor if line.price else 0) * line.quantity for line in lines))
    return dumped(wire.Cart(lines=lines, subtotal=total, total=total, can_undo=change is not None, change=change))


def add(app: FastAPI, cart: list[wire.CartLineItem], start_missing: Callable[[], bool]) -> None:
    _people(app)
    _first_screen(app, start_missing)
    _catalogue(app)
    _cart_routes(app, cart)
    _orders(app)


def _people(app: FastAPI) -> None:
    @app.post("/v1/guests", status_code=201)
    def guest() -> dict[str, str]:
        return {
            "token": "h.eyJzdWIiOiJndWVzdC0xIn0.s",
            "customer_id": "guest-1",
            "expires_at": window.now().isoformat(),
        }

    @app.post("/v1/demo/tokens")
    def token(body: wire.DemoTokenRequest) -> dict[str, str]:
        return {
            "token": "h.eyJzdWIiOiJjLTEifQ.s",
            "customer_id": body.customer_id or "c-1",
            "role": "shopper",
            "expires_at": window.now().isoformat(),
        }

    @app.get("/v1/demo/customers")
    def customers() -> dict[str, Any]:
        people = (
            ("c-1", "Mara Lind", "An order on its way, likes coffee things"),
            ("c-2", "Wei Chen", "Runs in the rain, reads Chinese"),
            ("c-3", "Tom Abel", "New here, nothing ordered yet"),
        )
        return {"items": [{"customer_id": key, "name": name, "note": note} for key, name, note in people]}

    @app.get("/v1/me/profile")
    def profile() -> dict[str, Any]:
        fact = wire.FactItem(
            fact_id="f-1",
            kind="taste",
            name="Colour",
            value="dark green",
            source="You said so on 12 November",
            at=window.now(),
        )
        return dumped(wire.Profile(customer_id="guest-1", facts=[fact]))

    @app.post("/v1/events")
    def events(body: wire.EventBatch) -> dict[str, Any]:
        for each in body.events:
            wire.EventIn.model_validate(each)
        return {"accepted": len(body.events), "duplicates": 0, "rejected": []}


def _first_screen(app: FastAPI, start_missing: Callable[[], bool]) -> None:
    @app.get("/v1/widget/start", response_model=None)
    def start(language: str = "en") -> dict[str, Any] | Response:
        if start_missing():
            return Response(status_code=404)
        english = [
            "Where is my order 10442?",
            "Headphones for the train",
            "Compare the two trail shoes",
            "A kettle under $50",
        ]
        chinese = ["我的订单 10442 到哪了？", "坐火车用的耳机", "比较两双跑鞋", "300 元以内的水壶"]
        greeting = "Good to see you. What are you after today?" if language == "en" else "您好，今天想找点什么？"
        return dumped(
            wire.Started(
                shop={"name": "Hollin & Fen", "currency": window.CURRENCY, "language": language},
                greeting=greeting,
                suggestions=[{"text": text} for text in (english if language == "en" else chinese)],
            )
        )

    @app.get("/images/{name}.svg")
    def image(name: str) -> Response:
        return Response(window.drawing(name), media_type="image/svg+xml")


def _found(request: Request, q: str, category: str | None, price_max: int | None) -> list[wire.Item]:
    words = q.lower().split()
    chosen = [
        good
        for good in window.goods()
        if (not category or good.category_id == category)
        and (not price_max or good.price_minor <= price_max)
        and all(word in f"{good.title} {good.title_zh} {good.brand}".lower() for word in words)
    ]
    return [
        window.item(good, position, language=_language(request), reasons=False)
        for position, good in enumerate(chosen, start=1)
    ]


def _catalogue(app: FastAPI) -> None:
    @app.get("/v1/catalog/categories")
    def categories() -> dict[str, Any]:
        counted = {key: sum(good.category_id == key for good in window.goods()) for key, *_ in window.categories()}
        return {
            "items": [
                dumped(
                    wire.CategoryItem(
                        category_id=key,
                        name=name,
                        name_zh=chinese,
                        image_url=f"/images/{drawn}.svg",
                        product_count=counted[key],
                    )
                )
                for key, name, chinese, drawn in window.categories()
            ]
        }

    @app.get("/v1/search")
    def search(
        request: Request, q: str = "", category: str | None = None, price_max: int | None = None
    ) -> dict[str, Any]:
        everything = _found(request, q, category, price_max)
        wanted = request.query_params.getlist("brand")
        found = [item for item in everything if not wanted or item.brand in wanted]
        brands = sorted({item.brand or "" for item in everything})
        facets = {
            "brand": [
                wire.Facet(value=brand, label=brand, count=sum(item.brand == brand for item in everything))
                for brand in brands
            ],
            "attr.colour": [
                wire.Facet(value="green", label="Green", count=2),
                wire.Facet(value="blue", label="Blue", count=3),
            ],
        }
        return dumped(wire.SearchPage(slate_id="search-1", items=found, facets=facets, total=len(found)))

    @app.get("/v1/recommendations")
    def recommendations(request: Request, surface: str = "home", limit: int = 8) -> dict[str, Any]:
        shown = window.items(
            "mug-pair",
            "veltra-calm",
            "day-pack",
            "tarn-ridge",
            "reading-lamp",
            "teal-kettle",
            "weekender",
            "norrin-stay",
            language=_language(request),
        )
        return dumped(wire.Recommendations(slate_id=f"rec-{surface}", items=shown[:limit]))

    @app.get("/v1/products/{product_id}", response_model=None)
    def product(product_id: str, request: Request) -> dict[str, Any] | Response:
        good = next((good for good in window.goods() if good.product_id == product_id), None)
        if good is None:
            return Response(status_code=404)
        item = window.item(good, 1, language=_language(request))
        attributes = [
            wire.AttributeValue(name=name, label=label, value=value)
            for name, label, value in (
                ("weight", "Weight", "240 g"),
                ("colour", "Colour", "Green"),
                ("warranty", "Warranty", "2 years"),
            )
        ]
        review = wire.ReviewItem(
            review_id="r-17", author="Ida", stars=5, title="Just right", text=good.quote, at=window.now(), verified=True
        )
        detail = wire.ProductDetail(
            **item.model_dump(),
            description=f"{good.why}. {good.quote} Made to be repaired, with spare parts for ten years.",
            attributes=attributes,
            reviews=[review],
            images=[item.image_url or ""],
        )
        return dumped(detail)

    @app.get("/v1/products/{product_id}/{relation}")
    def related(product_id: str, relation: str, request: Request) -> dict[str, Any]:
        shown = window.items("mug-pair", "veltra-quiet", "day-pack", "desk-lamp", language=_language(request))
        return dumped(wire.Recommendations(slate_id=f"{relation}-1", items=shown))


def _cart_routes(app: FastAPI, cart: list[wire.CartLineItem]) -> None:
    before: list[list[wire.CartLineItem]] = []

    @app.get("/v1/cart")
    def read() -> dict[str, Any]:
        return _cart(cart)

    @app.post("/v1/cart/lines")
    def add_line(body: wire.AddLine, request: Request) -> dict[str, Any]:
        before.append(list(cart))
        good = window.good_by_sku(body.sku)
        item = window.item(good, 1, language=_language(request))
        options = {"Choice": body.sku.removeprefix(f"{good.product_id}-")} if good.options else {}
        cart.append(
            wire.CartLineItem(
                line_id=f"C{len(cart) + 1}",
                sku=body.sku,
                product_id=good.product_id,
                title=item.title,
                options=options,
                quantity=body.quantity,
                price=item.price,
                image_url=item.image_url,
            )
        )
        return _cart(
            cart,
            f"Added: {item.title}, {body.quantity} piece"
            if _language(request) == "en"
            else f"已加入：{item.title}，{body.quantity} 件",
        )

    @app.post("/v1/cart/undo")
    def undo() -> dict[str, Any]:
        cart[:] = before.pop() if before else []
        return _cart(cart)

    @app.patch("/v1/cart/lines/{line_id}")
    def change(line_id: str, body: wire.ChangeLine) -> dict[str, Any]:
        cart[:] = [
            line.model_copy(update={"quantity": body.quantity}) if line.line_id == line_id else line for line in cart
        ]
        return _cart(cart, "Changed")

    @app.delete("/v1/cart/lines/{line_id}")
    def remove(line_id: str) -> dict[str, Any]:
        cart[:] = [line for line in cart if line.line_id != line_id]
        return _cart(cart, "Removed")


def _orders(app: FastAPI) -> None:
    @app.get("/v1/orders")
    def orders(request: Request) -> dict[str, Any]:
        return {"items": [dumped(window.order(_language(request)))], "next_cursor": None}

    @app.get("/v1/orders/{order_id}")
    def order(order_id: str, request: Request) -> dict[str, Any]:
        return dumped(window.order(_language(request)))

    @app.get("/v1/offers")
    def offers() -> dict[str, Any]:
        return {"items": [], "next_cursor": None}


def add_storefront(app: FastAPI, folder: Path) -> None:
    @app.get("/shop/{_path:path}")
    def shop_page(_path: str) -> FileResponse:
        return FileResponse(folder / "index.html")

    if folder.is_dir():
        app.mount("/", StaticFiles(directory=folder, html=True))
