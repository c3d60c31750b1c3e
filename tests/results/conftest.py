from tests.factories import quick_site

__all__ = ["quick_site"]
