"""What proves somebody a second time: authenticator apps, recovery codes, passkeys; of examiners and staff alike.

Each belongs to an `Owner`, an account or somebody of the staff. Who is told of a change, and by which letter, is the
business of whoever calls.
"""
