"""Shade from a photo: known colours through the real pipeline, what is kept, who may, and the way without script."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from consultations.models import Assessment, Plan, Shade
from consultations.planning import protocol
from consultations.planning.shade import CLIPPED, averaged, distance
from consultations.services import shades
from patients.models import Consent, Photo
from patients.services import photos
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Role
from smpclinic.audit.models import Entry
from tests.factories import (
    ConsentFactory,
    IntakeFactory,
    PhotoFactory,
    PlanFactory,
    ShadeFactory,
    UserFactory,
)
from tests.patients.pictures import encoded

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
GREY = (119, 119, 119)
# Hair from black to white and skins of every type, as sRGB; each a square of the chart.
HAIRS = ((24, 20, 18), (56, 42, 34), (86, 66, 52), (120, 92, 66), (176, 142, 102), (134, 72, 44), (133, 132, 130))
SKINS = ((222, 188, 166), (206, 166, 138), (188, 148, 118), (172, 130, 100), (138, 100, 72), (98, 70, 52))
SQUARE = 160


def chart(light: tuple[float, float, float] = (1, 1, 1)) -> Image.Image:
    """Hairs above, skins and a grey card below, under a light that takes a share of each channel."""
    picture = Image.new("RGB", (SQUARE * 7, SQUARE * 2))
    for row, colours in enumerate((HAIRS, (*SKINS, GREY))):
        for column, colour in enumerate(colours):
            picture.paste(
                lit(colour, light), (column * SQUARE, row * SQUARE, (column + 1) * SQUARE, (row + 1) * SQUARE)
            )
    return picture


def lit(colour: tuple[int, int, int], light: tuple[float, float, float]) -> tuple[int, int, int]:
    """The colour as a camera writes it under this light."""

    def channel(value: int, share: float) -> int:
        line = (value / 255 / 12.92 if value / 255 <= 0.04045 else ((value / 255 + 0.055) / 1.055) ** 2.4) * share
        return round(255 * min(1.0, line * 12.92 if line <= 0.0031308 else 1.055 * line ** (1 / 2.4) - 0.055))

    red, green, blue = (channel(value, share) for value, share in zip(colour, light, strict=True))
    return red, green, blue


def centre(column: int, row: int) -> tuple[int, int]:
    return column * SQUARE + SQUARE // 2, row * SQUARE + SQUARE // 2


def lab(colour: tuple[int, int, int]) -> Any:
    return averaged([colour] * 4).lab


@pytest.fixture
def doctor(settings: Any, tmp_path: Path) -> User:
    settings.MEDIA_ROOT = str(tmp_path)
    return UserFactory.create(doctor=True)


@pytest.fixture
def taken(doctor: User, tmp_path: Path) -> Callable[..., Photo]:
    """A photo that went the whole way of an upload: decoded, cleaned, stored as JPEG."""

    def take(picture: Image.Image, kind: str = "JPEG", **options: Any) -> Photo:
        intake = IntakeFactory.create()
        ConsentFactory.create(patient=intake.patient, purpose=Consent.Purpose.PHOTO_RECORD)
        source = tmp_path / "upload"
        source.write_bytes(encoded(picture, kind, **options))
        return photos.add(intake, view="back", source=source, by=doctor, now=NOW)

    return take


@pytest.fixture
def at_doctor(doctor: User) -> Client:
    client = Client()
    client.force_login(doctor)
    return client


def points(hair: int = 1, skin: int = 2, *, grey: bool = False) -> dict[str, tuple[int, int]]:
    found = {"hair": centre(hair, 0), "skin": centre(skin, 1)}
    return found | {"grey": centre(6, 1)} if grey else found


def read(photo: Photo, picked: dict[str, tuple[int, int]]) -> shades.Reading:
    return shades.read(photo, picked, today=NOW.date())


def as_form(picked: dict[str, tuple[int, int]]) -> dict[str, Any]:
    return {f"{spot}_{axis}": value for spot, point in picked.items() for axis, value in zip("xy", point, strict=True)}


# Colours -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quality", [95, 85])
def test_known_colours_come_back_after_jpeg(taken, quality):
    photo = taken(chart(), quality=quality)
    where = {f"hair {n}": centre(n, 0) for n in range(7)} | {f"skin {n}": centre(n, 1) for n in range(6)}
    found = shades.measured(photo, where)
    truth = {f"hair {n}": one for n, one in enumerate(HAIRS)} | {f"skin {n}": one for n, one in enumerate(SKINS)}
    far = {name: distance(spot.lab, lab(truth[name])) for name, spot in found.items()}
    assert max(far.values()) < 1, far


# Evening sun, a blue window, a green lamp; as bright as daylight each, for a card tells colour and not brightness.
@pytest.mark.parametrize("light", [(1.3, 0.95, 0.55), (0.75, 1.03, 1.4), (0.9, 1.06, 0.7)])
def test_a_grey_card_takes_a_colour_cast_out_again(taken, light):
    photo = taken(chart(light))
    worst = without = 0.0
    for n in range(6):
        truth = (lab(HAIRS[n]), lab(SKINS[n]))
        seen = shades.measured(photo, points(n, n, grey=True))
        reading = read(photo, points(n, n, grey=True))
        without = max(without, distance(seen["skin"].lab, truth[1]))
        worst = max(
            worst, *(distance(reading.spots[name].lab, one) for name, one in zip(("hair", "skin"), truth, strict=True))
        )
    assert worst < 3
    assert without > 7


def test_a_strong_cast_without_a_card_tells_no_shade_and_with_it_does(taken):
    photo = taken(chart((0.35, 0.7, 1.3)))
    blind = read(photo, points())
    assert (blind.suggested, blind.suggestion.warnings) == (None, ("cast",))
    balanced = read(photo, points(grey=True))
    assert balanced.suggestion.matches[0].colour == "dark_brown"


def test_noise_and_glints_hardly_move_a_spot(taken):
    noise = Image.effect_noise((SQUARE * 7, SQUARE * 2), 30).convert("RGB")
    picture = Image.blend(chart(), noise, 0.12)
    even = Image.blend(chart(), Image.new("RGB", noise.size, (128, 128, 128)), 0.12)
    x, y = centre(1, 0)
    picture.paste((255, 255, 255), (x - 1, y - 1, x + 1, y + 1))
    found = shades.measured(taken(picture, quality=95), {"hair": (x, y)})["hair"]
    assert distance(found.lab, lab(even.getpixel((x, y)))) < 1.5
    assert not found.is_clipped


def test_the_spots_own_white_is_said_to_be_clipped(taken):
    photo = taken(Image.new("RGB", (400, 300), (CLIPPED + 1, 250, 245)))
    assert shades.measured(photo, {"skin": (399, 299)})["skin"].is_clipped


def test_the_first_suggestion_follows_hair_skin_and_the_record(taken, doctor):
    photo = taken(chart())
    told = read(photo, points(0, 1))
    assert told.suggestion.matches[0].colour == "black"
    step = protocol.SHADES.value["black"][told.suggestion.skin_type - 1]
    assert told.suggested == (step, step - 1)
    Assessment.objects.create(patient=photo.patient, findings={"skin": {"fitzpatrick": 6}}, made_at=NOW, made_by=doctor)
    known = read(photo, points(0, 1))
    assert known.suggested == (6, 5)
    assert "skin_differs" in known.suggestion.warnings


# What is kept ---------------------------------------------------------------------------------------------------------


def test_what_is_confirmed_is_kept_with_photo_points_colours_and_suggestion(taken, doctor):
    photo = taken(chart())
    before = Path(photo.picture.path).read_bytes()
    row = shades.confirm(read(photo, points(grey=True)), chosen=(3, 2), reason="", by=doctor, now=NOW)
    row.refresh_from_db()
    assert row.patient == photo.patient
    assert (row.photo_sha256, row.made_by, row.made_at) == (photo.sha256, doctor, NOW)
    assert row.points == {"hair": [240, 80], "skin": [400, 240], "grey": [1040, 240]}
    assert row.suggestion["matches"][0]["colour"] == "dark_brown"
    assert set(row.colours) == {"hair", "skin", "grey"}
    assert re.fullmatch("#[0-9a-f]{6}", row.colours["hair"]["hex"])
    assert row.is_as_suggested
    assert Path(photo.picture.path).read_bytes() == before
    line = Entry.objects.get(what="shade confirmed")
    assert (line.by_id, line.patient_number, line.detail) == (doctor.pk, photo.patient_id, {"photo": photo.pk})


def test_another_shade_needs_a_reason_and_keeps_the_suggestion_beside_it(taken, doctor):
    photo = taken(chart())
    with pytest.raises(Refused, match="another shade than the photo suggests"):
        shades.confirm(read(photo, points()), chosen=(4, 2), reason=" ", by=doctor, now=NOW)
    with pytest.raises(Refused, match="cannot be darker"):
        shades.confirm(read(photo, points()), chosen=(3, 4), reason="x", by=doctor, now=NOW)
    row = shades.confirm(read(photo, points()), chosen=(4, 2), reason="Fringe is darker.", by=doctor, now=NOW)
    assert (row.shade, row.reason, row.is_as_suggested) == (4, "Fringe is darker.", False)
    assert row.suggestion["matches"][0]["shade"] == 3


def test_only_a_doctor_confirms(taken):
    with pytest.raises(Refused, match="Only a doctor"):
        shades.confirm(read(taken(chart()), points()), chosen=(3, 2), reason="", by=UserFactory.create(), now=NOW)
    assert not Shade.objects.exists()


def test_a_picture_that_is_gone_or_changed_is_not_read(taken, doctor, at_doctor):
    photo = taken(chart())
    path = Path(photo.picture.path)
    path.write_bytes(encoded(chart((1, 0.9, 0.9)), "JPEG"))
    with pytest.raises(Refused, match="not the one that was taken in"):
        read(photo, points())
    path.unlink()
    answer = at_doctor.get(reverse("consultations:photo_shade", args=[photo.pk]), as_form(points()))
    assert answer.status_code == 422
    assert "missing, or not the one" in answer.content.decode()
    assert at_doctor.post(reverse("consultations:photo_shade", args=[photo.pk]), as_form(points())).status_code == 422


@pytest.mark.parametrize("steps", [(0, 1), (7, 1), (3, 0), (3, 4)])
def test_the_database_keeps_no_shade_that_is_none(steps):
    facts = {"shade": steps[0], "start_shade": steps[1]}
    with transaction.atomic(), pytest.raises(IntegrityError):
        ShadeFactory.create(**facts)


# Pages ----------------------------------------------------------------------------------------------------------------


def test_without_script_two_presses_in_the_picture_lead_to_the_suggestion(taken, at_doctor):
    photo = taken(chart())
    address = reverse("consultations:photo_shade", args=[photo.pk])
    first = at_doctor.get(address)
    width, height = (
        int(re.search(rf'type="image".*? {side}="(\d+)"', first.content.decode())[1]) for side in ("width", "height")
    )
    assert (width, height) == (1024, round(320 * 1024 / 1120))
    assert first.context["pick"] == "hair"
    assert 'viewBox="0 0 1120 320"' in first.content.decode()

    def pressed(point: tuple[int, int]) -> dict[str, int]:
        return {"at.x": point[0] * width // photo.width, "at.y": point[1] * height // photo.height}

    second = at_doctor.get(address, {"pick": "hair", **pressed(centre(1, 0))})
    assert second.context["pick"] == "skin"
    told = {name: field.value() for name, field in ((f.name, f) for f in second.context["form"])}
    assert abs(int(told["hair_x"]) - 240) < 2 > abs(int(told["hair_y"]) - 80)
    third = at_doctor.get(address, {**told, "pick": "skin", **pressed(centre(2, 1))})
    assert third.status_code == 200
    assert third.context["pick"] == "grey"
    text = third.content.decode()
    assert "What the photo says" in text
    assert "No grey card" in text
    assert re.search(r"Dark brown.*?nearest", text, re.DOTALL)
    sent = dict(re.findall(r'<input type="hidden" name="(\w+_[xy])" value="(\d*)">', text))
    kept = at_doctor.post(address, {**sent, "shade": 3, "start_shade": 2, "reason": ""}, follow=True)
    row = Shade.objects.get()
    assert kept.redirect_chain == [(reverse("consultations:shade", args=[row.pk]), 302)]
    assert "Shade 3 of 6, start at step 2" in kept.content.decode()


def test_a_picture_pressed_by_keyboard_picks_nothing(taken, at_doctor):
    photo = taken(chart())
    answer = at_doctor.get(reverse("consultations:photo_shade", args=[photo.pk]), {"at.x": "0", "at.y": "0"})
    assert answer.context["form"]["hair_x"].value() == ""
    for nonsense in ("-4", "1" * 30, "x"):
        again = at_doctor.get(reverse("consultations:photo_shade", args=[photo.pk]), {"at.x": nonsense, "at.y": "5"})
        assert again.context["form"]["hair_x"].value() == ""


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"hair_x": "1120", "hair_y": "5"}, "outside the photo"),
        ({"hair_x": "-1", "hair_y": "5"}, "outside the photo"),
        ({"hair_x": "five", "hair_y": "5"}, "whole number of pixels"),
        ({"skin_x": "7"}, "Enter both numbers"),
    ],
)
def test_a_point_that_is_none_is_said(sent, words, taken, at_doctor):
    answer = at_doctor.get(reverse("consultations:photo_shade", args=[taken(chart()).pk]), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_htmx_gets_the_reading_alone(taken, at_doctor):
    photo = taken(chart())
    address = reverse("consultations:photo_shade", args=[photo.pk])
    part = at_doctor.get(address, as_form(points()), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="reading"')
    assert "<html" not in part
    refused = at_doctor.post(address, {**as_form(points()), "shade": 5, "start_shade": 2})
    assert refused.status_code == 422
    assert "Say why it is another shade" in refused.content.decode()
    assert at_doctor.post(address, {**as_form(points()), "shade": 9, "start_shade": 2}).status_code == 422


def test_the_record_and_the_plan_show_the_shade_that_stands(doctor, at_doctor):
    plan: Plan = PlanFactory.create()
    photo = PhotoFactory.create(patient=plan.patient)
    page = reverse("consultations:plan", args=[plan.pk])
    assert "Pigment shade" not in at_doctor.get(page).content.decode().split("f-history")[0].split("f-hair")[1]
    ShadeFactory.create(photo=photo, shade=2, start_shade=1)
    newest = ShadeFactory.create(photo=photo, shade=5, start_shade=4)
    text = at_doctor.get(page).content.decode()
    assert "Shade 5 of 6, start at step 4" in text
    assert "Shade 2 of 6" not in text
    assert reverse("consultations:shade", args=[newest.pk]) in text
    listed = at_doctor.get(reverse("consultations:patient_plans", args=[plan.patient_id])).content.decode()
    assert listed.index("Shade 5 of 6") < listed.index("Stands") < listed.index("Shade 2 of 6")
    assert (
        reverse("consultations:photo_shade", args=[photo.pk])
        in at_doctor.get(reverse("patients:photos", args=[plan.patient_id])).content.decode()
    )


def test_a_kept_reading_outlives_its_photo_on_the_record(at_doctor):
    row = ShadeFactory.create(photo__removed_at=NOW, reason="By eye.")
    text = at_doctor.get(reverse("consultations:shade", args=[row.pk])).content.decode()
    assert "no longer shown" in text
    assert "By eye." in text
    assert reverse("patients:photo", args=[row.photo_id]) not in text
    assert at_doctor.get(reverse("consultations:photo_shade", args=[row.photo_id])).status_code == 404


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MANAGER])
def test_desk_and_manager_see_no_shade(role, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    row, client = ShadeFactory.create(), Client()
    client.force_login(UserFactory.create(role=role))
    assert client.get(reverse("consultations:shade", args=[row.pk])).status_code == 403
    assert client.get(reverse("consultations:photo_shade", args=[row.photo_id])).status_code == 403
    gallery = client.get(reverse("patients:photos", args=[row.patient_id])).content.decode()
    assert "Read shade" not in gallery


def test_looking_leaves_a_line_in_the_trail(taken, at_doctor, doctor):
    photo, row = taken(chart()), ShadeFactory.create()
    at_doctor.get(reverse("consultations:photo_shade", args=[photo.pk]))
    at_doctor.get(reverse("consultations:shade", args=[row.pk]))
    seen = Entry.objects.filter(kind=Entry.Kind.READ, by_id=doctor.pk).values_list("what", "patient_number")
    assert {("photo opened for its shade", photo.patient_id), ("shade opened", row.patient_id)} <= set(seen)
