"""Addresses of the settings pages."""

from django.urls import path

from smpclinic.accounts import views

app_name = "accounts"
urlpatterns = [
    path("clinic/", views.clinic, name="clinic"),
    path("staff/", views.staff, name="staff"),
    path("staff/<int:pk>/", views.staff_let_in, name="staff_let_in"),
    path("roles/", views.roles, name="roles"),
]
