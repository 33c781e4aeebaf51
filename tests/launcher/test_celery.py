"""Celery's settings, and that no pool process outlives a worker that was killed."""

import os
import subprocess
import sys

import pytest
import redis

from wargame.celery import QUEUE_OF, app

from .processes import ROOT, alive, descendants, wait_until


def test_the_settings_that_bring_a_killed_workers_task_back_soon():
    told = app.conf
    assert told.task_acks_late and told.task_reject_on_worker_lost
    assert told.worker_prefetch_multiplier == 1
    assert told.accept_content == ["json"] and told.task_serializer == "json"
    transport = told.broker_transport_options
    assert told.task_time_limit < transport["visibility_timeout"] == 30
    assert transport["unacked_restore_interval"] == transport["unacked_restore_throttle"] == 1


def test_every_task_of_ours_has_its_queue():
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours == set(QUEUE_OF)
    queues = {queue.name for queue in app.conf.task_queues}
    assert queues == {"adjudicate", "estimate", "sweep", "export"}
    for name, queue in QUEUE_OF.items():
        assert app.amqp.router.route({}, name)["queue"].name == queue


@pytest.mark.slow
def test_no_pool_process_outlives_a_killed_worker(tmp_path):
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "wargame.celery", "worker", "--concurrency=1", "--loglevel=INFO"],
        cwd=ROOT,
        env=dict(os.environ, C_FORCE_ROOT="1", PYTHONUNBUFFERED="1", LOG_LEVEL="INFO"),
        stdout=(tmp_path / "log").open("w"),
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until(lambda: "ready." in (tmp_path / "log").read_text() or worker.poll() is not None, 30, "a worker")
        everybody = descendants(worker.pid)
        assert len(everybody) == 2, (tmp_path / "log").read_text()
        worker.kill()
        worker.wait()
        wait_until(lambda: not any(map(alive, everybody)), 5, "an end of its pool process")
    finally:
        worker.kill()


@pytest.mark.parametrize("queue", ["adjudicate", "estimate", "sweep", "export"])
def test_a_task_lands_in_its_own_queue_and_in_no_other(queue):
    bell = redis.Redis.from_url(os.environ["REDIS_URL"])
    names = [each.name for each in app.conf.task_queues]
    before = {name: bell.llen(name) for name in names}
    sent = app.send_task("nobody.knows", queue=queue)
    grown = [name for name in names if bell.llen(name) > before[name]]
    assert grown == [queue]
    message = next(raw for raw in bell.lrange(queue, 0, -1) if sent.id.encode() in raw)
    bell.lrem(queue, 1, message)
