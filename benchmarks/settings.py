"""The site's settings with the bare view beside its routes."""

from mnr.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
