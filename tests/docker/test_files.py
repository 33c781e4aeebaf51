"""The container files, checked as far as that goes without a container engine."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
BIN = Path(sys.executable).parent
OURS = {
    "web-1",
    "web-2",
    "worker-adjudicate",
    "worker-estimate",
    "worker-sweep",
    "worker-export",
    "reconciler",
    "migrate",
}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DOCKER / "compose.yml").read_text())


def run(*argv, **options):
    return subprocess.run(argv, capture_output=True, text=True, **options)


def check_schema(path):
    return run(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", path)


def test_the_compose_file_keeps_to_the_specification(tmp_path):
    done = check_schema(DOCKER / "compose.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    broken = tmp_path / "compose.yml"
    broken.write_text((DOCKER / "compose.yml").read_text().replace("healthcheck:", "healthczech:"))
    assert check_schema(broken).returncode != 0


def test_the_dockerfile_pleases_hadolint(tmp_path):
    arguments = [BIN / "hadolint", "--config", DOCKER / ".hadolint.yaml"]
    done = run(*arguments, DOCKER / "Dockerfile")
    assert done.returncode == 0, done.stdout + done.stderr
    broken = tmp_path / "Dockerfile"
    broken.write_text((DOCKER / "Dockerfile").read_text() + "\nRUN cd /tmp && sudo ls\n")
    assert run(*arguments, broken).returncode != 0


def test_every_part_that_is_asked_for_is_there(compose):
    assert OURS | {"proxy", "postgres", "valkey"} == set(compose["services"])
    for name, service in compose["services"].items():
        if name != "migrate":
            assert "healthcheck" in service, f"{name} has no health check"


def test_there_is_a_worker_for_every_queue(compose):
    from django.conf import settings

    served = {
        service["command"][service["command"].index("-Q") + 1]
        for name, service in compose["services"].items()
        if name.startswith("worker-")
    }
    assert served == set(settings.CELERY_QUEUES)


def test_nothing_of_ours_runs_as_root_or_may_become_it(compose):
    stages = (DOCKER / "Dockerfile").read_text().split("\nFROM ")
    assert re.search(r"^USER 10001:10001$", stages[-1], re.MULTILINE)
    for name in OURS:
        service = compose["services"][name]
        assert service["cap_drop"] == ["ALL"] and service["read_only"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "user" not in service


def test_only_the_proxy_is_reached_from_outside(compose):
    for name, service in compose["services"].items():
        assert ("ports" in service) == (name == "proxy")
    assert compose["networks"]["inside"]["internal"]
    for name in ("postgres", "valkey"):
        assert compose["services"][name]["networks"] == ["inside"]


def test_secrets_come_from_the_environment_and_have_no_default():
    text = (DOCKER / "compose.yml").read_text()
    example = (DOCKER / ".env.example").read_text()
    used = {name: rest for name, rest in re.findall(r"(?<!\$)\$\{(\w+)(:[-?][^}]*)?\}", text) if rest} | {}
    for name in set(re.findall(r"(?<!\$)\$\{(\w+)", text)):
        assert re.search(rf"^#?{name}=", example, re.MULTILINE), f"{name} is not in .env.example"
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD", "DOMAIN"):
        assert used[name].startswith(":?")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"):
        assert re.search(rf"^{name}=$", example, re.MULTILINE), f"{name} has a value in .env.example"


def test_what_compose_sets_is_what_the_settings_take(compose):
    """The program starts with these very variables, and Django finds nothing to warn of."""
    given = compose["services"]["web-1"]["environment"]
    filled = {
        "SECRET_KEY": "0123456789abcdef" * 4,
        "POSTGRES_PASSWORD": "p",
        "VALKEY_PASSWORD": "v",
        "DOMAIN": "game.example",
    }
    filled |= {"LOG_LEVEL": "INFO"}
    variables = {key: re.sub(r"\$\{(\w+)[^}]*\}", lambda m: filled[m[1]], value) for key, value in given.items()}
    variables |= {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "wargame.settings"}
    done = run(
        *[sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"], cwd=ROOT, env=variables
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_image_gets_every_folder_the_program_imports():
    copied = set(re.findall(r"^COPY (?:--from=\w+ )?([\w./-]+)", (DOCKER / "Dockerfile").read_text(), re.MULTILINE))
    assert {"engine", "launcher", "wargame", "frontend/", "docker/healthy.py", "CHANGELOG.md"} <= copied
    allowed = (DOCKER / "Dockerfile.dockerignore").read_text().splitlines()
    for path in copied:
        if not path.startswith("/"):
            top = path.rstrip("/").split("/")[0]
            assert {f"!{top}", f"!{path}"} & set(allowed), f"{path} is copied but ignored"


def test_an_unhealthy_part_is_told_by_its_exit_code():
    nowhere = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    done = run(sys.executable, DOCKER / "healthy.py", "reconciler", env=nowhere)
    assert done.returncode != 0 and "not healthy" in done.stderr and "Traceback" not in done.stderr


def test_the_reconciler_is_healthy_while_somebody_holds_its_lock(process_environment):
    ask = [sys.executable, DOCKER / "healthy.py", "reconciler"]
    assert run(*ask, env=process_environment).returncode != 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(42)")
    try:
        assert run(*ask, env=process_environment).returncode == 0
    finally:
        connection.close()
