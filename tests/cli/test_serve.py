"""serve: who gets in, what the page asks for, and a tab that drives the app."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from roadtrack.cli import web
from roadtrack.cli.serve import is_loopback
from tests.cli.conftest import Cli
from tests.conftest import Home

SECONDS = 60
"""The most that a test waits for what must come."""


@asynccontextmanager
async def a_door(host: str = "127.0.0.1") -> "AsyncIterator[tuple[web.WebServer, TestClient]]":  # type: ignore[type-arg]
    """A server whose apps do nothing, and a client that follows no redirection and keeps no cookie."""
    server = web.WebServer(["true"], host, 8765)
    async with TestClient(TestServer(await server._make_app()), cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield server, client


def headers(
    server: web.WebServer, *, host: str = "127.0.0.1:8765", origin: str = "", token: str = ""
) -> dict[str, str]:
    """What a browser sends; without a token given the right cookie."""
    sent = {"Host": host, "Cookie": f"{server.cookie}={token or server.token}"}
    return sent | ({"Origin": origin} if origin else {})


async def status(client: "TestClient", path: str, sent: Mapping[str, str]) -> int:  # type: ignore[type-arg]
    """What a request is answered with."""
    async with client.get(path, headers=sent, allow_redirects=False) as response:
        return response.status


async def test_the_token_once_then_a_cookie() -> None:
    """The address with the token gives the cookie and leaves the address bar; scripts and other sites get none."""
    async with a_door() as (server, client):
        host = {"Host": "127.0.0.1:8765"}
        async with client.get(f"/?token={server.token}", headers=host, allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (303, "/")
            cookie = response.headers["Set-Cookie"]
        assert cookie.startswith(f"roadtrack-8765={server.token};")
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert await status(client, "/", headers(server)) == 200


@pytest.mark.parametrize("path", ["/", "/ws", "/page.js", "/static/js/textual.js", "/nothing"])
async def test_without_the_token_nothing_is_given(path: str) -> None:
    """No page, no file, no app; a token in the query counts at the door alone."""
    async with a_door() as (server, client):
        plain = {"Host": "127.0.0.1:8765", "Origin": "http://127.0.0.1:8765"}
        assert await status(client, path, plain) == 403
        assert await status(client, path, plain | {"Cookie": f"{server.cookie}=wrong"}) == 403
        assert await status(client, path, plain | {"Cookie": f"{server.cookie}=ü"}) == 403
        assert await status(client, f"{path}?token=wrong", plain) == 403
        if path != "/":
            assert await status(client, f"{path}?token={server.token}", plain) == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1.evil.example",
        "192.168.1.5:8765",
        'a"b@localhost',
        "localhost/x",
        "",
    ],
)
async def test_a_wrong_host_is_refused(host: str) -> None:
    """Also with the right cookie: a name of another site that was made to lead here."""
    async with a_door() as (server, client):
        assert await status(client, "/", headers(server, host=host)) == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "LOCALHOST", "127.0.0.1:9000"])
async def test_own_hosts_are_let_in(host: str) -> None:
    """Every name of this machine for itself, and another port, which `ssh -L` may have."""
    async with a_door() as (server, client):
        assert await status(client, "/", headers(server, host=host)) == 200
        assert await status(client, "/", headers(server, host=host, origin=f"http://{host}")) == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "http://127.0.0.1:3000", "https://127.0.0.1:8765", "null", "http://localhost:8765"],
)
async def test_a_foreign_origin_is_refused(origin: str) -> None:
    """With the right cookie and host, as when a page in the same browser tries; a websocket needs an origin."""
    async with a_door() as (server, client):
        assert await status(client, "/", headers(server, origin=origin)) == 403
        assert await status(client, "/ws", headers(server)) == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect("/ws", headers=headers(server, origin=origin))
        assert refused.value.status == 403


async def test_the_page_asks_nobody_else() -> None:
    """No address of another machine in what we wrote, and a policy that forbids what others may add."""
    async with a_door() as (server, client):
        async with client.get("/", headers=headers(server)) as response:
            page = await response.text()
            policy = response.headers["Content-Security-Policy"]
            assert response.headers["Referrer-Policy"] == "no-referrer"
        async with client.get("/page.js", headers=headers(server)) as response:
            page += await response.text()
        assert re.findall(r"(?:https?:)?//[^\s\"']+\.[a-z]", page) == ["ws://127.0.0.1:8765/ws"[3:]][:0]
        assert 'data-session-websocket-url="ws://127.0.0.1:8765/ws"' in page
        assert "<script>" not in page
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
        for path in re.findall(r"(?:src|href)=\"(/[^\"]+)\"|url\(\"([^\"]+)\"\)", page):
            assert await status(client, "".join(path), headers(server)) == 200, path


async def test_all_addresses_take_numbers_and_the_own_name() -> None:
    """Only there; a name of somebody else is refused all the same."""
    async with a_door("0.0.0.0") as (server, client):  # noqa: S104
        for host, code in (("192.168.1.5:8765", 200), (socket.gethostname(), 200), ("evil.example", 403)):
            assert await status(client, "/", headers(server, host=host)) == code
        assert server.address == f"http://{socket.gethostname()}:8765/?token={server.token}"


def test_each_server_has_its_own_token() -> None:
    """A long one."""
    tokens = {web.WebServer(["true"], "127.0.0.1", 1).token for _ in range(10)}
    assert len(tokens) == 10
    assert min(map(len, tokens)) >= 43
    assert web.WebServer(["true"], "::1", 1).address.startswith("http://[::1]:1/?token=")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])  # noqa: S104
def test_other_machines_need_a_word(cli: Cli, host: str) -> None:
    """Nothing is served to them by accident; the way through ssh is named."""
    assert not is_loopback(host)
    answer = cli("serve", "--host", host)
    assert (answer.code, answer.out) == (2, "")
    assert "--i-understand" in answer.err
    assert "ssh -L" in answer.err


@pytest.mark.parametrize("name", ["textual_serve", "aiohttp"])
def test_without_the_extra_it_says_so(cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """In words, with what to install."""
    for loaded in [m for m in sys.modules if m == "roadtrack.cli.web" or m.partition(".")[0] == name]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.delattr("roadtrack.cli.web", raising=False)
    monkeypatch.setitem(sys.modules, name, None)
    answer = cli("serve")
    assert (answer.code, answer.out) == (2, "")
    assert "pip install 'roadtrack[web]'" in answer.err


def test_a_port_that_is_taken(cli: Cli) -> None:
    """It says which."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = cli("serve", "--port", str(port))
    assert (answer.code, answer.out) == (2, "")
    assert f"cannot listen on 127.0.0.1 port {port}" in answer.err


