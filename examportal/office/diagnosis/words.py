"""The diagnosis in Polish: a sentence to read aloud, the evidence, what the next step is called."""

from flask import Flask

from examportal.office.diagnosis.rules import Cause, Diagnosis, Evidence, Fact, NextStep
from examportal.web.filters import moment

CAUSES = {
    Cause.NOT_IN_REGISTER: "Nie ma takiej osoby w ewidencji",
    Cause.PESEL_FORM: "Numer PESEL z pomyłką albo nieaktualny",
    Cause.NEVER_CLAIMED: "Jeszcze się nie logowała",
    Cause.PENDING: "Konto czeka na aktywację",
    Cause.LINK_EXPIRED: "Link aktywacyjny stracił ważność",
    Cause.LETTER_REFUSED: "Poczta odrzuciła list aktywacyjny",
    Cause.THROTTLED: "Za dużo nieudanych prób",
    Cause.SECOND_STEP_LOST: "Nie ma dostępu do kodów logowania",
    Cause.ALL_NUMBERS_REMOVED: "Wszystkie numery są skreślone",
    Cause.SUSPENDED: "Konto jest zawieszone",
    Cause.MAILBOX_DEAD: "Poczta tej osoby nie przyjmuje listów",
    Cause.NOTHING_WRONG: "Nic nie stoi na przeszkodzie",
}
_SAY = {
    Cause.NOT_IN_REGISTER: (
        "Nie znajduję tego numeru w naszej ewidencji. Sprawdźmy razem, czy numer jest przepisany bez pomyłki, "
        "a jeśli tak, poszukam po nazwisku."
    ),
    Cause.PESEL_FORM: (
        "W tym numerze PESEL jest najpewniej pomyłka: brakuje cyfry, jest o jedną za dużo albo dwie są zamienione. "
        "Sprawdźmy go cyfra po cyfrze z dowodem osobistym."
    ),
    Cause.NEVER_CLAIMED: (
        "W portalu nie ma jeszcze konta. Za pierwszym razem w polu „Hasło” trzeba wpisać jeden ze swoich numerów "
        "ewidencyjnych, a potem wypełnić formularz."
    ),
    Cause.PENDING: (
        "Konto jest założone i czeka na potwierdzenie adresu e-mail. Trzeba otworzyć list od nas i nacisnąć przycisk "
        "na stronie z linku. Warto zajrzeć też do folderu SPAM."
    ),
    Cause.LINK_EXPIRED: (
        "Konto jest założone, ale link z listu stracił ważność. Wyślę nowy list; link z niego trzeba otworzyć "
        "w terminie, który jest w liście."
    ),
    Cause.LETTER_REFUSED: (
        "Konto jest założone, ale poczta odrzuciła nasz list. Najczęściej w adresie jest literówka: sprawdźmy adres "
        "litera po literze."
    ),
    Cause.THROTTLED: (
        "Było za dużo nieudanych prób, więc portal każe chwilę poczekać, do {until}. Po tym czasie można próbować "
        "znowu, a jeśli hasło uciekło z pamięci, najlepiej ustawić nowe."
    ),
    Cause.SECOND_STEP_LOST: (
        "Hasło jest dobre, ale potrzebny jest jeszcze kod logowania. Skoro nie ma do niego dostępu, najpierw "
        "potwierdzimy, kto dzwoni, a potem ustalimy nowy sposób."
    ),
    Cause.ALL_NUMBERS_REMOVED: (
        "Wszystkie numery ewidencyjne są skreślone, dlatego portal nie wpuszcza. Jeśli to pomyłka, komisja sprawdzi "
        "decyzję o skreśleniu."
    ),
    Cause.SUSPENDED: (
        "Konto jest wstrzymane, dopóki komisja nie wyjaśni sprawy. Najpierw ustalimy, co się stało, a potem możemy je "
        "otworzyć."
    ),
    Cause.MAILBOX_DEAD: (
        "Konto działa, ale poczta pod zapisanym adresem nie przyjmuje naszych listów, więc link do nowego hasła nie "
        "dojdzie. Zalogować się można hasłem; żeby zmienić adres, najpierw potwierdzimy, kto dzwoni."
    ),
    Cause.NOTHING_WRONG: (
        "Konto jest czynne i nic nie stoi na przeszkodzie. Loguje się numerem PESEL albo loginem i własnym hasłem, "
        "już nie numerem ewidencyjnym. Jeśli hasło uciekło z pamięci, wyślę link do nowego."
    ),
}
_SAY_BY_STEP = {
    NextStep.ASK_ADMINISTRATOR: (
        "W portalu nie ma jeszcze konta, a czas na pierwsze logowanie minął. Przekażę sprawę administratorowi "
        "i komisja da znać, co dalej."
    ),
    NextStep.USE_PRESENT_PESEL: (
        "Ten numer PESEL jest już nieaktualny. Loguje się tym numerem, który jest teraz w dokumentach."
    ),
    NextStep.WAIT_FOR_LETTER: (
        "Konto jest założone, a list z linkiem jest jeszcze w drodze. Trzeba chwilę poczekać i zajrzeć do poczty, "
        "także do folderu SPAM."
    ),
}
_FROZEN = "Konto czeka na nowe hasło"
_SAY_BY_FACT = {
    (Cause.NOTHING_WRONG, Fact.FROZEN): (
        "Po zgłoszeniu „to nie ja” konto czeka na nowe hasło, a dotychczasowe już nie działa. Wyślę jeszcze raz link "
        "do nowego; gdy będzie ustawione, konto znowu zadziała."
    ),
    (Cause.MAILBOX_DEAD, Fact.FROZEN): (
        "Po zgłoszeniu „to nie ja” konto czeka na nowe hasło, ale poczta pod zapisanym adresem nie przyjmuje naszych "
        "listów, więc link do niego nie dojdzie. Najpierw potwierdzimy, kto dzwoni, a potem ustalimy inny adres."
    ),
    (Cause.PENDING, Fact.LETTER_HELD): (
        "Konto jest założone, a list z linkiem czeka u nas, bo wysyłanie jest na razie wstrzymane. Wyjdzie, gdy tylko "
        "je wznowimy; potem trzeba zajrzeć do poczty, także do folderu SPAM."
    ),
    (Cause.PENDING, Fact.LETTER_GAVE_UP): (
        "Konto jest założone, ale naszego listu z linkiem nie udało się wysłać. To sprawa po naszej stronie. Wyślę go "
        "jeszcze raz."
    ),
}
STEPS = {
    NextStep.CHECK_PESEL: "Sprawdź numer PESEL z osobą, która dzwoni, i poszukaj jeszcze raz",
    NextStep.SEARCH_BY_NAME: "Poszukaj po nazwisku i imieniu",
    NextStep.USE_PRESENT_PESEL: "Poproś o zalogowanie się obecnym numerem PESEL",
    NextStep.SIGN_IN_FIRST_TIME: "Przeprowadź przez pierwsze logowanie",
    NextStep.ASK_ADMINISTRATOR: "Przekaż sprawę administratorowi: minął ostatni dzień pierwszych logowań",
    NextStep.WAIT_FOR_LETTER: "Poczekaj, aż list dojdzie",
    NextStep.RESEND_ACTIVATION: "Wyślij list aktywacyjny jeszcze raz",
    NextStep.CORRECT_ADDRESS: "Popraw adres e-mail",
    NextStep.LIFT_THROTTLE: "Pozwól próbować od razu",
    NextStep.RECOVER_ACCESS: "Potwierdź, kto dzwoni, i przejdź do odzyskiwania dostępu",
    NextStep.EXPLAIN_REMOVAL: "Sprawdź decyzję o skreśleniu",
    NextStep.RESTORE_ACCOUNT: "Wyjaśnij sprawę i przywróć konto",
    NextStep.SEND_PASSWORD_LINK: "Wyślij link do nowego hasła",
}
_FACTS = {
    Fact.PESEL_LENGTH: "PESEL ma 11 cyfr, a wpisany tekst ma ich mniej, więcej albo ma w sobie litery",
    Fact.PESEL_CHECKSUM: "nie zgadza się cyfra kontrolna numeru PESEL",
    Fact.PESEL_BIRTH_DATE: "data urodzenia w numerze PESEL jest niemożliwa albo nie pasuje do egzaminatora",
    Fact.SIMILAR_PESEL: "w ewidencji jest numer PESEL, który różni się od wpisanego jedną pomyłką",
    Fact.NOBODY_FOUND: "w ewidencji nikt nie ma takiego numeru",
    Fact.FORMER_PESEL: "wpisany numer PESEL jest dawny: po nim znajduje tylko biuro",
    Fact.NUMBERS_IN_FORCE: "jest czynny numer ewidencyjny",
    Fact.NO_NUMBER_IN_FORCE: "nie ma czynnego numeru ewidencyjnego",
    Fact.NO_ACCOUNT: "nie ma konta w portalu",
    Fact.FIRST_LOGIN_CLOSED: "minął ostatni dzień pierwszych logowań",
    Fact.REGISTERED: "formularz zapisany: {at}",
    Fact.ACTIVATED: "konto aktywowane: {at}",
    Fact.SIGNED_IN: "ostatnie logowanie: {at}",
    Fact.SUSPENDED: "konto zawieszone od: {at}",
    Fact.FROZEN: "po „to nie ja” konto czeka na nowe hasło z listu od: {at}",
    Fact.LETTER_UNDER_WAY: "list z linkiem czeka na wysłanie od: {at}",
    Fact.LETTER_HELD: "wysyłanie listów jest wstrzymane; list z linkiem czeka od: {at}",
    Fact.LETTER_DEFERRED: "poczta odłożyła przyjęcie listu z linkiem, próbujemy dalej; list z: {at}",
    Fact.LETTER_ACCEPTED: "poczta przyjęła list z linkiem: {at}",
    Fact.LETTER_REFUSED: "poczta odrzuciła list z linkiem: {at}",
    Fact.LETTER_GAVE_UP: "listu z linkiem nie udało się wysłać mimo wielu prób: {at}",
    Fact.LINK_VALID_UNTIL: "link działa do: {at}",
    Fact.LINK_ENDED: "link działał do: {at}",
    Fact.THROTTLED_HERE: "za dużo prób z jednego miejsca; stamtąd można próbować znowu: {at}",
    Fact.THROTTLED_EVERYWHERE: "za dużo prób; znowu można próbować: {at}",
    Fact.SECOND_STEP_LOST: "w ostatniej dobie kod logowania nie zgodził się pięć razy albo list z kodem nie doszedł",
    Fact.MAILBOX_REFUSED: "poczta odrzuciła ostatni list na potwierdzony adres: {at}",
    Fact.MAILBOX_NOT_REACHED: "ostatniego listu na potwierdzony adres nie udało się wysłać z naszej strony: {at}",
}


