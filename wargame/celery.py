"""Celery: makes work quick. That it is done at all is PostgreSQL's and the reconciler's business.

One of the two modules in which something is built at import. Tasks live in the apps (`umpire/tasks.py`,
`reports/tasks.py`); which queue each goes to stands in QUEUE_OF, and a task that is not there fails a test.
"""

import ctypes
import os
import signal
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wargame.settings")
# One computing thread a process: the workers are the parallelism.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings
from kombu.entity import Exchange, Queue

QUEUE_OF = {
    "umpire.adjudicate": "adjudicate",
    "umpire.prepare": "estimate",
    "umpire.play_bots": "sweep",
    "umpire.rehearse": "sweep",
    "umpire.estimate": "estimate",
    "umpire.frontier": "sweep",
    "reports.build_report": "export",
}

app = Celery("wargame")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # Measured with these: the task of a killed worker is back in 6 to 10 s. By default it takes 100 s and more.
    broker_transport_options={"visibility_timeout": 30, "unacked_restore_interval": 1, "unacked_restore_throttle": 1},
    task_queues=[Queue(name, Exchange(name), routing_key=name) for name in settings.CELERY_QUEUES],
    task_routes={task: {"queue": queue} for task, queue in QUEUE_OF.items()},
    task_default_queue="sweep",
    task_create_missing_queues=False,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # Below the visibility timeout: a longer task would be given to a second worker while the first still works.
    task_time_limit=25,
    task_soft_time_limit=22,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_send_task_events=False,
    timezone="UTC",
)
app.autodiscover_tasks()


@worker_process_init.connect
def end_with_the_parent(**_):
    """A pool process does not outlive a worker that was killed: its task goes to another worker."""
    if sys.platform.startswith("linux"):
        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
