"""What is for sale: categories, brands, products and their variants."""

from shop.catalog.changes import Changes, Mark, changes_since, current_mark, forget_changes
from shop.catalog.entities import Attribute, Brand, Category, Image, Product, Variant
from shop.catalog.outline import Outline, outline_of
from shop.catalog.queries import (
    buyable_skus,
    category_path,
    category_subtree,
    find_by_sku,
    get_product,
    get_variant,
    hidden_ids,
    list_categories,
    list_products,
    missing_products,
    products_by_category,
    variants_of,
)

__all__ = [
    "Attribute",
    "Brand",
    "Category",
    "Changes",
    "Image",
    "Mark",
    "Outline",
    "Product",
    "Variant",
    "buyable_skus",
    "category_path",
    "category_subtree",
    "changes_since",
    "current_mark",
    "find_by_sku",
    "forget_changes",
    "get_product",
    "get_variant",
    "hidden_ids",
    "list_categories",
    "list_products",
    "missing_products",
    "outline_of",
    "products_by_category",
    "variants_of",
]
