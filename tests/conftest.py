from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import fsspec
import pytest
from hypothesis import settings

# The same examples at every run: a change that passes on one machine passes on the next. `make fuzz` looks for more.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

SERVER = """
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(*server.get_host_and_port(), flush=True)
input()
"""


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """An S3 server of its own on loopback, with the bucket `pages`."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        assert server.stdout
        host, port = server.stdout.readline().decode().split()
        address = f"http://{host}:{port}"
        made = fsspec.filesystem("s3", key="test", secret="test", endpoint_url=address)  # noqa: S106 — it asks for any
        made.makedirs("/pages", exist_ok=True)
        yield address
        server.kill()
