"""The examiner's door: the sign-in form and which way a person goes on, forgotten password, sign-out."""
