"""Addresses of the pages before the table."""

from django.urls import path

from wargame.lobby.pages import entrance, tables

urlpatterns = [
    path("", entrance.landing, name="landing"),
    path("card/", entrance.card, name="card"),
    path("join/<str:code>/", entrance.join, name="join"),
    path("knock/<uuid:knock>/", entrance.knock, name="knock"),
    path("table/<uuid:game>/<str:seat>/knocks/<uuid:knock>/", entrance.answer_knock, name="answer-knock"),
    path("new/", tables.new, name="new"),
    path("links/class/<uuid:classroom>/", tables.class_links, name="class-links"),
    path("links/<uuid:game>/", tables.links, name="links"),
    path("links/<uuid:game>/<str:seat>/", tables.change_link, name="change-link"),
]
