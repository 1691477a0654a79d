from flask import Blueprint

from politiker.web.access import Access, open_to

blueprint = Blueprint("feeds", __name__)
