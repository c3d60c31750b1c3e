"""How an uploaded file comes in: only where a view expects one, only from someone who is signed in, and not past the
limit. What a request carries beyond that is read past and never written."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from assessments import documents

#: A body larger than this is not even read to its end.
PATIENCE = 4 * documents.LIMIT
_View = Callable[..., Any]


def accepts_file(view: _View) -> _View:
    """Marks a view to which files may be sent."""
    view.accepts_file = True  # type: ignore[attr-defined]
    return view


def left_out(request: HttpRequest) -> str:
    """Why the file of this request did not come in: "too_large", "signed_out", or nothing."""
    found: str = getattr(request, "file_left_out", "")
    return found


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Streams to a file that its owner alone reads, and stops at the limit; the other fields of the form arrive."""

    request: Any

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:
        self.content = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        match = getattr(self.request, "resolver_match", None)
        user = getattr(self.request, "user", None)
        if match is None or not getattr(match.func, "accepts_file", False):
            raise SkipFile
        if user is None or not user.is_authenticated:
            self.request.file_left_out = "signed_out"
            raise SkipFile
        if self.content > PATIENCE:
            self.request.file_left_out = "too_large"
            raise StopUpload(connection_reset=True)
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > documents.LIMIT:
            self.file.close()
            self.request.file_left_out = "too_large"
            raise SkipFile
        super().receive_data_chunk(raw_data, start)
