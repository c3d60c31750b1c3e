"""What a person is told of: the page, the way to the place of each, and what comes by mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import access, notice_words
from assessments.actions.notices import mark_read
from assessments.actions.people import change_mail
from assessments.forms.notices import MailForm
from assessments.models import Notice
from assessments.requests import SignedInRequest
from assessments.views.profile import profile_page

NOTICES_A_PAGE = 25


@require_GET
def notice_list(request: SignedInRequest) -> HttpResponse:
    """Newest first. "Mark all as read" takes those that were there when the page was made."""
    rows = Notice.objects.visible_to(request.user).select_related("country")
    page = Paginator(rows, NOTICES_A_PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "notices": notice_words.said(page.object_list, request.LANGUAGE_CODE),
        "newest": rows.values_list("pk", flat=True).first(),
    }
    return render(request, "assessments/notices.html", context)


@require_GET
def notice_open(request: SignedInRequest, notice_id: int) -> HttpResponse:
    """Leads to the place and takes the notice as read; letters lead here. Opening it twice changes nothing."""
    rows = Notice.objects.visible_to(request.user).select_related("country")
    notice = access.own_or_404(rows, request.user, pk=notice_id)
    mark_read(user=request.user, notice=notice)
    return redirect(notice_words.address(notice))


@require_POST
def notices_read(request: SignedInRequest) -> HttpResponse:
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 18:
        mark_read(user=request.user, up_to=int(newest))
    messages.success(request, _("All notices are marked as read."))
    return redirect("notice_list")


@require_POST
def mail_settings(request: SignedInRequest) -> HttpResponse:
    form = MailForm(request.POST)
    if not form.is_valid():
        return profile_page(request, mail_form=form, status=422)
    change_mail(by=request.user, mail=form.cleaned_data["mail"], off=form.off())
    messages.success(request, _("What comes by mail has been saved."))
    return redirect("profile_edit")
