"""Pictures of a run's page in Prefect's UI, after a run over corpus/: `make screenshots`. Needs Debian's `chromium`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.served import ask, environment, serving

ROOT = Path(__file__).parent.parent
BROWSER = (
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--window-size=1200,900", "--virtual-time-budget=20000"),  # ms; time stands while it loads
)
ATTEMPTS = 3


def main(folder: Path, *names: str) -> None:
    """All pictures, or those of these names."""
    if not shutil.which("chromium"):
        sys.exit("there is no chromium on PATH: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        scratch = Path(name)
        (scratch / "corpus").symlink_to(ROOT / "corpus")
        home = scratch / "prefect"
        with serving(home) as api:
            command = [sys.executable, "-m", "jiaokan", "run", "corpus"]
            subprocess.run(command, cwd=scratch, env=environment(home, api), check=True)
            (run,) = ask(api, "flow_runs/filter")
            artifacts = {made["key"]: made["id"] for made in ask(api, "artifacts/filter") if made["flow_run_id"]}
            ui = api.removesuffix("/api")
            page = f"runs/flow-run/{run['id']}"
            pictures = {
                # The newer UI, for the older goes to its logs whatever the address says.
                "run-page": (f"{ui}/v2/{page}?tab=Artifacts", ["Completed", *artifacts]),
                "run-page-logs": (f"{ui}/{page}", ["Finished in state Completed"]),
                **{key: (f"{ui}/artifacts/artifact/{made}", [key]) for key, made in artifacts.items()},
            }
            for picture in names or pictures:
                url, texts = pictures[picture]
                shoot(url, folder / f"{picture}.png", texts)


def shoot(url: str, picture: Path, texts: Sequence[str]) -> None:
    """Ends the program unless the page shows these texts."""
    for _ in range(ATTEMPTS):
        with TemporaryDirectory() as profile:
            last = [f"--user-data-dir={profile}", f"--screenshot={picture.absolute()}", "--dump-dom", url]
            done = subprocess.run([*BROWSER, *last], capture_output=True, text=True, check=False, timeout=120)
        if picture.exists() and all(text in done.stdout for text in texts):
            print(picture)  # noqa: T201
            return
    sys.exit(f"{url} does not show {texts}:\n{done.stderr[-2000:]}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build"))
