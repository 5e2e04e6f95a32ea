"""nginx with the shipped configuration (deploy/nginx), a certificate made for the run, and free ports."""

import datetime as dt
import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.services.running import (
    HOST,
    ROOT,
    MissingServiceError,
    find_program,
    free_port,
    listens,
    start,
    stop,
    wait_for,
)

MODULE = "ngx_http_brotli_static_module.so"


@dataclass(frozen=True)
class Nginx:
    """A running server: its addresses, the certificate that clients have to trust, and its access log."""

    url: str
    plain_url: str
    certificate: Path
    access_log: Path


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for localhost and its key, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(HOST))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = folder / "certificate.pem", folder / "certificate.key"
    certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key_path.write_bytes(key.private_bytes(*form))
    key_path.chmod(0o600)
    return certificate_path, key_path


def _modules() -> str:
    for folder in ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules"):
        if Path(folder, MODULE).exists():
            return folder
    raise MissingServiceError(f"nginx lacks {MODULE}; run scripts/test_services.sh")


@contextmanager
def nginx_server(folder: Path, upstream_port: int, static: Path, trusted_range: str = f"{HOST}/32") -> Iterator[Nginx]:
    """Start nginx before the application on `upstream_port`. Needs no root; all it writes lies in `folder`."""
    program = find_program("nginx", package="nginx")
    certificate, key = make_certificate(folder)
    http, https = free_port(), free_port()
    values = {
        "ADVISION_NGINX_MODULES": _modules(),
        "ADVISION_NGINX_RUN": folder,
        "ADVISION_HTTP_PORT": f"{HOST}:{http}",
        "ADVISION_HTTPS_PORT": f"{HOST}:{https}",
        "ADVISION_PUBLIC_PORT": f":{https}",
        "ADVISION_SERVER_NAME": "localhost",
        "ADVISION_UPSTREAM": f"{HOST}:{upstream_port}",
        "ADVISION_STATIC": static,
        "ADVISION_CERTIFICATE": certificate,
        "ADVISION_CERTIFICATE_KEY": key,
        "ADVISION_TRUSTED_RANGE": trusted_range,
    }
    template = Template((ROOT / "deploy/nginx/nginx.conf.template").read_text())
    configuration, log = folder / "nginx.conf", folder / "nginx.log"
    # nginx's own variables are no names of ours, and safe_substitute leaves them alone.
    text = template.safe_substitute({name: str(value) for name, value in values.items()})
    # One process is enough here, and as root it would become `nobody`, who may not read pytest's folders.
    text = text.replace(
        "worker_processes auto;", "worker_processes 1;\nuser root;" if _is_root() else "worker_processes 1;"
    )
    configuration.write_text(text)
    process = start([program, "-c", configuration, "-g", "daemon off;"], log)
    try:
        wait_for(lambda: listens(https), "nginx", process, log)
        yield Nginx(f"https://localhost:{https}", f"http://localhost:{http}", certificate, folder / "access.log")
    finally:
        stop(process)


def _is_root() -> bool:
    return os.geteuid() == 0
