"""Settings of the sample. Everything that differs between machines comes from the environment.

The app keeps no state: no database, no session, no file that matters. Any instance can answer any
request, which is what lets a load balancer send users anywhere and a group throw machines away.
"""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = False
# Nothing here is signed for later, so a key that lives as long as the process is enough.
SECRET_KEY = os.environ.get("SECRET_KEY") or get_random_secret_key()

# The names under which users ask: the load balancer's, and this machine's own for a look from nearby.
# More names: DJANGO_ALLOWED_HOSTS=a.example,b.example. The health checker asks by bare address; see web/middleware.py.
ALLOWED_HOSTS = [
    ".elb.amazonaws.com",
    ".localhost",
    "127.0.0.1",
    "[::1]",
    *[name for name in os.environ.get("DJANGO_ALLOWED_HOSTS", "").split(",") if name],
]

INSTALLED_APPS = ["web"]

MIDDLEWARE = [
    "web.middleware.InstanceMiddleware",
    "web.middleware.AnswerDelayMiddleware",
    "web.middleware.HealthCheckMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {}
USE_TZ = True
TIME_ZONE = "UTC"

# --- The sample's own settings -------------------------------------------------------------------

#: Who answers. user-data.sh fills these in; without them the machine's name does.
INSTANCE_ID = os.environ.get("INSTANCE_ID") or os.uname().nodename
AVAILABILITY_ZONE = os.environ.get("AVAILABILITY_ZONE") or "nowhere"
APP_VERSION = os.environ.get("APP_VERSION") or "1"

#: CPU time that each page burns, in milliseconds. A bare page costs Django well under one, and a
#: hundred users would move nothing; with 16.5 ms, two machines of two vCPUs stand at 40 % at that load.
WORK_MS = float(os.environ.get("WORK_MS") or 0)

#: If this file exists, the health checker (and nobody else) is answered with the status it holds.
#: A file, because all worker processes of the machine must see it.
HEALTH_ANSWER_FILE = Path(os.environ.get("HEALTH_ANSWER_FILE") or "/tmp/health-answer")

#: If this file exists, every answer comes so many milliseconds later as it says.
ANSWER_DELAY_FILE = Path(os.environ.get("ANSWER_DELAY_FILE") or "/tmp/answer-delay")
