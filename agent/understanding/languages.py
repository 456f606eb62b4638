"""Which language a message is in, from its script and its small words."""

import re
from dataclasses import dataclass

from agent.understanding.understood import Language
from retrieval.tokens import HAN

_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[a-z\u00df-\u024f\u1ea0-\u1ef9']+")
"""Latin letters with all their marks, Vietnamese included."""
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
"""Letters that are no words of any language."""
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
)
_UKRAINIAN = re.compile("[\u0404\u0406\u0407\u0490\u0454\u0456\u0457\u0491]")


def _small(words: str) -> frozenset[str]:
    return frozenset(words.split(" "))


_SMALL_WORDS: dict[str, frozenset[str]] = {
    "de": _small(
        "ich der die das und ist nicht wo wie mein meine meinen ein eine einen für mit bitte haben sie suche "
        "möchte "
        "kann auf zu wann kommt bestellung paket danke hallo guten tag unter euro brauche zurück gibt"
    ),
    "fr": _small(
        "je le la les un une et est pas où comment mon ma mes pour avec vous cherche voudrais veux puis quand "
        "commande colis merci bonjour svp plaît des du ce cette sont avez c'est j'ai moins euros"
    ),
    "es": _small(
        "yo el la los las un una y es no dónde donde cómo como mi mis para con usted busco quiero puedo cuándo "
        "pedido paquete gracias hola favor del este esta está tiene tienen necesito quisiera menos qué"
    ),
    "it": _small(
        "io il lo la gli un una e è non dove come mio mia per con cerco vorrei posso quando ordine pacco grazie "
        "ciao buongiorno favore del questo questa sono avete ho meno che"
    ),
    "pt": _small(
        "eu o os um uma e é não onde como meu minha para com você procuro quero posso quando pedido pacote "
        "obrigado "
        "obrigada olá favor do da este esta tem preciso gostaria menos que"
    ),
    "nl": _small(
        "ik de het een en is niet waar hoe mijn voor met u zoek wil kan wanneer bestelling pakket dank hallo "
        "alstublieft van dit deze hebben nodig graag onder"
    ),
    "pl": _small("ja nie jest gdzie jak moje mój dla z szukam chcę mogę kiedy zamówienie paczka dziękuję proszę"),
    "tr": _small(
        "ben bir ve değil nerede nasıl benim için ile istiyorum ne zaman sipariş siparişim kargo teşekkür teşekkürler "
        "merhaba lütfen var mı bu şu arıyorum"
    ),
    "sv": _small(
        "jag en ett och är inte var hur min mitt mina med du vill kan när beställning paket tack hej snälla det den "
        "söker behöver har på från under"
    ),
    "da": _small(
        "jeg en et og er ikke hvor hvordan min mit mine med du vil kan hvornår ordre pakke tak hej venligst det den "
        "søger har brug på fra"
    ),
    "cs": _small(
        "já je není kde jak můj moje moji pro s prosím chci mohu kdy objednávka objednávku balík děkuji ahoj dobrý "
        "den hledám na do se"
    ),
    "ro": _small(
        "eu un o și este nu unde cum meu mea mele pentru cu vreau pot când comanda comandă colet mulțumesc bună vă rog "
        "caut de la sub am"
    ),
    "hu": _small(
        "én egy és van nem hol hogyan az a rendelésem csomagom szeretnék kérem mikor köszönöm szia jó napot "
        "keresek nekem ki mit"
    ),
    "vi": _small(
        "tôi là không ở đâu của cho với muốn có thể khi nào đơn hàng cảm ơn xin chào làm bạn cần tìm một dưới"
    ),
    "id": _small(
        "saya yang dan tidak di mana bagaimana untuk dengan mau ingin bisa kapan pesanan paket terima kasih halo "
        "tolong ini itu cari apakah ada dari ke"
    ),
}
_GREETINGS: dict[str, frozenset[str]] = {
    "de": _small("danke hallo servus moin tschüss"),
    "fr": _small("bonjour bonsoir merci salut"),
    "es": _small("hola gracias adiós buenas"),
    "it": _small("ciao grazie buongiorno buonasera"),
    "pt": _small("olá obrigado obrigada"),
    "nl": _small("dank dankjewel bedankt hoi"),
    "pl": _small("cześć dziękuję"),
    "tr": _small("merhaba teşekkürler"),
    "sv": _small("tack hejsan"),
    "vi": _small("chào"),
}
"""Said alone they tell the language; small words need company."""
_ENGLISH = _small(
    "i the a an and is are not where how my for with you please have want need can do does to of in on it this "
    "that what when "
    "which order me under show find there looking would like thanks hello hi your at from any some no yes we"
)
_MOST_FOREIGN_LEAD = 2


@dataclass(frozen=True)
class LanguageRead:
    language: Language
    """What to answer in."""
    mixed: bool = False
    foreign: str | None = None


def read_language(text: str, *, usual: str | None = None) -> LanguageRead:
    """`usual` is the conversation's language so far; it decides where the message has no letters to tell by."""
    words = _LATIN_WORD.findall(_ADDRESS.sub(" ", text.lower()))
    han = len(_HAN.findall(text))
    script = _script(text)
    if script == "ja" and han < 4 * len(_SCRIPTS[0][1].findall(text)):
        return LanguageRead("en", foreign="ja")
    if han:
        mixed = sum(word in _ENGLISH for word in words) >= 2
        return LanguageRead("en" if mixed and han * 2 <= len(words) else "zh", mixed=mixed)
    if script:
        return LanguageRead("en", foreign=script)
    if not words:
        return LanguageRead("zh" if usual == "zh" else "en")
    return LanguageRead("en", foreign=_foreign(words))


def _script(text: str) -> str | None:
    if text.isascii():
        return None
    letters = sum(letter.isalpha() for letter in text)
    found = next((name for name, letter in _SCRIPTS if len(letter.findall(text)) * 3 > letters), None)
    return "uk" if found == "ru" and _UKRAINIAN.search(text) else found


def _foreign(words: list[str]) -> str | None:
    """A Latin-script language whose small words clearly outnumber the English ones."""
    english = sum(word in _ENGLISH for word in words)
    counted = {name: sum(word in small for word in words) for name, small in _SMALL_WORDS.items()}
    name, best = max(counted.items(), key=lambda pair: pair[1])
    if best >= max(_MOST_FOREIGN_LEAD, english + 2 if len(words) > 3 else english + 1):
        return name
    return next((name for name, greetings in _GREETINGS.items() if greetings.intersection(words) and not english), None)
