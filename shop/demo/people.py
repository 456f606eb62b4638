"""Six hundred invented customers: names, homes, ways to pay, and a taste that their behaviour follows."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import SQLModel

from shop.customers import Address, Customer, PaymentMethod

CUSTOMERS = 600
FIRST_NUMBER = 1001
FIRST = [
    "Mara",
    "Jonas",
    "Ines",
    "Theo",
    "Lena",
    "Oskar",
    "Priya",
    "Daniel",
    "Sofia",
    "Marcus",
    "Elif",
    "Tom",
    "Hanna",
    "Victor",
    "Amira",
    "Paul",
    "Greta",
    "Felix",
    "Nadia",
    "Hugo",
    "Clara",
    "Samuel",
    "Rosa",
    "Anton",
    "Leila",
    "Noah",
    "Ida",
    "Ravi",
    "Emma",
    "Milan",
    "Freya",
    "Omar",
    "Julia",
    "Leo",
    "Anouk",
    "Ben",
    "Maya",
    "Karl",
    "Zoe",
    "Arthur",
    "Nora",
    "Ivan",
    "Alma",
    "Luis",
    "Vera",
    "Emil",
    "Tara",
    "Jakob",
    "Selma",
    "Dario",
]
LAST = [
    "Lindqvist",
    "Brandt",
    "Okafor",
    "Moretti",
    "Nguyen",
    "Hartmann",
    "Silva",
    "Novak",
    "Schultz",
    "Berger",
    "Kapoor",
    "Larsen",
    "Fischer",
    "Costa",
    "Weiss",
    "Jansen",
    "Demir",
    "Walker",
    "Rossi",
    "Keller",
    "Haddad",
    "Moreau",
    "Sato",
    "Bauer",
    "Ortiz",
    "Dahl",
    "Petrov",
    "Lang",
    "Meyer",
    "Ruiz",
    "Vogel",
    "Quinn",
    "Reyes",
    "Holm",
    "Adler",
    "Cruz",
    "Stein",
    "Marsh",
    "Boyd",
    "Frost",
]
FAMILY_ZH = [
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "赵",
    "黄",
    "周",
    "吴",
    "徐",
    "孙",
    "胡",
    "朱",
    "高",
    "林",
    "何",
    "郭",
    "马",
    "罗",
]
GIVEN_ZH = [
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "磊",
    "洋",
    "艳",
    "勇",
    "杰",
    "雪梅",
    "晓东",
    "子涵",
    "雨桐",
    "浩然",
    "欣怡",
    "梓萱",
    "建国",
    "丽华",
    "思远",
    "文博",
    "嘉怡",
]
STREETS = ("Mill Lane", "Harbour Street", "Linden Avenue", "Station Road", "Garden Row", "Church Street", "Oak Drive")
STREETS_ZH = ("文三路", "淮海中路", "深南大道", "人民南路", "中山北路", "解放路")


@dataclass(frozen=True)
class City:
    """Where people live, and the sorting hub their parcels pass."""

    name: str
    name_zh: str
    region: str
    country: str
    postcode: str
    hub: str
    hub_zh: str
    chinese: bool = False


CITIES = (
    City("Portland", "波特兰", "OR", "USA", "972", "Salt Lake City", "盐湖城"),
    City("Austin", "奥斯汀", "TX", "USA", "787", "Dallas", "达拉斯"),
    City("Chicago", "芝加哥", "IL", "USA", "606", "Indianapolis", "印第安纳波利斯"),
    City("Boston", "波士顿", "MA", "USA", "021", "Albany", "奥尔巴尼"),
    City("Seattle", "西雅图", "WA", "USA", "981", "Salt Lake City", "盐湖城"),
    City("Denver", "丹佛", "CO", "USA", "802", "Kansas City", "堪萨斯城"),
    City("Berlin", "柏林", "", "Germany", "101", "Halle", "哈雷"),
    City("Hamburg", "汉堡", "", "Germany", "203", "Halle", "哈雷"),
    City("Amsterdam", "阿姆斯特丹", "", "Netherlands", "101", "Utrecht", "乌得勒支"),
    City("Bristol", "布里斯托", "", "United Kingdom", "BS1", "Coventry", "考文垂"),
    City("Hangzhou", "杭州", "浙江", "China", "310", "Hangzhou", "杭州转运中心", chinese=True),
    City("Shanghai", "上海", "", "China", "200", "Shanghai", "上海转运中心", chinese=True),
    City("Shenzhen", "深圳", "广东", "China", "518", "Guangzhou", "广州转运中心", chinese=True),
    City("Chengdu", "成都", "四川", "China", "610", "Chengdu", "成都转运中心", chinese=True),
)


@dataclass(frozen=True)
class Person:
    """A customer with what the shop's tables do not say: where they live, and since when they are known."""

    customer: Customer
    address: Address
    methods: tuple[PaymentMethod, ...]
    city: City
    since: datetime

    @property
    def rows(self) -> list[SQLModel]:
        return [self.customer, self.address, *self.methods]


