"""A real nginx, unprivileged, with the configuration that docs/serving has, before some apps."""

import grp
import os
import pwd
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NGINX = "nginx"
SHIPPED = Path(__file__).parents[1] / "docs" / "serving" / "nginx.conf"
WHOLE = """
daemon off;
user {user};
pid {folder}/pid;
error_log stderr error;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/vesicle.conf;
}}
"""


def configured(ports: Sequence[int], port: int) -> str:
    """The configuration that ships, for apps on these ports, and listening on one of them for this machine alone."""
    text = re.sub(r"listen 80;", f"listen 127.0.0.1:{port};", SHIPPED.read_text("utf-8"))
    servers = "\n".join(f"    server 127.0.0.1:{one} max_fails=0;" for one in ports)
    return re.sub(r"(?:^    server 127[^\n]*\n)+", f"{servers}\n", text, flags=re.M)


@contextmanager
def balanced(ports: Sequence[int], folder: Path, port: int) -> Iterator[str]:
    """Address at which nginx shows the apps on these ports."""
    (folder / "vesicle.conf").write_text(configured(ports, port))
    # Started by root, it would else work as somebody who cannot write to the folder, where longer questions wait.
    user = f"{pwd.getpwuid(os.geteuid()).pw_name} {grp.getgrgid(os.getegid()).gr_name}"
    (folder / "nginx.conf").write_text(WHOLE.format(folder=folder, user=user))
    command = [NGINX, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    with (folder / "stderr.txt").open("wb") as errors:
        process = subprocess.Popen(command, stderr=errors)
    try:
        while not (folder / "pid").exists():
            if process.poll() is not None:
                raise SystemExit(f"nginx ended: {(folder / 'stderr.txt').read_text()}")
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)
