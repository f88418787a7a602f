"""Who may open what: every address, for every role, for nobody signed in, and for the staff of another clinic."""

import pytest
from django.urls import URLPattern, reverse

from smpclinic.accounts.access import PUBLIC
from smpclinic.accounts.roles import ROLES, Permission, Role
from tests.factories import ClinicFactory, UserFactory
from tests.house.addresses import ALL, STAFF
from tests.house.facts import facts_for


def permission_of(pattern: URLPattern) -> Permission | None:
    return getattr(pattern.callback, "permission", None)


def test_every_address_is_public_by_the_list_or_asks_for_a_permission():
    public = {name for name, pattern in ALL.items() if not getattr(pattern.callback, "login_required", True)}
    assert public == PUBLIC
    assert [name for name, pattern in STAFF.items() if permission_of(pattern) is None] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(STAFF))
def test_nobody_opens_a_staff_page_without_signing_in(name, client):
    address = reverse(name, kwargs=facts_for(name))
    for ask in (client.get, client.post):
        answer = ask(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(STAFF))
def test_the_role_table_decides(name, role, client):
    """A role without the permission is refused by both methods; a role with it is not."""
    address = reverse(name, kwargs=facts_for(name))
    user = UserFactory.create(role=role)
    client.force_login(user)
    allowed = permission_of(STAFF[name]) in ROLES[role]
    for ask in (client.get, client.post):
        status = ask(address).status_code
        if status == 405:
            continue
        assert (status != 403) is allowed, f"{name} answered {status} to {role}"
        assert status < 500
    client.force_login(user)  # handing the tablet over has ended the session
    assert client.generic("PURGE", address).status_code == 405, f"{name} names no methods"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name in STAFF if ":" in name))
def test_the_staff_of_another_clinic_find_nothing(name, client):
    kwargs = facts_for(name)
    # every clinic has the protocol's numbers and the texts of consents, and none another's own
    if not kwargs or kwargs.keys() in ({"figure"}, {"procedure", "language"}):
        return
    stranger = UserFactory.create(
        role=_role_with(permission_of(STAFF[name])), clinic=ClinicFactory.create(name="Elsewhere")
    )
    client.force_login(stranger)
    for ask in (client.get, client.post):
        assert ask(reverse(name, kwargs=kwargs)).status_code in {404, 405}, name


def _role_with(permission: Permission | None) -> Role:
    return next(role for role in Role if permission in ROLES[role])
