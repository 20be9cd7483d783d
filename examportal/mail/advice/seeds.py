"""The advice that the portal brings along; the office words its own in place of it. Plain Python.

Meanings: RFC 3463 and the IANA registry of enhanced status codes, and what the great providers publish about theirs.
"""

from collections.abc import Iterator

from examportal.mail.advice.rules import ACCEPTED, ANY, LINE, RELAY, UNUSABLE, Advice

_OTHER_ADDRESS = "Podaj inny adres albo zadzwoń do komisji."

_NO_SUCH_MAILBOX = (
    "nie ma takiej skrzynki",
    (
        "Serwer poczty odpowiada, że takiej skrzynki nie ma. Najczęściej w adresie jest literówka: sprawdź każdą "
        "literę i końcówkę po znaku @."
    ),
)
_NO_SUCH_DOMAIN = (
    "nie ma takiej domeny",
    (
        "W internecie nie ma serwera poczty o nazwie, która stoi w adresie po znaku @. Sprawdź, czy nie ma w niej "
        "literówki."
    ),
)
_MAILBOX_CLOSED = (
    "skrzynka wyłączona",
    "Ta skrzynka jest wyłączona albo dawno nieużywana. Zaloguj się do niej, aby ją odblokować, albo podaj inny adres.",
)
_MAILBOX_FULL = (
    "skrzynka pełna",
    (
        "Ta skrzynka jest pełna. Usuń z niej kilka dużych wiadomości, także z kosza i spamu, a potem wyślij list "
        "jeszcze raz."
    ),
)
_TOO_BIG = (
    "list za duży dla skrzynki",
    f"Skrzynka nie przyjmuje listów tej wielkości, choć nasz jest mały. {_OTHER_ADDRESS}",
)
_TAKEN_FOR_SPAM = (
    "uznany za spam",
    (
        "Serwer poczty uznał list za niechciany. To nie Twoja pomyłka. Podaj adres w innej poczcie albo zadzwoń do "
        "komisji."
    ),
)
_BLOCKED_BY_OWNER = (
    "odrzucony przez filtr",
    (
        "Serwer poczty odrzucił list. Zaloguj się do swojej poczty w przeglądarce i sprawdź, czy nasz adres nie jest "
        "na liście zablokowanych nadawców, a potem wyślij list jeszcze raz. Nie pomaga? Podaj adres w innej poczcie."
    ),
)
_BLOCKS_OUR_SERVER = (
    "blokada naszego serwera",
    (
        "Ta poczta nie przyjmuje teraz listów z naszego serwera. To sprawa po naszej stronie. Podaj adres w innej "
        "poczcie, na przykład szkolnej, albo zadzwoń do komisji."
    ),
)
_NOT_PROVED = (
    "nadawca niepotwierdzony (SPF, DKIM, DMARC)",
    (
        "Serwer poczty nie rozpoznał nas jako nadawcy. To sprawa po naszej stronie. Podaj adres w innej poczcie "
        "albo zadzwoń do komisji."
    ),
)
_GREYLISTED = (
    "odłożony (greylisting)",
    (
        "Serwer poczty odkłada pierwszy list od nowego nadawcy na kilka minut – tak broni się przed spamem. Wyślemy go "
        "ponownie bez Twojego udziału."
    ),
)
_TOO_MANY = (
    "za dużo listów naraz",
    "Ta poczta przyjmuje teraz nasze listy wolniej. Wyślemy go ponownie bez Twojego udziału.",
)
_AWAY = (
    "serwer chwilowo niedostępny",
    "Serwer poczty chwilowo nie przyjmuje listów. Wyślemy go ponownie bez Twojego udziału.",
)
_UNREACHED = (
    "serwer adresata nie odpowiadał",
    f"Serwer tej poczty przez długi czas nie odpowiadał. Sprawdź, czy w adresie nie ma literówki. {_OTHER_ADDRESS}",
)
_OUR_LINE = (
    "nasz serwer poczty nie odpowiada",
    "Nasz serwer poczty chwilowo nie odpowiada. List czeka i wyjdzie bez Twojego udziału.",
)
_OUR_LETTER = (
    "listu nie da się wysłać",
    "Na ten adres nie da się wysłać listu. Sprawdź, czy jest w nim wszystko: nazwa, znak @ i końcówka.",
)
_LOOK_IN_SPAM = (
    "przyjęty",
    "Jeśli nie widzisz go w odebranych, zajrzyj do folderu Spam.",
)
_LOOK_IN_TABS = (
    "przyjęty",
    "Jeśli nie widzisz go w odebranych, zajrzyj do folderu Spam oraz do zakładek Oferty i Powiadomienia.",
)
_LOOK_IN_JUNK = (
    "przyjęty",
    "Jeśli nie widzisz go w odebranych, zajrzyj do folderów Wiadomości-śmieci i Inne.",
)

_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    _NO_SUCH_MAILBOX: ("5.1.1", "5.1.0", "5.1.3", "5.1.6", "5.1.10", "5.0.1", "550", "551", "553"),
    _NO_SUCH_DOMAIN: ("5.1.2", "5.4.4", "5.4.310"),
    _MAILBOX_CLOSED: ("5.2.1", "5.2.0"),
    _MAILBOX_FULL: ("5.2.2", "4.2.2", "552", "452"),
    _TOO_BIG: ("5.2.3", "5.3.4"),
    _TAKEN_FOR_SPAM: ("5.7.1", "5.7.0", "5.6.0", "554"),
    _BLOCKS_OUR_SERVER: ("5.7.606", "5.7.708", "5.7.511"),
    _NOT_PROVED: ("5.7.7", "5.7.9", "5.7.20", "5.7.23", "5.7.25", "5.7.26", "5.7.27", "5.7.29", "5.7.509"),
    _GREYLISTED: ("4.7.1", "4.7.0", "4.2.0", "450", "451"),
    _TOO_MANY: ("4.7.28", "4.5.3", "4.7.500"),
    _AWAY: ("4.3.*", "4.4.*", "4.2.1", "421"),
    _UNREACHED: ("5.4.1", "5.4.7", "5.4.0", "5.4.300", "5.4.316"),
    _OUR_LINE: (LINE, RELAY),
    _OUR_LETTER: (UNUSABLE,),
    _LOOK_IN_SPAM: (ACCEPTED,),
}
_OF_PROVIDERS: dict[tuple[tuple[str, str], str], tuple[str, ...]] = {
    (_LOOK_IN_TABS, "gmail.com"): (ACCEPTED,),
    (_LOOK_IN_JUNK, "outlook.com"): (ACCEPTED,),
    (_TOO_MANY, "gmail.com"): ("4.2.1",),
    (_BLOCKS_OUR_SERVER, "outlook.com"): ("5.7.1",),
    (_BLOCKED_BY_OWNER, "wp.pl"): ("5.7.1",),
    (_BLOCKED_BY_OWNER, "o2.pl"): ("5.7.1",),
    (_BLOCKED_BY_OWNER, "onet.pl"): ("5.7.1",),
    (_BLOCKED_BY_OWNER, "interia.pl"): ("5.7.1",),
}


def _all() -> Iterator[Advice]:
    for words, patterns in _WORDS.items():
        yield from (Advice(pattern, ANY, *words) for pattern in patterns)
    for (words, provider), patterns in _OF_PROVIDERS.items():
        yield from (Advice(pattern, provider, *words) for pattern in patterns)


SEEDS = tuple(_all())
