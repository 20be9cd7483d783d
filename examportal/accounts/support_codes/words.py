"""Two lists of Polish words that are easily said and not mistaken for one another. Plain Python.

256 of each, so that a byte chooses one. No two words of a list differ in one letter alone, and no pair is unkind.
"""

from collections.abc import Mapping

_ADJECTIVES = """
biały czarny czerwony zielony żółty niebieski granatowy błękitny różowy fioletowy brązowy srebrny złoty miedziany
kremowy beżowy turkusowy purpurowy bordowy pomarańczowy liliowy bursztynowy rubinowy szafirowy szmaragdowy perłowy
koralowy miętowy mały duży wielki drobny ogromny wysoki niski długi krótki szeroki wąski głęboki płytki lekki
okrągły kwadratowy trójkątny owalny prosty kręty płaski wypukły spiczasty gładki miękki puszysty gorący ciepły
chłodny zimny mroźny lodowaty śnieżny deszczowy słoneczny wietrzny mglisty burzowy pochmurny gwiaździsty księżycowy
tęczowy wiosenny jesienny zimowy poranny wieczorny nocny niedzielny świąteczny szkolny domowy ogrodowy leśny polny
morski miejski wyspiarski pustynny stepowy łąkowy kamienny drewniany szklany metalowy żelazny stalowy papierowy
wełniany lniany bawełniany jedwabny skórzany gliniany ceglany piaskowy gipsowy woskowy gumowy kartonowy słomiany
bambusowy dębowy sosnowy brzozowy lipowy bukowy klonowy wiśniowy jabłkowy gruszkowy śliwkowy malinowy jagodowy
truskawkowy cytrynowy bananowy orzechowy migdałowy waniliowy czekoladowy karmelowy miodowy cukrowy słodki słony
gorzki świeży dojrzały soczysty pachnący wesoły spokojny cichy głośny dzielny odważny mądry sprytny grzeczny
uprzejmy szczery uczciwy pracowity szybki zwinny silny zdrowy młody nowy starożytny nowoczesny elegancki bogaty
piękny poważny tajemniczy sławny ulubiony wybrany uroczysty królewski książęcy rycerski harcerski żeglarski rybacki
pasterski rolniczy ludowy mazurski kaszubski podhalański krakowski warszawski gdański toruński lubelski włoski
grecki hiszpański francuski norweski japoński indyjski meksykański kanadyjski egipski kosmiczny muzyczny taneczny
teatralny filmowy sportowy matematyczny naukowy podróżny parowy elektryczny powietrzny ognisty świetlisty błyszczący
jasny ciemny kolorowy pasiasty kraciasty nakrapiany wzorzysty malowany rzeźbiony pleciony składany obrotowy latający
pływający śpiewający tańczący szumiący świecący kwitnący wędrujący uśmiechnięty zaczarowany tropikalny polarny
górzysty pierwszy podwójny potrójny niezwykły wyjątkowy wygodny dokładny ciekawy łagodny zabawny pogodny cierpliwy
wytrwały zręczny bystry rześki radosny podniebny północny południowy
"""
ADJECTIVES = tuple(_ADJECTIVES.split())
"""In the masculine gender; `agreeing` makes the others, since all of them are inflected alike."""

_NOUNS = {
    "masculine": """
zając niedźwiedź wilk borsuk bóbr jeż tygrys słoń wielbłąd żubr jeleń koń kogut bocian żuraw łabędź gołąb wróbel
orzeł sokół pelikan pingwin krokodyl delfin rekin motyl ślimak stół fotel dywan obraz zegar kalendarz długopis
ołówek zeszyt plecak parasol kapelusz szalik sweter płaszcz guzik sznurek młotek klucz zamek most dworzec pociąg
tramwaj autobus samochód rower samolot statek okręt ogród park strumyk wodospad wulkan kamień piasek śnieg deszcz
piorun wiatr księżyc promień ogień dach balkon pałac teatr bębenek fortepian flet dzwonek bilet kompas magnes
telefon aparat garnek talerz widelec czajnik kubek dzbanek chleb makaron sernik piernik pączek ananas arbuz melon
pomidor ogórek groszek dąb świerk tulipan słonecznik rumianek bukiet wianek żagiel namiot plakat
""",
    "feminine": """
lampa szafa półka książka gazeta kredka linijka torba walizka czapka rękawiczka spódnica koszula sukienka poduszka
kołdra firanka świeca zapałka łopata wędka łódka żaglówka tratwa kotwica latarnia wyspa rzeka jaskinia dolina polana
droga ulica brama wieża fontanna ławka huśtawka hulajnoga rakieta gwiazda planeta chmura tęcza fala muszla perła
gitara trąbka harfa bajka piosenka moneta korona tarcza koperta pocztówka szklanka filiżanka łyżka patelnia butelka
marchewka cebula dynia kapusta fasola rzodkiewka pietruszka gruszka śliwka wiśnia malina truskawka cytryna
brzoskwinia morela herbata zupa bułka kanapka czekolada sałatka róża stokrotka konwalia paproć sosna brzoza wierzba
topola jarzębina kukułka jaskółka mewa jaszczurka biedronka pszczoła mrówka ważka wiewiórka sarna żyrafa zebra
papuga
""",
    "neuter": """
okno krzesło łóżko lustro biurko pudełko wiadro koło pióro radio ognisko jezioro morze niebo słońce drzewo jabłko
jajko masło mleko miasto zboże źródło wzgórze podwórko boisko lotnisko schronisko muzeum akwarium pianino skrzydło
gniazdo wiosło siodło mydło mango żelazko kino studio
""",
}
NOUNS: Mapping[str, str] = {noun: gender for gender, nouns in _NOUNS.items() for noun in nouns.split()}
"""Each noun with its gender."""


def agreeing(adjective: str, gender: str) -> str:
    """Return an adjective of the list in the gender of a noun: `lekki`, `lekka`, `lekkie`."""
    if gender == "masculine":
        return adjective
    stem = adjective[:-1]
    if gender == "feminine":
        return f"{stem}a"
    return f"{stem}ie" if adjective.endswith("i") else f"{stem}e"


def two_words(digest: bytes) -> str:
    """Return an adjective and a noun made of the first two bytes of a digest: `zielona łódka`."""
    nouns = tuple(NOUNS)
    noun = nouns[digest[1]]
    return f"{agreeing(ADJECTIVES[digest[0]], NOUNS[noun])} {noun}"
