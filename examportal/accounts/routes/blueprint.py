"""The blueprint of the examiners' keys; the modules beside it hang their views on it."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
