"""Made-up tokens in the forms of many services. They open nothing."""

from __future__ import annotations

import base64
import json
import string
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.sanitizer.values import Maker

_HEX, _UPPER, _LOWER = (
    "0123456789abcdef",
    string.ascii_uppercase + string.digits,
    string.ascii_lowercase + string.digits,
)


def _jwt(make: Maker) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": make.digits(10), "iat": 1700000000})
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join((*coded, make.text(43)))


def _pem(make: Maker) -> str:
    kind = make.draw.choice(("RSA ", "EC ", "OPENSSH ", ""))
    body = "\n".join(make.text(64, string.ascii_letters + string.digits + "+/") for _ in range(4))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----"


SECRETS: dict[str, Callable[[Maker], str]] = {
    "aws": lambda m: "AKIA" + m.text(16, string.ascii_uppercase + "234567"),
    "github": lambda m: m.draw.choice(("ghp_", "gho_", "ghs_")) + m.text(36),
    "github fine": lambda m: f"github_pat_{m.text(22)}_{m.text(59)}",
    "gitlab": lambda m: "glpat-" + m.text(20),
    "slack": lambda m: f"xoxb-{m.digits(12)}-{m.digits(12)}-{m.text(24)}",
    "slack hook": lambda m: (
        f"https://hooks.slack.com/services/T{m.text(8, _UPPER)}/B{m.text(8, _UPPER)}/{m.text(24)}"
    ),
    "stripe": lambda m: m.draw.choice(("sk_live_", "rk_test_")) + m.text(24),
    "google": lambda m: "AIza" + m.text(35),
    "google oauth": lambda m: "GOCSPX-" + m.text(28),
    "openai": lambda m: "sk-" + m.text(48),
    "openai project": lambda m: "sk-proj-" + m.text(64),
    "anthropic": lambda m: f"sk-ant-api03-{m.text(93)}AA",
    "azure": lambda m: f"{m.text(86)}==",
    "jwt": _jwt,
    "pem": _pem,
    "npm": lambda m: "npm_" + m.text(36),
    "pypi": lambda m: "pypi-AgEIcHlwaS5vcmc" + m.text(80),
    "twilio": lambda m: "SK" + m.text(32, _HEX),
    "sendgrid": lambda m: f"SG.{m.text(22)}.{m.text(43)}",
    "discord": lambda m: f"M{m.text(23)}.{m.text(6)}.{m.text(27)}",
    "telegram": lambda m: f"{m.digits(10, '123456789')}:AA{m.text(33)}",
    "huggingface": lambda m: "hf_" + m.text(34, string.ascii_letters),
    "digitalocean": lambda m: "dop_v1_" + m.text(64, _HEX),
    "shopify": lambda m: "shpat_" + m.text(32, _HEX),
    "databricks": lambda m: "dapi" + m.text(32, _HEX),
    "mailchimp": lambda m: m.text(32, _HEX) + "-us" + m.digits(1, "123456789"),
    "mailgun": lambda m: "key-" + m.text(32, _HEX),
    "linear": lambda m: "lin_api_" + m.text(40),
    "vault": lambda m: "hvs." + m.text(24),
    "grafana": lambda m: f"glsa_{m.text(32)}_{m.text(8, _HEX)}",
    "postgres": lambda m: f"postgresql://app:{m.text(12)}@db.{m.text(6, _LOWER)}.internal:5432/main",
    "mongo": lambda m: f"mongodb+srv://svc:{m.text(14)}@cluster0.{m.text(5, _LOWER)}.mongodb.net/prod",
    "square": lambda m: "sq0csp-" + m.text(43),
    "atlassian": lambda m: "ATATT3xFfGF0" + m.text(170) + "=" + m.text(8, "0123456789ABCDEF"),
    "heroku": lambda m: "HRKU-" + m.text(36),
    "random": lambda m: m.text(40),
}
"""Tokens in the forms of many services."""
