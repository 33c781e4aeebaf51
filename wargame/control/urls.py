"""Addresses of the facilitator's desk."""

from django.urls import path

from wargame.control import http

GAME = "api/games/<uuid:game>"

urlpatterns = [
    path("api/tables", http.tables),
    path(f"{GAME}/see-as/<str:seat>", http.see_as),
    path(f"{GAME}/injects.xlsx", http.sheet),
    path(f"{GAME}/injects/<str:inject>/preview", http.preview),
    path(f"{GAME}/record", http.record),
    path(f"{GAME}/seats/<str:seat>/revoke", http.revoke),
    path(f"{GAME}/seats/<str:seat>/vacate", http.vacate),
    path(f"{GAME}/seats/<str:seat>/lock", http.lock),
    path(f"{GAME}/seats/<str:seat>/link", http.link),
    path(f"{GAME}/assistants", http.assistants),
    path(f"{GAME}/assistants/<str:seat>", http.assistant),
    path(f"{GAME}/assistants/<str:seat>/withdraw", http.withdraw),
    path(f"{GAME}/report", http.report),
    path(f"{GAME}/reports", http.reports),
    path(f"{GAME}/reports/<str:name>", http.report_file),
]
