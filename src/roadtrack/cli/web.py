"""The web server of `serve`: textual-serve's, behind a door of our own.

As it comes, textual-serve asks for no login, takes any `Host` and any `Origin`, and its page loads a font from
elsewhere; a page in the learner's browser could drive the app. Here each request needs the token, our own host
name and, where a browser tells one, our own origin. Nothing but this machine is asked for anything.
"""

import asyncio
import hmac
import ipaddress
import re
import secrets
import shlex
import socket
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from string import Template

from aiohttp import WSCloseCode, web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from roadtrack.errors import UsageError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::[0-9]{1,5})?")
"""A `Host` header: a name or an address, and a port; nothing that could mean something in a page."""
WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
LEAVING_SECONDS = 5.0
"""How long an app may take to leave when its tab is closed; then it is ended. What was done is saved anyway."""
WIDEST, HIGHEST = 1000, 500
"""Columns and rows that a browser may ask for."""
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self' {websocket}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""xterm.js writes style elements; a script in the page, a frame around it or a request elsewhere is refused."""


class TabApp(AppService):
    """The app of one tab, a process of its own."""

    async def _open_app_process(self, width: int = 80, height: int = 24) -> asyncio.subprocess.Process:
        """As it comes, but that no shell is asked."""
        pipe = asyncio.subprocess.PIPE
        environment = self._build_environment(width=width, height=height)
        words = shlex.split(self.command)
        process = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)
        self._process, self._stdin = process, process.stdin
        return process

    async def leave(self) -> None:
        """Tell the app to leave, and end it if it does not."""
        try:
            await asyncio.wait_for(self.stop(), LEAVING_SECONDS)
        except TimeoutError:
            if self._process is not None:
                self._process.kill()
        if self._process is not None:
            await self._process.wait()


class WebServer(Server):
    """Serves the app to who has the token. `command` is run anew for each tab."""

    def __init__(self, command: Sequence[str], host: str, port: int) -> None:
        super().__init__(shlex.join(command), host=host, port=port, title="roadtrack")
        self._tabs: set[web.WebSocketResponse] = set()
        self.token = secrets.token_urlsafe(32)
        self.cookie = f"roadtrack-{port}"
        """Browsers keep cookies by host and not by port, so two servers need two names."""

    @property
    def address(self) -> str:
        """Where to open it, with the token."""
        host = socket.gethostname() if self.host in WILDCARDS else f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/?token={self.token}"

    async def _make_app(self) -> web.Application:
        """Page, websocket and static files, all behind the guard."""
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/", self._page)
        app.router.add_get("/page.js", _script)
        app.router.add_get("/ws", self._tab)
        app.router.add_static("/static", self.statics_path)
        app.on_response_prepare.append(_harden)
        app.on_shutdown.append(self._close_tabs)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in who has the token; a page of another site never gets so far."""
        if not self._is_own(request.host):
            return _no("This is not the address that roadtrack serve printed.")
        origin = request.headers.get("Origin")
        if origin != f"http://{request.host}" and (origin is not None or request.path == "/ws"):
            return _no("Another site may not use roadtrack.")
        if self._is_token(request.cookies.get(self.cookie, "")):
            return await handler(request)
        if request.path == "/" and self._is_token(request.query.get("token", "")):
            entered = web.Response(status=303, headers={"Location": "/"})  # the token leaves the address bar
            entered.set_cookie(self.cookie, self.token, httponly=True, samesite="Strict", path="/")
            return entered
        return _no("Open the whole address that roadtrack serve printed, with its token.")

    def listen(self, listening: socket.socket) -> None:
        """Serve on a socket until ctrl+c; the apps of open tabs have left then."""
        wait = LEAVING_SECONDS + 1
        web.run_app(self._make_app(), sock=listening, print=None, access_log=None, shutdown_timeout=wait)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.token.encode())

    def _is_own(self, given: str) -> bool:
        """Whether a `Host` header names this server: a name of another site that leads here does not.

        The port may be another one, as behind `ssh -L`.
        """
        found = HOST.fullmatch(given.lower())
        if found is None:
            return False
        name = found[1].strip("[]")
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return name in ("localhost", self.host) or (self.host in WILDCARDS and name == socket.gethostname().lower())
        return address.is_loopback or self.host in (name, *WILDCARDS)

    async def _tab(self, request: web.Request) -> web.WebSocketResponse:
        """Run an app for a tab until either is closed."""
        tab = web.WebSocketResponse(heartbeat=15)
        await tab.prepare(request)
        app = TabApp(
            self.command,
            write_bytes=tab.send_bytes,
            write_str=tab.send_str,
            close=tab.close,  # type: ignore[arg-type] # whether it was open is not asked
            download_manager=self.download_manager,
        )
        self._tabs.add(tab)
        try:
            await app.start(_cells(request, "width", 80, WIDEST), _cells(request, "height", 24, HIGHEST))
            await self._process_messages(tab, app)
        finally:
            self._tabs.discard(tab)
            await app.leave()
        return tab

    async def _close_tabs(self, _app: web.Application) -> None:
        for tab in tuple(self._tabs):
            await tab.close(code=WSCloseCode.GOING_AWAY)

    async def _page(self, request: web.Request) -> web.Response:
        page = Template(_file("page.html")).substitute(websocket=_websocket(request))
        return web.Response(text=page, content_type="text/html")


async def _script(_request: web.Request) -> web.Response:
    return web.Response(text=_file("page.js"), content_type="text/javascript")


def _file(name: str) -> str:
    return (files("roadtrack.cli") / name).read_text("utf-8")


def _cells(request: web.Request, name: str, otherwise: int, most: int) -> int:
    """Columns or rows in a query."""
    given = request.query.get(name, "")
    return min(max(1, int(given)), most) if re.fullmatch("[0-9]{1,4}", given, re.ASCII) else otherwise


def _websocket(request: web.Request) -> str:
    """The websocket's address."""
    return f"ws://{request.host}/ws"


def _no(words: str) -> web.Response:
    return web.Response(status=403, text=f"{words}\n")


async def _harden(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = POLICY.format(websocket=_websocket(request))


def run(command: Sequence[str], host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve until ctrl+c. tell: gets the address once it is listened on. Raises UsageError when that fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        words = f"cannot listen on {host} port {port}: {error.strerror}."
        raise UsageError(words, "--port 0 takes a free port.") from error
    server = WebServer(command, host, listening.getsockname()[1])
    tell(server.address)
    server.listen(listening)
