"""Every address of the clinic."""

from django.urls import include, path

from smpclinic.accounts import views as accounts
from smpclinic.accounts.access import requires
from smpclinic.accounts.roles import Permission
from smpclinic.web import views as web

handler400 = "smpclinic.web.views.bad_request"

urlpatterns = [
    path("", include("consultations.urls")),
    path("", include("patients.urls")),
    path("account/", include("allauth.account.urls")),
    path("settings/", include("smpclinic.accounts.urls")),
    path("healthz", accounts.health, name="health"),
    path("gallery/", requires(Permission.SEE_DAY)(web.gallery), name="gallery"),
]
