from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("burn", views.burn, name="burn"),
    path("slow", views.slow, name="slow"),
    path("fail", views.fail, name="fail"),
]
