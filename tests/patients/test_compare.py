"""Before and after: what can be compared and why not, markings over an untouched photo, and what is given out."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from patients.models import Consent, Marking, Photo
from patients.policies import MARKINGS_A_PHOTO
from patients.services import comparing, consents, markings
from patients.views.compare import printed
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import ConsentFactory, MarkingFactory, PatientFactory, PhotoFactory, UserFactory
from tests.patients.pictures import encoded

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)
PAPER, SKIN = (205, 205, 200), (150, 105, 80)


def head(
    *, tilt: float = 0, share: float = 1.0, shift: float = 0, light: float = 1.0, size: tuple[int, int] = (600, 720)
) -> Image.Image:
    """An upright oval on plain paper; turned clockwise, made larger, moved sideways, lit otherwise."""
    width, height = size
    oval = Image.new("RGBA", size, (*PAPER, 0))
    across, down = 150 * share, 250 * share
    box = (width / 2 - across, height / 2 - down, width / 2 + across, height / 2 + down)
    ImageDraw.Draw(oval).ellipse(box, fill=(*SKIN, 255))
    oval = oval.rotate(-tilt, resample=Image.Resampling.BICUBIC)
    picture = Image.new("RGB", size, PAPER)
    picture.paste(oval, (round(shift * height), 0), oval)
    return picture.point(lambda value: min(255, round(value * light)))


def kept(picture: Image.Image, **facts: Any) -> Photo:
    """A photo whose file is stored under its hash."""
    content = encoded(picture, "JPEG", quality=90)
    facts = {"width": picture.width, "height": picture.height, "view": "crown"} | facts
    photo: Photo = PhotoFactory.create(sha256=hashlib.sha256(content).hexdigest(), **facts)
    photo.picture.storage.save(photo.picture.name, ContentFile(content))
    return photo


@pytest.fixture
def pair() -> tuple[Photo, Photo]:
    """The same head on two days."""
    patient = PatientFactory.create()
    later = DAY + timedelta(days=90)
    return kept(head(), patient=patient, added_at=DAY), kept(head(tilt=3), patient=patient, added_at=later)


def score(picture: Image.Image) -> comparing.Comparison:
    return comparing.compare(kept(head()), kept(picture))


# The score ------------------------------------------------------------------------------------------------------------


def test_the_same_head_again_can_be_compared():
    assert score(head()).score > 0.99
    close = score(head(tilt=4, share=1.03, shift=0.02, light=1.03))
    assert close.is_enough
    assert close.faults == ()


@pytest.mark.parametrize(
    ("other", "code", "figure"),
    [
        (head(tilt=18), "tilt", 18),
        (head(tilt=-20), "tilt", 20),
        (head(share=1.35), "scale", 35),
        (head(share=0.7), "scale", -30),
        (head(shift=0.2), "place", 20),
        (head(light=0.6), "light", -27),
    ],
)
def test_what_cannot_be_compared_says_why_with_its_measure(other, code, figure):
    found = score(other)
    assert not found.is_enough
    assert found.faults[0][0] == code
    assert found.faults[0][1] == pytest.approx(figure, abs=3)


def test_the_worst_fault_stands_first_and_alone_makes_the_score():
    both = score(head(tilt=22, share=0.8))
    assert [code for code, _figure in both.faults] == ["tilt", "scale"]
    assert both.score == pytest.approx(score(head(tilt=22)).score, abs=0.1)


def test_a_further_fault_never_makes_it_better():
    assert [score(head(tilt=tilt)).score for tilt in (0, 10, 15, 20, 30)] == sorted(
        (score(head(tilt=tilt)).score for tilt in (0, 10, 15, 20, 30)), reverse=True
    )


def test_a_picture_without_a_head_cannot_be_compared():
    assert score(Image.new("RGB", (400, 300), PAPER)).faults == (("no_head", 0.0),)


def test_a_round_head_has_no_tilt():
    round_head = Image.new("RGB", (400, 400), PAPER)
    ImageDraw.Draw(round_head).ellipse((100, 100, 300, 300), fill=SKIN)
    assert comparing.look(round_head).tilt is None
    assert (
        comparing.judged(comparing.look(round_head), comparing.look(round_head.rotate(40, fillcolor=PAPER))).score > 0.5
    )


def test_the_thumbnail_is_looked_at_where_there_is_one(pair):
    before, after = pair
    small = encoded(Image.new("RGB", (60, 60), PAPER), "JPEG")
    after.thumbnail.save("x.jpg", ContentFile(small))
    assert comparing.compare(before, after).faults == (("no_head", 0.0),)


def test_a_missing_or_changed_picture_is_not_judged(pair):
    before, after = pair
    Path(after.picture.path).write_bytes(encoded(head(tilt=1), "JPEG"))
    with pytest.raises(Refused, match="not the one that was taken in"):
        comparing.compare(before, after)
    assert comparing.told(before, after) is None


# The page -------------------------------------------------------------------------------------------------------------


def address(photo: Photo, query: str = "") -> str:
    return reverse("patients:compare", args=[photo.patient_id]) + query


def test_the_page_shows_first_and_last_day_with_view_and_days(pair, at_doctor):
    before = pair[0]
    text = at_doctor.get(address(before)).content.decode()
    assert text.index("Before: Crown, 12 March 2026") < text.index("After: Crown, 10 June 2026")
    assert "Comparable" in text
    assert f"/photos/{before.pk}/?size=preview" in text
    assert Entry.objects.filter(what="photos compared", patient_number=before.patient_id).exists()


def test_any_two_days_of_a_view_can_be_chosen(pair, at_doctor):
    before, after = pair
    third = kept(head(tilt=25), patient=before.patient, added_at=DAY + timedelta(days=200))
    front = [kept(head(), patient=before.patient, view="front", added_at=DAY) for _ in range(2)]
    answer = at_doctor.get(address(before, f"?before={after.pk}&after={third.pk}"))
    assert "Not comparable" in answer.content.decode()
    assert "the head is tilted by 22 degrees" in answer.content.decode()
    assert [one["photo"] for _key, _word, one in answer.context["pair"]] == [after, third]
    swapped = at_doctor.get(address(before, f"?view=front&before={after.pk}&after={third.pk}"))
    assert [one["photo"] for _key, _word, one in swapped.context["pair"]] == front
    same = at_doctor.get(address(before, f"?before={after.pk}&after={after.pk}"))
    assert "one photo twice" in same.content.decode()


def test_a_photo_of_somebody_else_is_never_shown(pair, at_doctor):
    stranger = kept(head(), added_at=DAY)
    answer = at_doctor.get(address(pair[0], f"?before={stranger.pk}&after={pair[1].pk}"))
    assert [one["photo"] for _key, _word, one in answer.context["pair"]] == list(pair)


def test_one_photo_of_a_view_is_nothing_to_compare(at_doctor):
    one = kept(head())
    assert "Nothing to compare yet" in at_doctor.get(address(one)).content.decode()


def test_a_picture_that_cannot_be_opened_is_said(pair, at_doctor):
    Path(pair[0].picture.path).unlink()
    assert "a picture cannot be opened" in at_doctor.get(address(pair[0])).content.decode()


def test_the_desk_compares_nothing_and_sees_no_marking(pair, at_desk):
    MarkingFactory.create(photo=pair[0], note="A secret note")
    assert at_desk.get(address(pair[0])).status_code == 403
    assert at_desk.get(reverse("patients:photo_marks", args=[pair[0].pk])).status_code == 403
    gallery = at_desk.get(reverse("patients:photos", args=[pair[0].patient_id])).content.decode()
    assert "A secret note" not in gallery
    assert "Compare photos" not in gallery


def test_photos_whose_use_is_taken_back_are_neither_compared_nor_marked(pair, at_doctor, doctor):
    ConsentFactory.create(patient=pair[0].patient, purpose=Consent.Purpose.PHOTO_RECORD)
    ConsentFactory.create(patient=pair[0].patient, purpose=Consent.Purpose.PHOTO_TEACHING)
    consents.withdraw(pair[0].patient, purpose="photo_record", how="told the clinic", by=doctor, now=timezone.now())
    assert "Nothing to compare yet" in at_doctor.get(address(pair[0])).content.decode()
    assert at_doctor.get(reverse("patients:photo_marks", args=[pair[0].pk])).status_code == 404
    assert given_out(pair, at_doctor, "photo_teaching").status_code == 404


# Markings -------------------------------------------------------------------------------------------------------------


def marked(photo: Photo, client: Any, **sent: Any) -> Any:
    told = {"kind": "point", "from_x": 10, "from_y": 20, "to_x": "", "to_y": "", "note": "Here", "save": "1"} | sent
    return client.post(reverse("patients:photo_marks", args=[photo.pk]), told)


@pytest.mark.parametrize(
    ("kind", "points"), [("point", [[10, 20]]), ("line", [[10, 20], [300, 400]]), ("circle", [[10, 20], [300, 400]])]
)
def test_a_marking_is_kept_as_numbers_and_the_photo_as_it_was(kind, points, pair, at_doctor, doctor):
    photo = pair[0]
    assert marked(photo, at_doctor, kind=kind, to_x=300, to_y=400).status_code == 302
    row = Marking.objects.get()
    assert (row.kind, row.points, row.note, row.made_by) == (kind, points, "Here", doctor)
    assert hashlib.sha256(Path(photo.picture.path).read_bytes()).hexdigest() == photo.sha256
    photo.refresh_from_db()
    assert Entry.objects.filter(what="photo marked", patient_number=photo.patient_id).count() == 1
    assert "Here" in at_doctor.get(address(photo)).content.decode()
    at_doctor.post(reverse("patients:marking_remove", args=[row.pk]))
    row.refresh_from_db()
    assert (row.removed_by, bool(row.removed_at)) == (doctor, True)
    assert "Here" not in at_doctor.get(address(photo)).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"note": ""}, "Say what it marks"),
        ({"from_x": ""}, "Pick the point"),
        ({"from_x": "600"}, "outside the photo"),
        ({"kind": "line"}, "Pick a second point"),
        ({"kind": "arrow"}, "Choose a marking"),
        ({"note": "x" * 201}, "Shorten this"),
    ],
)
def test_a_marking_that_is_none_is_said(sent, words, pair, at_doctor):
    answer = marked(pair[0], at_doctor, **sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Marking.objects.exists()


def test_without_script_a_press_in_the_picture_picks_and_keeps_what_was_typed(pair, at_doctor):
    photo = pair[0]
    sent = {"kind": "line", "note": "Edge", "pick": "from", "at.x": "30", "at.y": "40"}
    answer = at_doctor.post(reverse("patients:photo_marks", args=[photo.pk]), sent)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert [form[name].value() for name in ("kind", "note", "from_x", "from_y", "to_x")] == [
        "line",
        "Edge",
        "30",
        "40",
        "",
    ]
    assert answer.context["pick"] == "to"
    assert not Marking.objects.exists()


def test_a_photo_holds_so_many_markings_and_no_more(pair, doctor):
    Marking.objects.bulk_create(MarkingFactory.build_batch(MARKINGS_A_PHOTO, photo=pair[0], made_by=doctor))
    with pytest.raises(Refused, match="as many markings"):
        markings.add(pair[0], kind="point", points=[[1, 1]], note="One more", by=doctor, now=DAY)


def test_removing_twice_is_removing_once(doctor):
    row = MarkingFactory.create()
    for _ in range(2):
        markings.remove(row, by=doctor, now=DAY)
    assert Entry.objects.filter(what="marking removed").count() == 1


@pytest.mark.parametrize("facts", [{"note": ""}, {"removed_at": DAY}])
def test_the_database_keeps_no_half_marking(facts):
    with transaction.atomic(), pytest.raises(IntegrityError):
        MarkingFactory.create(**facts)


# Giving out -----------------------------------------------------------------------------------------------------------


def given_out(pair: tuple[Photo, Photo], client: Any, purpose: str) -> Any:
    sent = {"before": pair[0].pk, "after": pair[1].pk, "purpose": purpose}
    return client.post(reverse("patients:compare_export", args=[pair[0].patient_id]), sent)


def test_a_picture_of_both_is_given_out_for_what_the_patient_allows(pair, at_doctor, doctor):
    ConsentFactory.create(patient=pair[0].patient, purpose=Consent.Purpose.PHOTO_TEACHING)
    MarkingFactory.create(photo=pair[0])
    answer = given_out(pair, at_doctor, "photo_teaching")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="photos-{pair[0].pk}-{pair[1].pk}.jpg"'
    picture = Image.open(BytesIO(answer.content))
    assert picture.size == (600 * 2 + 16, 720 + 72)
    assert not picture.getexif()
    strip = picture.convert("L").crop((0, 0, 600, 72))
    assert strip.getextrema()[0] < 60  # words are printed on it
    beside = [picture.getpixel((x, 72 + 360)) for x in (300, 616 + 300)]
    assert all(sum(abs(a - b) for a, b in zip(one, SKIN, strict=True)) < 12 for one in beside)
    line = Entry.objects.get(what="photos given out")
    assert (line.by_id, line.patient_number) == (doctor.pk, pair[0].patient_id)
    assert line.detail == {"purpose": "photo_teaching", "photos": [pair[0].pk, pair[1].pk]}


@pytest.mark.parametrize("purpose", ["photo_website", "photo_social", "photo_record", "", "reminders"])
def test_nothing_is_given_out_for_another_purpose(purpose, pair, at_doctor):
    for allowed in (Consent.Purpose.PHOTO_TEACHING, Consent.Purpose.PHOTO_RECORD, Consent.Purpose.REMINDERS):
        ConsentFactory.create(patient=pair[0].patient, purpose=allowed)
    answer = given_out(pair, at_doctor, purpose)
    assert answer.status_code == 409
    assert "has not allowed this" in answer.content.decode()
    assert not Entry.objects.filter(what="photos given out").exists()


def test_consent_taken_back_ends_it_at_once(pair, at_doctor):
    ConsentFactory.create(patient=pair[0].patient, purpose=Consent.Purpose.PHOTO_WEBSITE)
    assert "clinic&#x27;s website" in at_doctor.get(address(pair[0])).content.decode()
    now = timezone.now()
    consents.withdraw(pair[0].patient, purpose="photo_website", how="told the clinic", by=UserFactory.create(), now=now)
    assert given_out(pair, at_doctor, "photo_website").status_code == 409
    assert "Nothing can be given out" in at_doctor.get(address(pair[0])).content.decode()


def test_view_and_day_are_printed_in_the_clinics_time(pair):
    assert printed(pair[0]) == "Crown, 12 March 2026"
