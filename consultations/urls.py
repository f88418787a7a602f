"""Addresses of the work."""

from django.urls import URLPattern, path

from consultations.views import (
    assessments,
    consultations,
    message_links,
    messages,
    numbers,
    plan_links,
    plan_trace,
    plans,
    prices,
    reviews,
    sessions,
    today,
)

app_name = "consultations"
urlpatterns: list[URLPattern] = [
    # The day, visits, findings, plans, prices
    path("", today.today, name="today"),
    path("visits/<int:pk>/move/", today.consultation_move, name="consultation_move"),
    path("patients/<int:patient_pk>/visits/book/", consultations.consultation_book, name="consultation_book"),
    path("patients/<int:patient_pk>/assess/", assessments.assess, name="assess"),
    path("patients/<int:patient_pk>/plans/", plans.patient_plans, name="patient_plans"),
    path("patients/<int:patient_pk>/plans/make/", plans.plan_make, name="plan_make"),
    path("plans/", plans.board, name="board"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/plan.pdf", plans.plan_pdf, name="plan_pdf"),
    path("plans/<int:pk>/trace/", plan_trace.plan_trace, name="plan_trace"),
    path("plans/<int:pk>/trace/<int:line>/", plan_trace.plan_line, name="plan_line"),
    path("plans/<int:pk>/edit/<slug:code>/", reviews.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/choose/<slug:code>/", reviews.plan_choose, name="plan_choose"),
    path("plans/<int:pk>/clear/<slug:gate>/", reviews.plan_clear, name="plan_clear"),
    path("plans/<int:pk>/note/", reviews.plan_note, name="plan_note"),
    path("plans/<int:pk>/approve/", reviews.plan_approve, name="plan_approve"),
    path("plans/<int:pk>/send-back/", reviews.plan_send_back, name="plan_send_back"),
    path("plans/<int:pk>/send/", reviews.plan_send, name="plan_send"),
    path("plans/<int:pk>/submit/", reviews.plan_submit, name="plan_submit"),
    path("settings/prices/", prices.prices, name="prices"),
    path("protocol/", numbers.protocol, name="protocol"),
    path("protocol/<slug:figure>/", numbers.number_set, name="number_set"),
    path("plan/<str:token>/", plan_links.patient_plan_start, name="patient_plan_start"),
    path("your-plan/", plan_links.patient_plan, name="patient_plan"),
    path("your-plan/plan.pdf", plan_links.patient_plan_pdf, name="patient_plan_pdf"),
    # Sessions and messages
    path("sessions/", sessions.sessions, name="sessions"),
    path("patients/<int:patient_pk>/sessions/", sessions.patient_sessions, name="patient_sessions"),
    path("sessions/<int:pk>/book/", sessions.session_book, name="session_book"),
    path("sessions/<int:pk>/unbook/", sessions.session_unbook, name="session_unbook"),
    path("sessions/<int:pk>/finish/", sessions.session_finish, name="session_finish"),
    path("sessions/<int:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path("messages/", messages.messages, name="messages"),
    path("patients/<int:patient_pk>/messages/", messages.patient_messages, name="patient_messages"),
    path("patients/<int:patient_pk>/invite/", messages.invite, name="invite"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/send/", messages.message_send, name="message_send"),
    path("messages/<int:pk>/skip/", messages.message_skip, name="message_skip"),
    path("messages/folder/", messages.mail_folder, name="mail_folder"),
    path("messages/folder/<str:name>/", messages.mail, name="mail"),
    path("stop/<str:token>/", message_links.stop_messages, name="stop_messages"),
]