def people(rng: random.Random, today: datetime) -> list[Person]:
    taken: set[str] = set()
    return [_person(FIRST_NUMBER + number, rng, today, taken) for number in range(CUSTOMERS)]


def _person(number: int, rng: random.Random, today: datetime, taken: set[str]) -> Person:
    city = rng.choice(CITIES)
    first, last = (
        (rng.choice(GIVEN_ZH), rng.choice(FAMILY_ZH)) if city.chinese else (rng.choice(FIRST), rng.choice(LAST))
    )
    customer_id = f"c-{number}"
    since = today - timedelta(days=rng.randint(190, 900), minutes=rng.randint(0, 1439))
    customer = Customer(
        customer_id=customer_id,
        email=_email(first, last, number, taken),
        first_name=first,
        last_name=last,
        language="zh" if city.chinese else "en",
        personalise=rng.random() > 0.04,
        created_at=since,
    )
    return Person(customer, _address(customer, city, rng), tuple(_methods(customer_id, city, rng)), city, since)


def _email(first: str, last: str, number: int, taken: set[str]) -> str:
    name = f"{first}.{last}".lower() if first.isascii() else f"user{number}"
    email = f"{name}@example.com"
    if email in taken:
        email = f"{name}{number % 1000}@example.com"
    taken.add(email)
    return email


def _address(customer: Customer, city: City, rng: random.Random) -> Address:
    chinese = city.chinese
    street = (
        f"{rng.choice(STREETS_ZH)}{rng.randint(2, 480)}号"
        if chinese
        else f"{rng.randint(2, 240)} {rng.choice(STREETS)}"
    )
    postcode = (
        f"{city.postcode} {rng.randint(1, 9)}QJ"
        if city.postcode.isalnum() and not city.postcode.isdigit()
        else (f"{city.postcode}{rng.randint(0, 999):03}" if chinese else f"{city.postcode}{rng.randint(0, 99):02}")
    )
    return Address(
        address_id=f"{customer.customer_id}-home",
        customer_id=customer.customer_id,
        is_default=True,
        name=f"{customer.last_name}{customer.first_name}" if chinese else customer.full_name,
        line1=street,
        line2=f"{rng.randint(1, 30)}单元{rng.randint(1, 28)}0{rng.randint(1, 4)}室" if chinese else "",
        city=city.name_zh if chinese else city.name,
        region=city.region,
        postcode=postcode,
        country="中国" if chinese else city.country,
    )


def _methods(customer_id: str, city: City, rng: random.Random) -> list[PaymentMethod]:
    card = PaymentMethod(
        payment_method_id=f"{customer_id}-card",
        customer_id=customer_id,
        kind="credit_card",
        brand=rng.choice(("Visa", "Mastercard", "Visa", "Amex") if not city.chinese else ("UnionPay", "Visa")),
        last_four=f"{rng.randint(0, 9999):04}",
    )
    wallet = PaymentMethod(
        payment_method_id=f"{customer_id}-wallet",
        customer_id=customer_id,
        kind="alipay" if city.chinese else "paypal",
    )
    gift = PaymentMethod(
        payment_method_id=f"{customer_id}-gift",
        customer_id=customer_id,
        kind="gift_card",
        balance_minor=rng.choice((1000, 2500, 5000, 10000)),
    )
    return [card, *([wallet] if rng.random() < 0.45 else []), *([gift] if rng.random() < 0.15 else [])]