def init_app(app: Flask) -> None:
    """Teach the templates these words."""
    app.jinja_env.filters.update(
        cause_words=cause_words,
        step_words=lambda diagnosis: STEPS[diagnosis.next_step],
        say=say,
        evidence_words=evidence_words,
    )


def cause_words(diagnosis: Diagnosis) -> str:
    """Return the cause in a few words; an account that waits for a new password has its own."""
    is_frozen = any(one.fact is Fact.FROZEN for one in diagnosis.evidence)
    return _FROZEN if is_frozen and diagnosis.cause is Cause.NOTHING_WRONG else CAUSES[diagnosis.cause]


def say(diagnosis: Diagnosis) -> str:
    """Return the sentence that the clerk reads aloud."""
    by_fact = (_SAY_BY_FACT.get((diagnosis.cause, one.fact)) for one in diagnosis.evidence)
    sentence = next(filter(None, by_fact), None) or _SAY_BY_STEP.get(diagnosis.next_step) or _SAY[diagnosis.cause]
    throttled = (Fact.THROTTLED_EVERYWHERE, Fact.THROTTLED_HERE)
    until = next((one.at for one in diagnosis.evidence if one.fact in throttled and one.at), None)
    return sentence.format(until=moment(until) if until else "")


def evidence_words(evidence: Evidence) -> str:
    """Return a piece of evidence in words, with its moment."""
    return _FACTS[evidence.fact].format(at=moment(evidence.at) if evidence.at else "")
