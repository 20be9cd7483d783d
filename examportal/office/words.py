"""What the office calls things."""

from examportal.accounts.staff.rules import MemberState, Role

ROLES = {
    Role.ADMINISTRATOR: "administrator",
    Role.REGISTRAR: "pracownik ewidencji",
    Role.CLERK: "pracownik pomocy",
    Role.AUDITOR: "audytor",
}
DUTIES = {
    Role.ADMINISTRATOR: "wszystko, także zapraszanie i wstrzymywanie pracowników",
    Role.REGISTRAR: "wczytuje pliki z ewidencją, poprawia wpisy, pomaga egzaminatorom",
    Role.CLERK: "pomaga egzaminatorom",
    Role.AUDITOR: "czyta dziennik zdarzeń",
}
ROLE_CHOICES = tuple((role.value, f"{ROLES[role]} – {DUTIES[role]}") for role in Role)
STATES = {MemberState.INVITED: "zaproszenie", MemberState.ACTIVE: "czynne", MemberState.SUSPENDED: "wstrzymane"}
