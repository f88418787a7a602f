"""Addresses of the record."""

from django.urls import path

from patients.views import (
    answers_out,
    audit,
    consents,
    intakes,
    links,
    own_consents,
    own_copy,
    own_intake,
    own_language,
    own_link,
    own_photos,
    patients,
    photos,
    scars,
)

app_name = "patients"
urlpatterns = [
    # The record
    path("patients/", patients.patient_list, name="list"),
    path("patients/add/", patients.add, name="add"),
    path("patients/<int:pk>/", patients.patient, name="patient"),
    path("patients/<int:pk>/edit/", patients.edit, name="edit"),
    path("patients/<int:pk>/emails/", consents.emails, name="emails"),
    path("patients/<int:pk>/audit/", audit.audit, name="audit"),
    # The intake at the desk
    path("patients/<int:pk>/intake/", intakes.intake, name="intake"),
    path("patients/<int:pk>/intake/begin/", intakes.desk_begin, name="desk_begin"),
    path("patients/<int:pk>/intake/show/", links.desk_link, name="desk_link"),
    path("patients/<int:pk>/intake/links/close/", links.desk_links_close, name="desk_links_close"),
    path("patients/<int:pk>/intake/check/", intakes.desk_check, name="desk_check"),
    path("patients/<int:pk>/intake/scars/add/", intakes.scar_add, name="scar_add"),
    path("patients/<int:pk>/intake/scars/<int:scar_pk>/change/", intakes.scar_change, name="scar_change"),
    path("patients/<int:pk>/intake/scars/<int:scar_pk>/remove/", intakes.scar_remove, name="scar_remove"),
    path("patients/<int:pk>/intake/photos/add/", photos.photo_add, name="photo_add"),
    path("patients/<int:pk>/intake/photos/uploads/", photos.upload_begin, name="upload_begin"),
    path("patients/<int:pk>/intake/photos/uploads/<uuid:key>/", photos.upload, name="upload"),
    path("patients/<int:pk>/intake/answers.json", answers_out.intake_fhir, name="intake_fhir"),
    path("patients/<int:pk>/intake/<slug:step>/", intakes.desk_step, name="desk_step"),
    # Scars
    path("patients/<int:pk>/scars/<int:scar_pk>/measure/", scars.scar_measure, name="scar_measure"),
    # Photos
    path("patients/<int:pk>/photos/", photos.gallery, name="photos"),
    path("photos/<int:pk>/", photos.photo, name="photo"),
    path("photos/<int:pk>/remove/", photos.photo_remove, name="photo_remove"),
    path("photos/<int:pk>/put-back/", photos.photo_put_back, name="photo_put_back"),
    # The patient's own intake, through a link
    path("i/<str:token>/", own_intake.start, name="intake_start"),
    path("intake/", own_intake.overview, name="intake_overview"),
    path("intake/welcome/", own_intake.welcome, name="intake_welcome"),
    path("intake/check/", own_intake.check, name="intake_check"),
    path("intake/sent/", own_intake.sent, name="intake_sent"),
    path("intake/sent/before/", own_intake.sent, {"before": True}, name="intake_sent_before"),
    path("intake/sent/copy/", own_copy.copy, name="intake_copy"),
    path("intake/sent/correct/", own_copy.correct, name="intake_correct"),
    path("intake/allowed/", own_consents.allowed, name="intake_allowed"),
    path("intake/allowed/<slug:purpose>/withdraw/", own_consents.withdraw, name="intake_withdraw"),
    path("intake/allowed/<slug:purpose>/allow/", own_consents.allow, name="intake_allow"),
    path("intake/links/", own_link.own_links, name="intake_links"),
    path("intake/links/close/", own_link.own_link_close, name="intake_link_close"),
    path("intake/fresh/", own_link.fresh, name="intake_fresh"),
    path("code/", own_link.code, name="intake_code"),
    path("intake/leave/", own_intake.leave, name="intake_leave"),
    path("intake/scars/add/", own_intake.scar_add, name="intake_scar_add"),
    path("intake/scars/<int:scar_pk>/change/", own_intake.scar_change, name="intake_scar_change"),
    path("intake/scars/<int:scar_pk>/remove/", own_intake.scar_remove, name="intake_scar_remove"),
    path("intake/photos/add/", own_photos.photo_add, name="intake_photo_add"),
    path("intake/photos/uploads/", own_photos.upload_begin, name="intake_upload_begin"),
    path("intake/photos/uploads/<uuid:key>/", own_photos.upload, name="intake_upload"),
    path("intake/photos/<int:pk>/", own_photos.photo, name="intake_photo"),
    path("intake/photos/<int:pk>/remove/", own_photos.photo_remove, name="intake_photo_remove"),
    path("intake/language/", own_language.choose, name="own_language"),
    path("intake/<slug:step>/", own_intake.step, name="intake_step"),
]
