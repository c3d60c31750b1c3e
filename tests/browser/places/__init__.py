"""Every page of the site by area: each module here has PLACES, and NO_PAGE for addresses that show none of their own."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from tests.browser.steps import Place

_AREAS: list[Any] = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
PLACES: tuple[Place, ...] = tuple(place for area in _AREAS for place in area.PLACES)
NO_PAGE: set[str] = set().union(*(getattr(area, "NO_PAGE", set()) for area in _AREAS))
