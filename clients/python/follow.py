#!/usr/bin/python3
"""Follows a list of items over its WebSocket: prints each change, reconnects, and resumes after the last change it has seen.

    clients/python/follow.py                            from now on, at http://127.0.0.1:5000
    clients/python/follow.py https://items.example      somewhere else
    clients/python/follow.py --after 0                  everything there ever was, then live
    clients/python/follow.py --snapshot                 the items that there are, then live
    clients/python/follow.py --cursor-file my.cursor    goes on where the last run ended
    clients/python/follow.py --types item.created,item.deleted --json

With --snapshot nothing is ever lost: when the last position is no longer served, the items come anew.

Needs the package websockets (Debian: python3-websockets).
"""

import argparse
import asyncio
import json
import os
import random
import sys
import urllib.error
import urllib.parse
import urllib.request

import websockets

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:5000", help="the site or the API")
    parser.add_argument("--after", metavar="CURSOR", help="start after this position instead of now; 0 for the beginning")
    parser.add_argument("--snapshot", action="store_true", help="begin with the items that there are, unless a position is known and served")
    parser.add_argument("--types", help="only these event types, separated by commas")
    parser.add_argument("--cursor-file", metavar="FILE", help="keep the position here, and start from it when it exists")
    parser.add_argument("--json", action="store_true", help="print the events as they come, one a line")
    return parser.parse_args()


def discover(url):
    """Where the stream is, and the log's position now."""
    with urllib.request.urlopen(url.rstrip("/") + "/api/socket", timeout=10) as response:
        return json.load(response)


def load(path):
    if path and os.path.exists(path):
        with open(path, encoding="ascii") as file:
            return file.read().strip() or None
    return None


def save(path, cursor):
    if path:
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(cursor + "\n")
        os.replace(path + ".new", path)


def show(event, as_json):
    if as_json:
        print(json.dumps(event, ensure_ascii=False), flush=True)
    elif event["type"] == "snapshot.begin":
        print("forget everything: a snapshot follows", flush=True)
    elif event["type"] == "item.snapshot" and event["data"] is None:
        print(f"{event['time']}  {'':>8}  {'(not there)':<13} {event['subject']}", flush=True)
    elif "data" in event:
        data = event["data"]
        attributes = f"  {json.dumps(data['attributes'], ensure_ascii=False)}" if data["attributes"] else ""
        print(f"{event['time']}  {data['seq']:>8}  {event['type']:<13} {data['id']}  {data['item']}{attributes}", flush=True)


def note(text):
    print(f"# {text}", file=sys.stderr, flush=True)


def status_of(refusal):
    """The HTTP status of a refused handshake; its place differs between versions of websockets."""
    response = getattr(refusal, "response", None)
    return getattr(response, "status_code", None) or getattr(refusal, "status_code", None)


async def follow(options):
    cursor = load(options.cursor_file) or options.after
    pause = FIRST_PAUSE
    while True:
        try:
            place = await asyncio.to_thread(discover, options.url)
            if cursor is None and not options.snapshot:
                cursor = place["cursor"]
            query = {name: value for name, value in (("after", cursor), ("types", options.types)) if value}
            if options.snapshot:
                query["snapshot"] = "true"
            stream = f"{place['url']}?{urllib.parse.urlencode(query)}"
            async with websockets.connect(stream, subprotocols=[place["protocol"]], max_size=None) as socket:
                note(f"following {place['url']} after {cursor}" if cursor else f"following {place['url']} from a snapshot")
                async for message in socket:
                    event = json.loads(message)
                    show(event, options.json)
                    if "sequence" in event:
                        # source is /streams/{epoch}: position = epoch and sequence
                        cursor = f"{event['source'].rsplit('/', 1)[1]}-{event['sequence']}"
                        save(options.cursor_file, cursor)
                    elif cursor:
                        # a snapshot has begun, and until it ends there is no position: cut off here, it begins again
                        cursor = None
                        save(options.cursor_file, "")
                    pause = FIRST_PAUSE
                note(f"the stream ended ({socket.close_code} {socket.close_reason})")
        except websockets.InvalidHandshake as refusal:
            status = status_of(refusal)
            if status == 400:
                sys.exit("The server does not understand the request: check --after and --types.")
            if status == 410:
                note(f"the position {cursor} is no longer served: what happened in between is lost to this client, it starts again from now")
                cursor = None
            else:
                note(f"refused: {refusal}")
        except (OSError, urllib.error.URLError, asyncio.TimeoutError, websockets.ConnectionClosed) as problem:
            note(f"not connected: {problem}")
        wait = random.uniform(pause / 2, pause)
        pause = min(pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(wait)


if __name__ == "__main__":
    try:
        asyncio.run(follow(arguments()))
    except (KeyboardInterrupt, BrokenPipeError):
        pass
