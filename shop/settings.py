"""Every setting, read once from the environment (`AISLE_*`) or `.env` by whoever starts a program."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ModelPrice(BaseModel):
    """Of one million tokens, in `model_price_currency`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached_input: float | None = Field(default=None, ge=0)
    """Of input the server has read before; left out: as `input`."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="AISLE_", env_file=".env", frozen=True, extra="ignore")

    data_dir: Path = Path("var")
    """Holds `aisle.db` (back it up), `index/` and `models/` (rebuilt at will)."""
    database_url: str = ""
    """Empty: SQLite in the data folder. `postgresql+psycopg://user@host/name` for PostgreSQL."""
    chroma_url: str = ""
    """Empty: Chroma inside the process. `http://host:8000` for a Chroma server."""
    embedder: str = "minilm"
    """`minilm`, `openai:<model>`, `sentence-transformers:<folder>` or `none`."""
    reranker: str = "none"
    """`none`, `learned` (after `aisle train search`), `cross-encoder:<folder>` or `openai:<model>`."""
    rerank_budget_s: float = Field(default=0.3, gt=0)
    """A re-ranker that takes longer changes nothing: the first order stands."""

    brain: str = "offline"  # a first run needs no key
    openai_base_url: str = ""
    openai_api_key: SecretStr = SecretStr("")
    model_timeout_s: float = Field(default=20.0, gt=0)
    """One answer of a model as a whole, retries included."""
    model_connect_s: float = Field(default=3.0, gt=0)
    model_first_token_s: float = Field(default=10.0, gt=0)
    model_gap_s: float = Field(default=8.0, gt=0)
    """The longest silence between two pieces of an answer."""
    model_retries: int = Field(default=2, ge=0)
    model_prices: dict[str, ModelPrice] = {}
    """By model name, as JSON: `{"qwen-plus": {"input": 0.4, "output": 1.2}}`. Without a price the cost is unknown."""
    model_price_currency: str = Field(default="USD", min_length=3, max_length=3)
    tool_timeout_s: float = Field(default=5.0, gt=0)
    max_tool_rounds: int = Field(default=4, ge=1)
    prompt_token_budget: int = Field(default=20_000, gt=0)
    """What one call of a model may be given: policy, tools, history, results."""
    history_token_budget: int = Field(default=2_000, gt=0)
    """Older talk than this is folded into notes: what was asked, shown, done and spoken of."""
    model_summaries: bool = False
    """Let the model put folded talk in words of its own beside the notes: one more call in about ten turns."""
    turn_token_budget: int = Field(default=80_000, gt=0)
    """Input and output of all calls of one turn. Past a budget the offline brain answers, and the usage says why."""
    conversation_token_budget: int = Field(default=0, ge=0)
    """0: no limit; as for the three below."""
    day_token_budget: int = Field(default=0, ge=0)
    """Of the whole shop in one day (UTC)."""
    conversation_cost_budget: float = Field(default=0, ge=0)
    """In `model_price_currency`; needs the model's price."""
    day_cost_budget: float = Field(default=0, ge=0)

    explore_share: float = Field(default=0.0, ge=0, le=0.5)
    """Of the places of home and trending, given to chance; the probability of each place is stored with the slate."""

    host: str = "127.0.0.1"
    port: int = 8000
    console_port: int = 7860
    api_url: str = "http://127.0.0.1:8000"
    """Where the console and `aisle chat --url` find the API."""
    cors_origins: tuple[str, ...] = ()
    """Origins of the shop's pages that may embed the widget."""
    demo: bool = False
    """Opens sign-in without a password; only accepted on a loopback address."""
    jwt_secret: SecretStr = SecretStr("")
    jwks_url: str = ""
    guest_hours: int = Field(default=24 * 7, gt=0)
    max_body_bytes: int = Field(default=1_000_000, gt=0)
    max_message_chars: int = Field(default=4_000, gt=0)
    turns_per_minute: int = Field(default=30, gt=0)
    requests_per_minute: int = Field(default=1_200, gt=0)
    """Of one principal, or of one address where nobody has signed in yet."""
    guests_per_minute: int = Field(default=120, gt=0)
    """New guests from one address."""
    redis_url: str = ""
    """Empty: limits are counted in the process. `redis://host:6379/0` counts them for all processes together."""
    order_system_url: str = ""
    """Empty: Aisle keeps the orders. Else they are read from there and writes are sent there: see docs/connect.md."""
    order_system_key: SecretStr = SecretStr("")
    order_system_timeout_s: float = Field(default=4.0, gt=0)
    webhook_secret: SecretStr = SecretStr("")
    """Signs news from the shop's systems; without it `POST /v1/webhooks` takes none."""
    carriers: dict[str, str] = {}
    """By the name that parcels carry, as JSON: `{"DHL": "plain+https://carriers.example.org/dhl"}`."""
    carriers_key: SecretStr = SecretStr("")
    payments_url: str = ""
    """Empty: payments are simulated."""
    payments_key: SecretStr = SecretStr("")
    mailer_url: str = ""
    """Empty: letters (guests' codes, news of late parcels) are files in the data folder."""
    mailer_key: SecretStr = SecretStr("")
    events_stream: str = ""
    """Empty: the API writes events into the log at once. `database` or `redis://host:6379/0`: it puts them on a stream
    and `aisle consume` writes them, in as many processes as it takes."""
    spark_master: str = "local[*]"
    """Where `aisle train --engine spark` runs: `spark://host:7077`, `yarn`, or the cores of this machine."""
    spark_driver_memory: str = "2g"
    turn_limit_s: float = Field(default=120.0, gt=0)
    """A turn that takes longer is ended with an error."""
    ready_wait_s: float = Field(default=15.0, ge=0)
    """How long a first request waits for what is still loading before it is told to come back."""
    notices_every_s: float = Field(default=600.0, ge=0)
    """How often late parcels are looked for, to be told before anybody asks. 0: never; `aisle notices` does it too."""
    shutdown_grace_s: float = Field(default=10.0, ge=0)
    """How long running turns may go on after the server was told to stop."""

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Self:
        if self.demo and self.host not in {"127.0.0.1", "localhost", "::1"}:
            raise ValueError(f"AISLE_DEMO=1 signs anyone in, so it must not listen on {self.host!r}; use 127.0.0.1.")
        return self

    @property
    def database(self) -> str:
        """The URL in effect."""
        return self.database_url or f"sqlite:///{self.data_dir / 'aisle.db'}"

    @property
    def mail_dir(self) -> Path:
        """Where letters lie that are sent nowhere."""
        return self.data_dir / "mail"

    @property
    def index_dir(self) -> Path:
        return self.data_dir / "index"

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"
