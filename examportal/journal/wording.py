"""What is said of a chain that does not hold; the number of the entry follows."""

from examportal.journal.rules import Fault

FAULTS = {
    Fault.ENTRY_MISSING: "brakuje wpisu",
    Fault.LINK_BROKEN: "wpis nie łączy się z poprzednim",
    Fault.ENTRY_CHANGED: "wpis został zmieniony",
    Fault.PAYLOAD_CHANGED: "treść wpisu została zmieniona",
    Fault.PAYLOAD_GONE: "treść wpisu zniknęła, a nie usunęła jej reguła przechowywania",
    Fault.CHECKPOINT_DIFFERS: "wpis nie zgadza się z punktem kontrolnym podanym w --expect",
    Fault.TAIL_MISSING: "dziennik jest krótszy, niż powinien; pierwszy brakujący wpis",
    Fault.EXTRA_ENTRIES: "dziennik ma wpisy, których nie zapisał portal; pierwszy z nich",
    Fault.HEAD_MISSING: "brakuje zapisu o długości dziennika; ostatni wpis",
    Fault.HEAD_FORGED: "zapis o długości dziennika nie pochodzi od portalu; wskazuje na wpis",
    Fault.HEAD_DIFFERS: "ostatni wpis nie zgadza się z zapisem o długości dziennika",
}
