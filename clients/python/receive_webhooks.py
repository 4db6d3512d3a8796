#!/usr/bin/python3
"""Receives webhooks: adds one that points here, verifies the signature of each request, prints each event once, and deletes the webhook at its end.

    clients/python/receive_webhooks.py                            from now on, of http://127.0.0.1:5000
    clients/python/receive_webhooks.py https://items.example --listen 0.0.0.0:8443 --public-url https://me.example/items
    clients/python/receive_webhooks.py --after 0 --batch-size 100 everything there ever was, many at a time
    clients/python/receive_webhooks.py --types item.created,item.deleted --json

Items delivers to the public internet by https only, unless it is told otherwise. To try this on one machine, start it so:

    WebhookTargets__AllowHttp=true WebhookTargets__AllowedNetworks=127.0.0.0/8 ./run.sh

Needs nothing but Python.
"""

import argparse
import base64
import hashlib
import hmac
import http.server
import json
import signal
import sys
import threading
import time
import urllib.error
import urllib.request

TOLERANCE = 300  # seconds that a request may be old: whoever plays it again later is refused (Standard Webhooks)
LONGEST_BODY = 16 * 1024 * 1024  # bytes


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:5000", help="the site or the API")
    parser.add_argument("--listen", default="127.0.0.1:8080", metavar="ADDRESS:PORT", help="where to listen (127.0.0.1:8080)")
    parser.add_argument("--public-url", metavar="URL", help="how Items reaches this program; http:// and the address above unless given")
    parser.add_argument("--after", metavar="CURSOR", help="start after this position instead of now; 0 for the beginning")
    parser.add_argument("--types", help="only these event types, separated by commas")
    parser.add_argument("--batch-size", type=int, default=1, metavar="N", help="most events in one request (1)")
    parser.add_argument("--json", action="store_true", help="print the events as they come, one a line")
    return parser.parse_args()


def call(method, url, body=None):
    request = urllib.request.Request(url, method=method, data=json.dumps(body).encode() if body else None, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read() or "null")


def is_genuine(secret, headers, body):
    """Whether one of the signatures fits, and the request is a fresh one."""
    try:
        age = abs(time.time() - int(headers["webhook-timestamp"]))
        signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
        given = headers["webhook-signature"].split()
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    good = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return age <= TOLERANCE and any(hmac.compare_digest(good.encode(), one.encode()) for one in given)


class Receiver(http.server.BaseHTTPRequestHandler):
    """A thread for each connection, which Items keeps for the next request. One request is taken at a time."""

    lock = threading.Lock()
    protocol_version = "HTTP/1.1"
    secret = ""
    as_json = False
    last = ""  # the highest sequence number taken; what comes again is not taken again

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= LONGEST_BODY:
            self.close_connection = True
            return self.answer(411 if length == 0 else 413)
        body = self.rfile.read(length)
        if not is_genuine(self.secret, self.headers, body):
            print("# refused a request whose signature is wrong", file=sys.stderr, flush=True)
            return self.answer(401)
        content = json.loads(body)
        with self.lock:
            for event in content if isinstance(content, list) else [content]:
                self.take(event)
        # Only now: what is answered with 2xx is not sent again.
        return self.answer(204)

    def take(self, event):
        sequence = event.get("sequence")
        if sequence is None:
            print(f"# {event['type']}: it works", file=sys.stderr, flush=True)
        elif sequence > Receiver.last:
            Receiver.last = sequence
            print(json.dumps(event) if self.as_json else f"{int(sequence):>8}  {event['type']:<13} {event['subject']}  {json.dumps(event['data'].get('item'), ensure_ascii=False)}", flush=True)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def main():
    options = arguments()
    address, _, port = options.listen.rpartition(":")
    hooks = options.url.rstrip("/") + "/api/webhooks"
    webhook = {"url": options.public_url or f"http://{options.listen}/items", "batchSize": options.batch_size, "description": "receive_webhooks.py"}
    if options.types:
        webhook["types"] = options.types.split(",")
    if options.after:
        webhook["after"] = options.after
    server = http.server.ThreadingHTTPServer((address, int(port)), Receiver)
    try:
        created = call("POST", hooks, webhook)
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code}: {error.read().decode()}")
    except urllib.error.URLError as error:
        sys.exit(f"{hooks}: {error.reason}")
    Receiver.secret, Receiver.as_json = created["secret"], options.json
    here = f"{hooks}/{created['webhook']['id']}"
    print(f"# receiving as {here}", file=sys.stderr, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        try:
            call("DELETE", here)
        except OSError as error:
            print(f"# the webhook is still there, {here}: {error}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
