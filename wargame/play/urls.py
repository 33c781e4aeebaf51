"""HTTP addresses of the live table."""

from django.urls import path, re_path

from wargame.play import http, page

GAME = "api/games/<uuid:game>"

urlpatterns = [
    path(f"{GAME}/view", http.view),
    path(f"{GAME}/commands", http.commands),
    path(f"{GAME}/estimates", http.estimates),
    path(f"{GAME}/estimates/<uuid:estimate>", http.estimate),
    path(f"{GAME}/catalogue", http.catalogue),
    path(f"{GAME}/documents/<str:digest>", http.document),
    path(f"{GAME}/grids/<str:name>", http.grid),
    path(f"{GAME}/rooms/<str:room>/messages", http.messages),
    path(f"{GAME}/search", http.search),
    path("api/invitations/redeem", http.redeem),
    path("api/openapi.json", http.description),
    path("table/<uuid:game>/<str:seat>/", page.table_page),
    path("tables/", page.tables_page, name="board"),
    path("tables/<uuid:classroom>/", page.tables_page, name="class-board"),
    re_path(r"^api/(?P<rest>.*)$", http.nothing_here),
]
