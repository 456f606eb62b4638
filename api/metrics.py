"""Numbers for Prometheus: turns, times, outcomes, verdicts. Never a word or an id of anybody's."""

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

import wire

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """One registry an app, so that two apps in one process (tests) do not count together."""

    def __init__(self) -> None:
        self.registry = all_ = CollectorRegistry()
        seconds: Any = {"buckets": SECONDS, "registry": all_}
        self.requests = Counter("aisle_requests", "Requests.", ["method", "route", "status"], registry=all_)
        self.request_seconds = Histogram("aisle_request_seconds", "To the response's start.", ["route"], **seconds)
        self.turns = Counter("aisle_turns", "Turns answered.", ["brain", "outcome"], registry=all_)
        self.turn_seconds = Histogram("aisle_turn_seconds", "Whole turns.", ["brain"], **seconds)
        self.failed_turns = Counter("aisle_turn_errors", "Turns that ended with an error.", ["code"], registry=all_)
        self.fallbacks = Counter(
            "aisle_brain_fallbacks", "Turns another brain took over.", ["brain", "reason"], registry=all_
        )
        self.verdicts = Counter("aisle_gate_verdicts", "Sentences by the gate's verdict.", ["verdict"], registry=all_)
        self.tools = Counter("aisle_tool_calls", "Tools that ran in turns.", ["tool"], registry=all_)
        self.tokens = Counter("aisle_model_tokens", "Tokens of language models.", ["direction"], registry=all_)
        self.cost = Counter("aisle_model_cost_micros", "Known costs, in millionths.", ["currency"], registry=all_)
        self.unpriced = Counter("aisle_model_unpriced_turns", "Turns whose cost is not known.", registry=all_)
        self.streams = Gauge("aisle_open_streams", "Event streams open now.", registry=all_)

    def turn_ended(self, last: wire.Frame, tools: list[str]) -> None:
        if last.event == "error":
            self.failed_turns.labels(str(last.payload.get("code", "internal_error"))).inc()
            if "usage" in last.payload:
                self._spent(wire.Usage.model_validate(last.payload["usage"]))
            return
        reply = wire.Reply.model_validate(last.payload)
        usage = reply.usage
        self.turns.labels(usage.brain, reply.outcome).inc()
        self.turn_seconds.labels(usage.brain).observe(usage.milliseconds / 1_000)
        self._spent(usage)
        for tool in tools:
            self.tools.labels(tool).inc()

    def _spent(self, usage: wire.Usage) -> None:
        """What a model has cost, whether or not its turn was answered, and why another brain took over."""
        self.tokens.labels("input").inc(usage.input_tokens)
        self.tokens.labels("output").inc(usage.output_tokens)
        if usage.cost_micros is None:
            self.unpriced.inc()
        else:
            self.cost.labels(usage.cost_currency).inc(usage.cost_micros)
        if usage.fallback:
            self.fallbacks.labels(usage.brain, usage.fallback).inc()

    def text(self) -> bytes:
        return generate_latest(self.registry)
