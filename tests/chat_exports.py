"""Chats as other programs save them, made of a few words of our own."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2024, 5, 31, 9, 30, tzinfo=UTC)

Line = tuple[str, str]
"""Who says what."""

TALK: tuple[Line, ...] = (
    ("Bob", "Did you mend the net?"),
    ("Ann", "Not yet, the twine is still wet."),
    ("Bob", "Then tomorrow."),
    ("Ann", "Tomorrow it is.\nBring the small knife."),
)
"""Two turns of Ann's, one of two lines."""


def times(count: int, step: timedelta = timedelta(minutes=1)) -> list[datetime]:
    return [START + number * step for number in range(count)]


def json_lines(folder: Path, values: Iterable[Mapping[str, Any]], name: str = "talk.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), "utf-8")
    return path


def said(talk: Sequence[Line] = TALK) -> list[dict[str, str]]:
    return [
        {"ts": at.isoformat(), "speaker": who, "text": text}
        for at, (who, text) in zip(times(len(talk)), talk, strict=True)
    ]


def saved(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return path


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def gpt_node(
    name: str, parent: str | None, role: str = "", text: Any = "", minute: int = 0, **more: Any
) -> tuple[str, dict[str, Any]]:
    """A node of ChatGPT's tree; without a role it holds no message."""
    parts = text if isinstance(text, list) else [text]
    content = {"content_type": more.pop("kind", "text"), "parts": parts}
    message = {
        "id": name,
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": (START + timedelta(minutes=minute)).timestamp(),
        "content": content,
        "metadata": more.pop("metadata", {}),
        "recipient": "all",
        "weight": 1.0,
        **more,
    }
    return name, {"id": name, "message": message if role else None, "parent": parent, "children": []}


def gpt_talk(
    nodes: Iterable[tuple[str, dict[str, Any]]], leaf: str, title: str = "Nets", key: str = "c1"
) -> Any:
    return {
        "title": title,
        "create_time": START.timestamp(),
        "update_time": START.timestamp(),
        "mapping": dict(nodes),
        "moderation_results": [],
        "current_node": leaf,
        "conversation_id": key,
    }


def claude_talk(talk: Sequence[Line] = TALK, key: str = "k1", **more: Any) -> Any:
    """Ann is the human."""
    return {
        "uuid": key,
        "name": "Nets",
        "created_at": START.isoformat(),
        "updated_at": START.isoformat(),
        "account": {"uuid": "a1"},
        "chat_messages": [
            {
                "uuid": f"{key}-{number}",
                "text": text,
                "content": [{"type": "text", "text": text}],
                "sender": "human" if who == "Ann" else "assistant",
                "created_at": at.isoformat().replace("+00:00", "Z"),
                "attachments": [],
                "files": [],
            }
            for number, (at, (who, text)) in enumerate(zip(times(len(talk)), talk, strict=True))
        ],
        **more,
    }


def webui_chat(messages: Mapping[str, Mapping[str, Any]], leaf: str, key: str = "w1") -> Any:
    full = {
        name: {
            "id": name,
            "parentId": None,
            "childrenIds": [],
            "timestamp": int(START.timestamp()) + number,
            **message,
        }
        for number, (name, message) in enumerate(messages.items())
    }
    return {
        "id": key,
        "user_id": "u1",
        "title": "Nets",
        "chat": {
            "id": "",
            "title": "Nets",
            "models": ["small"],
            "params": {},
            "messages": [],
            "history": {"messages": full, "currentId": leaf},
        },
        "updated_at": 1,
        "created_at": 1,
    }


def telegram_message(number: int, who: str, text: Any, **more: Any) -> dict[str, Any]:
    at = START + timedelta(minutes=number)
    return {
        "id": number,
        "type": "message",
        "date": at.replace(tzinfo=None).isoformat(),
        "date_unixtime": str(int(at.timestamp())),
        "from": who,
        "from_id": f"user{ {'Ann': 1, 'Bob': 2}.get(who, 3) }",
        "text": text,
        "text_entities": [],
        **more,
    }


def telegram_chat(messages: Iterable[Any], key: int = 77, name: str = "Bob") -> dict[str, Any]:
    return {"name": name, "type": "personal_chat", "id": key, "messages": list(messages)}


def tavern(talk: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    head = {
        "user_name": "Ann",
        "character_name": "Bob",
        "create_date": "2024-5-31@9h30m",
        "chat_metadata": {},
    }
    return [head, *talk]


def tavern_line(who: str, text: str, sent: Any = "May 31, 2024 9:30am", **more: Any) -> dict[str, Any]:
    return {"name": who, "is_user": who == "Ann", "is_system": False, "send_date": sent, "mes": text, **more}


def text_file(folder: Path, name: str, *lines: str, end: str = "\n") -> Path:
    path = folder / name
    path.write_bytes(end.join((*lines, "")).encode())
    return path


IRC = {
    "irssi": """\
--- Log opened Fri May 31 09:30:00 2024
09:30 -!- ann [~ann@host] has joined #nets
09:30 < bob> ann: did you mend it?
09:31 <@ann> not yet
09:31  * ann looks outside
--- Day changed Sat Jun 01 2024
00:02 <+bob> well?
""",
    "weechat": """\
2024-05-31 09:30:00\t-->\tann (~ann@host) has joined #nets
2024-05-31 09:30:00\t--\tChannel #nets: 3 nicks (1 op, 0 voiced, 2 regular)
2024-05-31 09:30:01\tbob\tann: did you mend it?
2024-05-31 09:31:00\t@ann\tnot yet
2024-05-31 09:31:10\t *\tann looks outside
2024-06-01 00:02:00\t+bob\twell?
""",
    "hexchat": """\
**** BEGIN LOGGING AT Fri May 31 09:30:00 2024

May 31 09:30:00 *\tNow talking on #nets
May 31 09:30:00 *\tann (~ann@host) has joined
May 31 09:30:01 <bob>\tann: did you mend it?
May 31 09:31:00 <ann>\tnot yet
May 31 09:31:10 *\tann looks outside
Jun 01 00:02:00 <bob>\twell?
""",
    "znc": """\
[09:30:00] *** Joins: ann (~ann@host)
[09:30:01] <bob> ann: did you mend it?
[09:31:00] <ann> not yet
[09:31:10] * ann looks outside
[00:02:00] <bob> well?
""",
    "mirc": """\
Session Start: Fri May 31 09:30:00 2024
Session Ident: #nets
[09:30] * ann (~ann@host) has joined #nets
[09:30] <bob> ann: did you mend it?
[09:31] <@ann> \x02not\x02 yet
[09:31] * ann looks outside
[09:32] * cyd (~cyd@host) Quit (Ping timeout)
[00:02] <bob> well?
""",
}
"""The same few minutes, as several programs write them."""

_ASKED = {"fragments": [{"type": "REQUEST", "content": "How?"}], "inserted_at": "2025-06-01T10:00:00+08:00"}
_ROWS = [
    {"creator": {"name": "Ann"}, "created_date": "Friday, May 31, 2024 at 9:30:00 AM UTC", "text": "Hm."}
]
_SKYPE = {
    "from": "8:a",
    "messagetype": "RichText",
    "content": "<b>Hm.</b>",
    "originalarrivaltime": "2024-05-31",
}
_GROK = {"_id": "r", "sender": "human", "message": "How?", "create_time": {"$date": {"$numberLong": "1"}}}
_DONE = {"header": "Gemini Apps", "title": "Prompted How?", "time": "2024-05-31T09:30:00Z", "products": ["x"]}
_SNAP = {"From": "ann", "Media Type": "TEXT", "Created": "2024-05-31 09:31:00 UTC", "IsSender": True}
OTHERS = [
    *(
        json.dumps(value).encode()
        for value in [
            [{"inserted_at": "x", "mapping": {"1": {"id": "1", "parent": None, "message": _ASKED}}}],
            {"conversations": [{"conversation": {"id": "g"}, "responses": [{"response": _GROK}]}]},
            [{**_DONE, "safeHtmlItem": [{"html": "<p>So.</p>"}]}],
            {"userId": "8:a", "conversations": [{"id": "8:b", "MessageList": [_SKYPE]}]},
            {"messages": _ROWS},
            {"bob": [{**_SNAP, "Content": "Hm."}]},
        ]
    ),
    b"May 31, 2024  9:30:00 AM\nMe\nHm.\nTapbacks:\n    Loved by Bob\n\nMay 31, 2024  9:31:00 AM\nBob\nSo.\n",
    b'Author,Date,Content\nAnn,2024-05-31T09:30:00Z,"Hm, ""so"" it is"\n',
    b'{"prompt": "How?", "completion": "So."}\n',
]
"""A small file of each of the formats that are read besides, as bytes."""
