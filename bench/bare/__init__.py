"""The bar: the same pages with nothing but Flask, Flask-Login and Flask-SQLAlchemy behind them.

It draws the portal's templates and forms and hashes with the same parameters. It has no journal, no throttle, no sealed
data, no sessions in the database, no claims and no job queue: the signed cookie says who somebody is, a signed link
activates, a letter is a row. Only what the measured roads need is here; it is nothing to build on.
"""
