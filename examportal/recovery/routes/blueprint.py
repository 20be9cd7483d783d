"""The blueprint of recovery; the modules beside it hang their views on it."""

from flask import Blueprint

blueprint = Blueprint("recovery", __name__)
