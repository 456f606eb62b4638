"""Not too fast: a token bucket for each principal, in the process or shared in Redis."""

import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

from shop.errors import TooFast
from shop.settings import Settings

log = logging.getLogger(__name__)
KEPT = 50_000
"""Buckets in memory; the longest unused is forgotten first, which only ever favours its owner."""


class Limiter(Protocol):
    async def take(self, key: str, *, per_minute: int) -> float:
        """Take one; the seconds until the next is free, 0 if this one was."""
        ...


async def hold_back(limiter: Limiter, key: str, *, per_minute: int) -> None:
    """Raises `TooFast` when `key` has used up its minute."""
    wait_s = await limiter.take(key, per_minute=per_minute)
    if wait_s > 0:
        after = max(1, math.ceil(wait_s))
        raise TooFast(f"That was more than {per_minute} a minute. Please wait {after} s.", after)


class LocalLimiter:
    """A bucket holds a minute's worth and fills evenly."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def take(self, key: str, *, per_minute: int) -> float:
        moment = self._clock()
        left, seen_at = self._buckets.pop(key, (float(per_minute), moment))
        left = min(float(per_minute), left + (moment - seen_at) * per_minute / 60)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, moment)
        while len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) * 60 / per_minute


_TAKE = """
local full, now = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local left, at = tonumber(kept[1]) or full, tonumber(kept[2]) or now
left = math.min(full, left + math.max(0, now - at) * full / 60)
local wait = 0
if left >= 1 then left = left - 1 else wait = (1 - left) * 60 / full end
redis.call('HSET', KEYS[1], 'left', tostring(left), 'at', tostring(math.max(now, at)))
redis.call('EXPIRE', KEYS[1], 120)
return tostring(wait)
"""


class RedisLimiter:
    """The same buckets for all processes; while Redis does not answer each process counts for itself."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.time) -> None:
        from redis.asyncio import Redis

        self._redis: Any = Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self._clock, self._alone = clock, LocalLimiter()
        self.degraded: str | None = None

    async def take(self, key: str, *, per_minute: int) -> float:
        from redis.exceptions import RedisError

        try:
            wait = await self._redis.eval(_TAKE, 1, f"aisle:limit:{key}", per_minute, self._clock())
        except (RedisError, OSError) as error:
            if self.degraded is None:
                log.warning("limits_degraded", extra={"error": type(error).__name__})
            self.degraded = "Redis does not answer: limits are counted in each process by itself"
            return await self._alone.take(key, per_minute=per_minute)
        self.degraded = None
        return float(wait)

    async def close(self) -> None:
        await self._redis.aclose()


def limiter_for(settings: Settings) -> LocalLimiter | RedisLimiter:
    return RedisLimiter(settings.redis_url) if settings.redis_url else LocalLimiter()
