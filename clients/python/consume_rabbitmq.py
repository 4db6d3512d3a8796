#!/usr/bin/python3
"""Consumes the events straight from RabbitMQ: prints each change once, in order, and reconnects.

    AMQP_URL=amqp://items:PASSWORD@127.0.0.1:5672 clients/python/consume_rabbitmq.py
    … clients/python/consume_rabbitmq.py --replay             everything the stream queue keeps, then live
    … clients/python/consume_rabbitmq.py --replay 5h          what came in the last five hours, then live
    … clients/python/consume_rabbitmq.py --types item.created only these types

Without --replay it has a queue of its own that lives as long as its connection: what happens while it is away is missed, and said. With
--replay it reads the stream queue items.log and after a reconnect goes on where it was. Delivery is at least once; sequence numbers tell repetitions.

Reads ConnectionStrings__messaging when AMQP_URL is not set. Needs the package pika (Debian: python3-pika).
"""

import argparse
import json
import os
import random
import sys
import time

import pika
import pika.exceptions

EXCHANGE, LOG = "items.events", "items.log"
PREFETCH = 100
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replay", nargs="?", const="first", metavar="FROM", help="first (default), last, or an age such as 5h")
    parser.add_argument("--types", help="only these event types, separated by commas")
    parser.add_argument("--json", action="store_true", help="print the events as they come, one a line")
    return parser.parse_args()


def note(text):
    print(f"# {text}", file=sys.stderr, flush=True)


class Consumer:
    def __init__(self, url, options):
        self.url, self.options = url, options
        self.types = options.types.split(",") if options.types else None
        self.source, self.last = None, 0  # the log's life, and the sequence number of the last event seen
        self.offset = options.replay  # where to start in the stream queue; after the first message the next offset
        self.pause = FIRST_PAUSE

    def run(self):
        connection = pika.BlockingConnection(pika.URLParameters(self.url))
        try:
            channel = connection.channel()
            channel.basic_qos(prefetch_count=PREFETCH)
            if self.options.replay:
                channel.basic_consume(LOG, self.on_message, arguments={"x-stream-offset": self.offset})
            else:
                channel.exchange_declare(EXCHANGE, "topic", durable=True)
                queue = channel.queue_declare("", exclusive=True).method.queue
                for key in self.types or ["#"]:
                    channel.queue_bind(queue, EXCHANGE, key)
                channel.basic_consume(queue, self.on_message)
            note(f"consuming {LOG if self.options.replay else EXCHANGE}")
            channel.start_consuming()
        finally:
            if connection.is_open:
                connection.close()

    def on_message(self, channel, method, properties, body):
        event = json.loads(body)
        self.take(event)
        if self.options.replay:
            self.offset = properties.headers["x-stream-offset"] + 1
        channel.basic_ack(method.delivery_tag)
        self.pause = FIRST_PAUSE

    def take(self, event):
        seq = int(event["sequence"])
        if event["source"] != self.source:
            self.source, self.last = event["source"], 0
        if seq <= self.last:
            return  # a repetition
        if self.last and seq != self.last + 1 and (self.options.replay or not self.types):
            note(f"events {self.last + 1} to {seq - 1} were missed: GET /api/events?after={self.last} has them")
        self.last = seq
        if self.types is None or event["type"] in self.types:
            self.show(event)

    def show(self, event):
        if self.options.json:
            print(json.dumps(event, ensure_ascii=False), flush=True)
        else:
            data = event["data"]
            attributes = f"  {json.dumps(data['attributes'], ensure_ascii=False)}" if data["attributes"] else ""
            print(f"{event['time']}  {data['seq']:>8}  {event['type']:<13} {data['id']}  {data['item']}{attributes}", flush=True)


def main():
    options = arguments()
    url = os.environ.get("AMQP_URL") or os.environ.get("ConnectionStrings__messaging")
    if not url:
        sys.exit("Set AMQP_URL, for example amqp://items:PASSWORD@127.0.0.1:5672")
    consumer = Consumer(url, options)
    while True:
        try:
            consumer.run()
        except pika.exceptions.ProbableAuthenticationError:
            sys.exit("RabbitMQ does not accept the user or the password.")
        except (pika.exceptions.AMQPError, OSError) as problem:
            note(f"not connected: {type(problem).__name__} {problem}")
        time.sleep(random.uniform(consumer.pause / 2, consumer.pause))
        consumer.pause = min(consumer.pause * 2, LONGEST_PAUSE)


if __name__ == "__main__":
    try:
        main()
    except (KeyboardInterrupt, BrokenPipeError):
        pass
