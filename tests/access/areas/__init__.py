"""The matrix by area of the site: each module here is a part of it, found by itself.

An area has a TABLE (route, method, state of the round, one status for each column of PEOPLE) and may have `values(world,
state)`, the values of its addresses' parameters, and `forms(world, state)`, what is posted to its routes.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

AREAS: list[Any] = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
