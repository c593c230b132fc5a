"""`chungtay run`: database, migrations, law, units, demo world, web server and worker; Ctrl-C ends all of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

STOP_SECONDS = 20
SLOW_SECONDS = 2  # a step that took longer says how long
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run() -> int:
    """Prepares what is missing, starts the two processes and waits. Returns 0 after a wished stop, 1 when one died."""
    started = time.monotonic()
    print("Chung Tay đang khởi động…", flush=True)
    import django

    django.setup()
    from django.conf import settings

    prepare(lambda words: print(f"  · {words}", flush=True))
    environment = {**os.environ, "DATABASE_URL": os.environ["DATABASE_URL"], "PYTHONUNBUFFERED": "1"}
    wished = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        wished.set()

    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    processes = {name: _start(command, environment) for name, command in _commands(settings.PORT).items()}
    _say_where(settings.PORT, settings.DEMO, time.monotonic() - started)
    died = ""
    while not wished.wait(0.5):
        died = next((name for name, process in processes.items() if process.poll() is not None), "")
        if died:
            print(
                f"Tiến trình “{died}” đã dừng ngoài ý muốn (mã {processes[died].returncode}).",
                file=sys.stderr,
                flush=True,
            )
            break
    _stop(processes)
    print("Đã dừng.", flush=True)
    return 1 if died else 0


def _commands(port: int) -> dict[str, list[str]]:
    address = os.environ.get("CHUNGTAY_BIND", "127.0.0.1")
    return {
        "web": [
            sys.executable,
            "-m",
            "gunicorn",
            "chungtay.config.wsgi:application",
            "--bind",
            f"{address}:{port}",
            "--worker-class",
            "gthread",
            "--workers",
            os.environ.get("WEB_WORKERS", "2"),
            "--threads",
            "4",
            "--timeout",
            "120",
            "--graceful-timeout",
            "10",
            "--log-level",
            "warning",
            "--max-requests",
            "20000",
        ],
        "worker": [sys.executable, "-m", "chungtay", "procrastinate", "worker", "--concurrency", "2"],
    }


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C in the terminal reaches only the supervisor, which stops both in order.
    return subprocess.Popen(command, env=environment, start_new_session=True)


def _stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    limit = time.monotonic() + STOP_SECONDS
    for process in processes.values():
        try:
            process.wait(max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def prepare(tell: Callable[[str], None]) -> None:
    """Everything a fresh machine lacks; on later starts each step finds its work done."""
    from django.conf import settings
    from django.core.management import call_command

    steps: list[tuple[str, Callable[[], object]]] = [
        ("cơ sở dữ liệu", lambda: call_command("migrate", verbosity=0, interactive=False)),
        ("tệp giao diện", lambda: call_command("collectstatic", verbosity=0, interactive=False)),
        ("văn bản pháp luật, danh mục, lịch", lambda: call_command("load_law", verbosity=0)),
        ("đơn vị hành chính trước và sau 01/7/2025", lambda: call_command("load_units", verbosity=0)),
        ("cơ quan các cấp", lambda: call_command("load_agencies", verbosity=0)),
    ]
    if settings.DEMO:
        steps.append(("tỉnh minh họa (người và việc đều hư cấu)", lambda: call_command("demo", verbosity=0)))
    for words, step in steps:
        begun = time.monotonic()
        tell(f"{words}…")
        step()
        seconds = time.monotonic() - begun
        if seconds >= SLOW_SECONDS:
            tell(f"  xong sau {seconds:.0f} giây")


def _say_where(port: int, demo: bool, seconds: float) -> None:
    print(f"\nSẵn sàng sau {seconds:.0f} giây: http://localhost:{port}/   (dừng: Ctrl-C)", flush=True)
    if demo:
        from chungtay.config.demo.people import sign_in_names

        print(sign_in_names(), flush=True)
    else:
        _say_first_step()


def _say_first_step() -> None:
    from chungtay.accounts.models import Post
    from chungtay.accounts.roles import RoleCode

    if not Post.objects.filter(role=RoleCode.PROVINCE_ADMINISTRATOR).exists():
        print(
            'Tạo người quản trị đầu tiên: chungtay create_administrator TÊN_ĐĂNG_NHẬP "HỌ VÀ TÊN" --province 11',
            flush=True,
        )
