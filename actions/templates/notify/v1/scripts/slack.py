"""Tells a Slack channel, by an incoming webhook or as a bot. What opens it is read from AWS Secrets Manager."""

import http.client
import ipaddress
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request

import aws
import runner
from undelivered import Undelivered

HOSTS = ("slack.com", "slack-gov.com")
ATTEMPTS = 3
SECONDS = 10
LONGEST_WAIT = 10
COLOURS = {"info": "#2eb67d", "warning": "#ecb22e", "critical": "#e01e5a"}
SHAPE = 'it has to hold {"webhook": "https://hooks.slack.com/..."} or {"token": "xoxb-..."}'


def send(target, message):
    url, token = credentials(target["secret"])
    body = payload(message)
    if token:
        if "channel" not in target:
            raise Undelivered("a bot needs the `channel` to post to")
        body["channel"] = target["channel"]
    answer = post(reach(url), json.dumps(body).encode("utf-8"), token)
    if token:
        check_answer(answer)


def credentials(secret):
    """Address and token; every part that must not be shown is masked before anything else is done with it."""
    region = secret.split(":")[3] if secret.startswith("arn:") else None
    text = aws.call("secretsmanager", "get-secret-value", {"SecretId": secret}, region).get("SecretString")
    try:
        value = json.loads(text)
    except (TypeError, ValueError):
        raise Undelivered(f"the secret {secret} is no JSON: {SHAPE}") from None
    if not isinstance(value, dict) or ("webhook" in value) == ("token" in value):
        raise Undelivered(f"the secret {secret} cannot be used: {SHAPE}")
    if "token" in value:
        token, host = value["token"], value.get("host", "slack.com")
        if not isinstance(token, str) or not re.fullmatch(r"xox[a-z]-[A-Za-z0-9-]+", token):
            raise Undelivered(f"the token in the secret {secret} is none of Slack's")
        runner.mask(token)
        if host not in HOSTS:
            raise Undelivered(f"`host` in the secret {secret} has to be one of {', '.join(HOSTS)}")
        return f"https://{host}/api/chat.postMessage", token
    webhook = value["webhook"]
    if not isinstance(webhook, str) or not re.fullmatch(r"[!-~]+", webhook):
        raise Undelivered(f"the webhook in the secret {secret} is no URL")
    for part in (webhook, *re.findall(r"[^/]{8,}", webhook.partition("://")[2].partition("/")[2])):
        runner.mask(part)
    if not re.fullmatch(r"https://hooks\.(slack|slack-gov)\.com/[A-Za-z0-9/_-]+", webhook):
        raise Undelivered(f"the webhook in the secret {secret} is none of Slack's: it has to begin with https://hooks.slack.com/")
    return webhook, None


def reach(url):
    """The same address on a stand-in for Slack, which can only be a program on this very machine."""
    stand_in = os.environ.get("SLACK_API_URL")
    if not stand_in:
        return url
    found = urllib.parse.urlsplit(stand_in)
    try:
        loopback = ipaddress.ip_address(found.hostname or "").is_loopback
    except ValueError:
        loopback = False
    if not loopback or found.scheme != "http" or found.username:
        raise Undelivered("SLACK_API_URL is for tests: it can only be an address such as http://127.0.0.1:8080")
    return f"http://{found.netloc}{urllib.parse.urlsplit(url).path}"


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):
        """A redirect would carry the token, or the message, to another host: it counts as a failure."""
        return None


def post(url, body, token):
    """Its answer. Tried again only where Slack says that it did not take the message."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    handlers = [NoRedirects()]
    if url.startswith("http://"):
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)
    for attempt in range(1, ATTEMPTS + 1):
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")
        try:
            with opener.open(request, timeout=SECONDS) as answer:
                return answer.read(10_000)
        except urllib.error.HTTPError as problem:
            again = problem.code == 429 or problem.code >= 500
            if not again or attempt == ATTEMPTS:
                raise Undelivered(f"Slack answered HTTP {problem.code}{_word(problem)}") from None
            time.sleep(wait(problem.headers.get("Retry-After"), attempt))
        except urllib.error.URLError as problem:
            # Only the kind of problem: other texts may hold the address, which is the secret.
            raise Undelivered(f"Slack cannot be reached ({type(problem.reason).__name__})") from None
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise Undelivered(f"Slack gave no answer ({type(problem).__name__})") from None
    raise AssertionError("the last attempt returns or raises")


def wait(asked, attempt):
    return min(LONGEST_WAIT, int(asked)) if re.fullmatch(r"[0-9]{1,6}", asked or "") else attempt


def check_answer(body):
    """To a bot, Slack says 200 to everything and puts the outcome into the answer."""
    try:
        answer = json.loads(body)
    except ValueError:
        raise Undelivered("Slack's answer is no JSON") from None
    if not isinstance(answer, dict) or answer.get("ok") is not True:
        error = answer.get("error") if isinstance(answer, dict) else None
        raise Undelivered(f"Slack refused the message{_named(error)}")


def _word(problem):
    """Slack's own short name of the problem, such as no_service."""
    try:
        return _named(problem.read(200).decode("ascii").strip())
    except (OSError, UnicodeDecodeError, http.client.HTTPException):
        return ""


def _named(error):
    return f" ({error})" if isinstance(error, str) and re.fullmatch(r"[a-z_]{1,50}", error) else ""


def escape(text):
    """As Slack asks for; without < nothing can be a mention or a link."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # Some clients look for these words by themselves; a zero-width space makes them ordinary.
    return re.sub(r"@(?=channel|here|everyone)", "@\u200b", text, flags=re.IGNORECASE)


def payload(message):
    headline = escape(message.headline)
    blocks = [{"type": "section", "text": _text(f"{message.severity.upper()} · {headline}")}]
    if message.facts:
        fields = [_text(f"{escape(label)}: {escape(value)}") for label, value in message.facts]
        blocks.append({"type": "section", "fields": fields})
    if message.link:
        run = {"type": "mrkdwn", "text": f"<{message.link}|Open the run>", "verbatim": True}
        blocks.append({"type": "context", "elements": [run]})
    return {
        "text": headline,
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
        "attachments": [{"color": COLOURS[message.severity], "blocks": blocks}],
    }


def _text(text):
    return {"type": "plain_text", "text": text, "emoji": False}
