from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# The admin's own sign-in would be a second door: it leads to ours, and whoever is no administrator is refused.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("assessments.urls")),
    path("accounts/", include("assessments.account_urls")),
    path("admin/", admin.site.urls),
]

handler400 = "assessments.views.refusals.bad_request"
handler403 = "assessments.views.refusals.forbidden"
handler404 = "assessments.views.refusals.not_found"
handler500 = "assessments.views.refusals.broken"