@contextmanager
def serving(home: Home) -> "Iterator[tuple[subprocess.Popen[str], str]]":
    """`roadtrack serve` as a process of its own, and the address it printed."""
    command = [sys.executable, "-m", "roadtrack", "serve", "--port", "0", "--json"]
    with subprocess.Popen(
        command,
        env=home.environment({"ROADTRACK_DATA_DIR": "/nowhere"}) | {"ROADTRACK_DATA_DIR": str(home.journal.parent)},
        cwd=home.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())["url"]
        finally:
            if process.poll() is None:
                process.kill()


async def frames(socket_: aiohttp.ClientWebSocketResponse, wanted: str) -> None:
    """Read what the app draws until some words were in it."""
    drawn = ""
    async with asyncio.timeout(SECONDS):
        while wanted not in drawn:
            message = await socket_.receive()
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), (message, drawn)
            if message.type is aiohttp.WSMsgType.BINARY:
                drawn += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", message.data.decode("utf-8", "replace"))


async def test_a_tab_drives_the_app(small: Home) -> None:
    """The whole way: address, cookie, page, websocket, a key, the journal; ctrl+c ends server and app."""
    with serving(small) as (process, url):
        port, token = urlsplit(url).port, parse_qs(urlsplit(url).query)["token"][0]
        own = f"http://127.0.0.1:{port}"
        assert url == f"{own}/?token={token}"
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            async with browser.get(f"{own}/") as response:
                assert response.status == 403
            async with browser.get(url) as response:
                assert (response.status, str(response.url)) == (200, f"{own}/")
            async with browser.ws_connect(f"{own}/ws?width=100&height=30", headers={"Origin": own}) as tab:
                await frames(tab, "Run a Pod")
                await tab.send_json(["stdin", " "])
                await frames(tab, "kube/pods done")
                assert small.json("show", "kube/pods")["status"] == "done"
                apps = children(process.pid)
                assert len(apps) == 1
                process.send_signal(signal.SIGINT)
                with suppress(ConnectionError):
                    async with asyncio.timeout(SECONDS):
                        while not tab.closed:
                            await tab.receive()
        assert await asyncio.to_thread(process.wait, SECONDS) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
        assert [pid for pid in apps if Path(f"/proc/{pid}").exists()] == []


def children(pid: int) -> list[int]:
    """The processes that a process started and that still run."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()]
