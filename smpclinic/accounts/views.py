"""Settings pages: the clinic, its staff, the role table; and the health answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smpclinic.accounts import services
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.forms import ClinicForm, InviteForm
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.models import Clinic, User
from smpclinic.accounts.roles import ROLES, Permission, Role
from smpclinic.web.htmx import page

NO_MAIL = gettext_lazy(
    "%(name)s has an account, but the mail could not be sent. “Forgot your password?” at sign-in sends it again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_CLINIC)
def clinic(request: StaffRequest) -> HttpResponse:
    """The clinic's row."""
    row = Clinic.objects.get(pk=request.user.clinic_id)
    form = ClinicForm(request.POST or None, instance=row, initial={"version": row.version})
    if not form.is_valid():
        return page(request, "accounts/clinic.html", {"form": form}, status=422 if form.is_bound else 200)
    values = form.cleaned_data
    try:
        services.change_clinic(row, version=values.pop("version"), by=request.user, values=values)
    except Refused as refused:
        form.add_error(None, str(refused))
        return page(request, "accounts/clinic.html", {"form": form}, status=409)
    messages.success(request, _("The clinic is saved."))
    return redirect("accounts:clinic")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_CLINIC)
def staff(request: StaffRequest) -> HttpResponse:
    """Who works here, and the form that invites one more."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            user = services.invite(
                clinic=request.user.clinic,
                name=values["name"],
                email=values["email"],
                role=Role(values["role"]),
                by=request.user,
            )
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            if services.mail_password_link(request, user):
                messages.success(
                    request, _("%(name)s is invited; the mail holds a link to choose a password.") % values
                )
            else:
                messages.error(request, NO_MAIL % values)
            return redirect("accounts:staff")
    people = User.objects.filter(clinic=request.user.clinic).order_by("-is_active", "name")
    context = {"form": form, "people": people}
    return page(request, "accounts/staff.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.EDIT_CLINIC)
def staff_let_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Shut a person out, or let them in again."""
    person = get_object_or_404(User, pk=pk, clinic=request.user.clinic)
    services.let_in(person, active=request.POST.get("active") == "1", by=request.user)
    return redirect("accounts:staff")


@require_GET
@requires(Permission.SEE_DAY)
def roles(request: StaffRequest) -> HttpResponse:
    """The role table as everybody may read it."""
    rows = [(permission, [permission in ROLES[role] for role in Role]) for permission in Permission]
    return page(request, "accounts/roles.html", {"roles": [role.label for role in Role], "rows": rows})


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 while the database answers; nothing about the inside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
