"""Token buckets: a minute's worth at once, then evenly; Redis counts for all processes, and can be away."""

from uuid import uuid4

import pytest

from api.limits import LocalLimiter, RedisLimiter, hold_back
from shop.errors import TooFast

pytestmark = pytest.mark.anyio
REDIS = "redis://127.0.0.1:6379/0"


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


async def taken(limiter: LocalLimiter | RedisLimiter, key: str, times: int) -> list[bool]:
    return [await limiter.take(key, per_minute=3) == 0 for _ in range(times)]


async def obeys_the_rule(limiter: LocalLimiter | RedisLimiter, clock: Clock) -> None:
    key, other = f"t:{uuid4().hex}", f"t:{uuid4().hex}"
    assert await taken(limiter, key, 4) == [True, True, True, False]
    assert await taken(limiter, other, 1) == [True]
    assert await limiter.take(key, per_minute=3) == pytest.approx(20, abs=0.1)
    clock.seconds += 20
    assert await taken(limiter, key, 2) == [True, False]
    clock.seconds += 3_600
    assert await taken(limiter, key, 4) == [True, True, True, False]


async def test_a_process_counts_by_itself() -> None:
    clock = Clock()
    await obeys_the_rule(LocalLimiter(clock), clock)


async def test_redis_counts_for_all_processes() -> None:
    redis = pytest.importorskip("redis", reason="redis is not installed")
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=1).ping()
    except redis.exceptions.ConnectionError:
        pytest.skip("no Redis listens on 127.0.0.1:6379")
    clock = Clock()
    one, two = RedisLimiter(REDIS, clock=clock), RedisLimiter(REDIS, clock=clock)
    await obeys_the_rule(one, clock)
    key = f"t:{uuid4().hex}"
    assert await taken(one, key, 2) + await taken(two, key, 2) == [True, True, True, False]
    await one.close()
    await two.close()


async def test_without_redis_each_process_goes_on_counting() -> None:
    pytest.importorskip("redis", reason="redis is not installed")
    limiter = RedisLimiter("redis://127.0.0.1:1/0")

    assert await taken(limiter, "t", 4) == [True, True, True, False]
    assert limiter.degraded is not None
    await limiter.close()


async def test_too_fast_says_when_to_come_back() -> None:
    limiter = LocalLimiter(Clock())
    for _ in range(3):
        await hold_back(limiter, "t", per_minute=3)

    with pytest.raises(TooFast) as refused:
        await hold_back(limiter, "t", per_minute=3)
    assert refused.value.retry_after_s == 20
