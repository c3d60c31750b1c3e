"""Files of people, handed out."""

import logging

from django.http import FileResponse, Http404, HttpResponseBase

from assessments import keeping
from assessments.documents import MEDIA_TYPES, Kind
from assessments.models import EvidenceFile

_log = logging.getLogger(__name__)


def attachment(version: EvidenceFile) -> HttpResponseBase:
    """To be saved, never shown within the site: the browser is told so in every way it understands."""
    try:
        content = keeping.opened(version.key)
    except FileNotFoundError as error:
        _log.error("the file of version %s is missing in the store", version.pk)
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=version.name, content_type=MEDIA_TYPES[Kind(version.kind)]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
