"""What every mailer promises, tried over SMTP on loopback and on the outbox folder."""

import asyncio
import os
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import AppError, ErrorCode
from domain.ports import Mail, Mailer
from integrations.mail import open_mailer
from integrations.mail.outbox import OutboxMailer
from integrations.mail.smtp import SmtpMailer
from integrations.wrong_settings import WrongSettingError

SENDER = "AdVision <no-reply@example.com>"
MAIL = Mail(to="ana@example.com", subject="Welcome", text="Hello Ana\n", html="<p>Hello Ana</p>\n")
many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# aiosmtpd makes its server on an event loop of its own thread and says goodbye to it late.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd", "ignore::UserWarning:aiosmtpd")


@dataclass
class Inbox:
    """A server's memory: what came in, for whom, and with which sign-in."""

    contents: list[bytes] = field(default_factory=list)
    receivers: list[list[str]] = field(default_factory=list)
    sign_ins: list[tuple[bytes, bytes]] = field(default_factory=list)
    refuse: str = ""

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.contents.append(envelope.content)
        self.receivers.append(list(envelope.rcpt_tos))
        return "250 OK"

    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        self.sign_ins.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss/word", handled=False)


@pytest.fixture
def serve() -> Iterator[Callable[..., int]]:
    running = []

    def start(inbox: Inbox, **options) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = Controller(inbox, hostname="127.0.0.1", port=port, loop=asyncio.new_event_loop(), **options)
        server.start()
        running.append(server)
        return port

    yield start
    for server in running:
        server.stop()
        server.loop.close()


@dataclass
class Box:
    """A mailer and what arrived."""

    mailer: Mailer
    arrived: Callable[[], list[EmailMessage]]


@pytest.fixture(params=["smtp", "outbox"])
def box(request, tmp_path, serve) -> Box:
    if request.param == "smtp":
        inbox = Inbox()
        mailer = open_mailer(smtp_url=f"smtp://127.0.0.1:{serve(inbox)}", sender=SENDER, outbox=tmp_path)
        return Box(mailer, lambda: [message_from_bytes(data, EmailMessage, policy=SMTP) for data in inbox.contents])
    folder = tmp_path / "outbox"
    return Box(
        open_mailer(smtp_url=None, sender=SENDER, outbox=folder),
        lambda: [
            message_from_bytes(path.read_bytes(), EmailMessage, policy=SMTP) for path in sorted(folder.glob("*.eml"))
        ],
    )


def parts(message: EmailMessage) -> tuple[str, str]:
    texts = [message.get_body((kind,)) for kind in ("plain", "html")]
    return tuple("" if part is None else part.get_content().replace("\r\n", "\n") for part in texts)


def test_a_mail_arrives_with_text_and_html(box):
    box.mailer.send(MAIL)
    (message,) = box.arrived()
    assert (message["To"], message["From"], message["Subject"]) == (MAIL.to, SENDER, MAIL.subject)
    assert message.get_content_type() == "multipart/alternative"
    assert parts(message) == (MAIL.text, MAIL.html)
    assert message["Date"]
    assert message["Message-ID"].endswith("@example.com>")
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_mail_without_html_is_plain(box):
    box.mailer.send(Mail(to=MAIL.to, subject="Größe – 尺寸", text="Grüße\n"))
    (message,) = box.arrived()
    assert message["Subject"] == "Größe – 尺寸"
    assert message.get_content_type() == "text/plain"
    assert parts(message) == ("Grüße\n", "")


@given(subject=st.text(max_size=300), text=st.text(max_size=200))
@many
def test_no_subject_or_text_adds_a_header(box, subject, text):
    before = len(box.arrived())
    box.mailer.send(Mail(to=MAIL.to, subject=subject, text=text))
    message = box.arrived()[before]
    assert message.keys() == [
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *(name for name in message if name in ("Content-Type", "Content-Transfer-Encoding", "MIME-Version")),
        *(name for name in message if name in ("X-Peer", "X-MailFrom", "X-RcptTo")),
    ]
    assert message["To"] == MAIL.to
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "ending", ["\r\nBcc: eve@example.com", "\nBcc: eve@example.com", "\r\n\r\n<h1>x</h1>", "\x00", "\x0b"]
)
def test_a_subject_with_line_breaks_becomes_one_line(box, ending):
    box.mailer.send(Mail(to=MAIL.to, subject="Hello" + ending, text="x"))
    (message,) = box.arrived()
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Hello")


@pytest.mark.parametrize(
    "to",
    [
        *("", "ana", "@example.com", "ana@", "ana@example.com, eve@example.com", "ana@example.com;eve@example.com"),
        *("ana@example.com\r\nBcc: eve@example.com", "ana@example.com\n", "Ana <ana@example.com>", "a@b@c.com"),
        *(
            "ana@example.com\x00",
            "ana @example.com",
            "ana@example.com\u2028x",
            "<ana@example.com>",
            '"a b"@example.com',
        ),
    ],
)
def test_only_one_plain_address_is_taken(box, to):
    with pytest.raises(AppError) as raised:
        box.mailer.send(Mail(to=to, subject="x", text="x"))
    assert raised.value.code is ErrorCode.INVALID
    assert box.arrived() == []


def test_smtp_signs_in_with_the_decoded_password_and_names_one_receiver(serve):
    inbox = Inbox()
    port = serve(inbox, authenticator=inbox.authenticate, auth_required=True, auth_require_tls=False)
    SmtpMailer(f"smtp://user%40example.com:p%40ss%2Fword@127.0.0.1:{port}", SENDER).send(MAIL)
    assert inbox.sign_ins == [(b"user@example.com", b"p@ss/word")]
    assert inbox.receivers == [["ana@example.com"]]


