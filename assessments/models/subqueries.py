"""Parts of queries whose SQL is put together once.

Django puts the SQL of a query together anew each time. For what every page asks that takes ten times as long as the
database needs to answer. What is kept here is the question, never an answer. A function that uses this is kept by its
arguments, so everything that decides the question must be one of them: numbers and codes, never a person or a row.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.expressions import RawSQL


def ready(model: type[models.Model], expression: Any, output: "type[models.Field[Any, Any]]") -> RawSQL:
    """An expression as it stands in a query of `model`; only there, and not in one that is itself part of another."""
    query = model._base_manager.annotate(ready=expression).query
    sql, parameters = query.get_compiler(DEFAULT_DB_ALIAS).compile(query.annotations["ready"])
    return RawSQL(sql, tuple(parameters), output_field=output())  # noqa: S611 (Django made it)
