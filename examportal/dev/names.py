"""Common Polish names from which people are invented."""

WOMEN = (
    *("Anna", "Maria", "Katarzyna", "Małgorzata", "Agnieszka", "Barbara", "Ewa", "Elżbieta", "Krystyna", "Magdalena"),
    *("Joanna", "Aleksandra", "Zofia", "Monika", "Teresa", "Danuta", "Beata", "Dorota", "Halina", "Jolanta"),
    *("Iwona", "Renata", "Grażyna", "Bożena", "Urszula", "Sylwia", "Justyna", "Łucja", "Żaneta", "Świętosława"),
)
MEN = (
    *("Piotr", "Krzysztof", "Andrzej", "Tomasz", "Paweł", "Jan", "Michał", "Marcin", "Jerzy", "Grzegorz"),
    *("Wojciech", "Łukasz", "Adam", "Zbigniew", "Ryszard", "Dariusz", "Henryk", "Mariusz", "Kazimierz", "Sławomir"),
    *("Stanisław", "Rafał", "Robert", "Marek", "Jacek", "Bogusław", "Mirosław", "Przemysław", "Józef", "Świętopełk"),
)
# The same for women and men.
PLAIN_SURNAMES = (
    *("Nowak", "Wójcik", "Kowalczyk", "Woźniak", "Mazur", "Krawczyk", "Zając", "Dudek", "Wieczorek", "Pawlak"),
    *("Sikora", "Walczak", "Baran", "Szewczyk", "Pietrzak", "Wróbel", "Marciniak", "Bąk", "Włodarczyk", "Stępień"),
    *("Gęś", "Żak", "Łoś", "Źrebiec", "Ćwik", "Kołodziej", "Jóźwiak", "Sobczak", "Głąb", "Mróz"),
)
# A man's form; a woman's ends in -a.
ADJECTIVE_SURNAMES = (
    *("Kowalski", "Wiśniewski", "Kamiński", "Lewandowski", "Zieliński", "Szymański", "Dąbrowski", "Kozłowski"),
    *("Jankowski", "Wojciechowski", "Kwiatkowski", "Grabowski", "Nowakowski", "Pawłowski", "Michalski", "Jabłoński"),
    *("Wróblewski", "Zawadzki", "Sadowski", "Górski", "Rutkowski", "Ostrowski", "Malinowski", "Jaworski"),
    *("Wysocki", "Czarnecki", "Sawicki", "Żółkiewski", "Śliwiński", "Łabędzki"),
)


def womans_form(surname: str) -> str:
    """Return the form of a surname that a woman bears: Kowalski → Kowalska, Nowak → Nowak."""
    return f"{surname[:-1]}a" if surname in ADJECTIVE_SURNAMES else surname