def test_smtp_errors_hold_no_secret(serve, capsys, caplog):
    inbox = Inbox()
    port = serve(inbox, authenticator=inbox.authenticate, auth_required=True, auth_require_tls=False)
    mailer = SmtpMailer(f"smtp://canary-user:canary-password@127.0.0.1:{port}", SENDER)
    with pytest.raises(AppError) as raised:
        mailer.send(MAIL)
    assert raised.value.code is ErrorCode.UPSTREAM
    assert raised.value.__cause__ is None
    output = capsys.readouterr()
    shown = f"{raised.value.message} {raised.value.details} {output.out} {output.err} {caplog.text} {mailer._server}"
    assert "canary-password" not in shown
    assert inbox.contents == []


def test_smtp_that_refuses_hangs_or_is_away_is_upstream(serve):
    refusing = SmtpMailer(f"smtp://127.0.0.1:{serve(Inbox(refuse='550 no'))}", SENDER)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        hanging = SmtpMailer(f"smtp://127.0.0.1:{silent.getsockname()[1]}", SENDER, timeout=0.3)
        away = SmtpMailer("smtp://127.0.0.1:9", SENDER, timeout=1)
        for mailer in (refusing, hanging, away):
            with pytest.raises(AppError) as raised:
                mailer.send(MAIL)
            assert raised.value.code is ErrorCode.UPSTREAM


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    pair = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-out", str(pair[0]), "-keyout", str(pair[1])]
    subprocess.run(command, check=True, capture_output=True)
    return pair


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_smtp_is_encrypted_and_checks_the_certificate(serve, certificate, scheme):
    inbox = Inbox()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    if scheme == "smtp":
        options = {"tls_context": context, "require_starttls": True, "authenticator": inbox.authenticate}
    else:
        options = {"ssl_context": context, "authenticator": inbox.authenticate, "auth_require_tls": False}
    url = f"{scheme}://user:p%40ss%2Fword@127.0.0.1:{serve(inbox, **options)}"
    with pytest.raises(AppError):
        SmtpMailer(url, SENDER).send(MAIL)
    assert inbox.sign_ins == []
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    SmtpMailer(url, SENDER, tls=trusting).send(MAIL)
    assert (len(inbox.contents), len(inbox.sign_ins)) == (1, 1)


def test_a_password_is_not_sent_in_the_open(serve, monkeypatch):
    inbox = Inbox()
    port = serve(inbox, authenticator=inbox.authenticate, auth_require_tls=False)
    monkeypatch.setattr("integrations.mail.smtp._LOOPBACK", set())
    with pytest.raises(AppError):
        SmtpMailer(f"smtp://user:p%40ss%2Fword@127.0.0.1:{port}", SENDER).send(MAIL)
    assert inbox.sign_ins == []


@pytest.mark.parametrize(
    "url", ["mail.example.com", "http://x", "smtp://", "smtp://h:x", "smtp://h:99999", "smtp://h/path", "smtp://h?x=1"]
)
def test_D9_a_wrong_mail_server_is_named_without_its_value(url, tmp_path):
    with pytest.raises(WrongSettingError, match="SMTP_URL: expected smtp://user") as raised:
        open_mailer(smtp_url=url, sender=SENDER, outbox=tmp_path)
    assert raised.value.setting == "SMTP_URL"


@pytest.mark.parametrize("sender", ["", "AdVision", "a@b.com\r\nBcc: c@d.com", "a@b.com, c@d.com"])
def test_D9_a_wrong_sender_is_named(sender, tmp_path):
    with pytest.raises(WrongSettingError, match="MAIL_FROM"):
        open_mailer(smtp_url=None, sender=sender, outbox=tmp_path)


def test_the_outbox_lists_the_newest_first_and_only_for_those_asked(tmp_path):
    mailer = OutboxMailer(tmp_path / "outbox", SENDER)
    assert mailer.list_mails() == []
    for to, subject in (("ana@example.com", "1"), ("eve@other.com", "2"), ("Ana@Example.com", "3")):
        mailer.send(Mail(to=to, subject=subject, text="text\n", html="<b>html</b>\n"))
    assert [mail.subject for mail in mailer.list_mails()] == ["3", "2", "1"]
    assert [mail.subject for mail in mailer.list_mails(limit=1)] == ["3"]
    assert [mail.subject for mail in mailer.list_mails(to=["ANA@example.com"])] == ["3", "1"]
    assert mailer.list_mails(to=[]) == []
    newest = mailer.list_mails()[0]
    assert (newest.text.strip(), newest.html.strip()) == ("text", "<b>html</b>")


def test_the_outbox_is_private_and_keeps_a_bounded_number(tmp_path):
    mailer = OutboxMailer(tmp_path / "outbox", SENDER, max_kept=3)
    for number in range(5):
        mailer.send(Mail(to=MAIL.to, subject=str(number), text="x"))
    assert [mail.subject for mail in mailer.list_mails()] == ["4", "3", "2"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "outbox").iterdir())
    (tmp_path / "outbox" / "stray.eml").write_bytes(b"\xff\xfe")
    assert len(mailer.list_mails()) == 3


def test_an_outbox_that_cannot_be_written_is_upstream_and_leaves_nothing(tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "full")

    mailer = OutboxMailer(tmp_path / "outbox", SENDER)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(AppError) as raised:
        mailer.send(MAIL)
    assert raised.value.code is ErrorCode.UPSTREAM
    assert os.listdir(tmp_path / "outbox") == []  # noqa: PTH208 - hidden drafts are listed too.
