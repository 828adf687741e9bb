"""The kinds of chats that are read: Whetstone's own log, exports of chat programs, IRC logs, JSON lines."""

from __future__ import annotations

from whetstone.core.values.chat import ChatFormat
from whetstone.hookspecs import hookimpl


@hookimpl(trylast=True)
def whetstone_chat_formats() -> list[ChatFormat]:
    """Bring the formats; JSON of any kind last, since it takes what no other is."""
    from whetstone.plugins.chat_formats.chatgpt import ChatGpt
    from whetstone.plugins.chat_formats.claude import Claude
    from whetstone.plugins.chat_formats.deepseek import DeepSeek
    from whetstone.plugins.chat_formats.discord import Discord
    from whetstone.plugins.chat_formats.element import Element
    from whetstone.plugins.chat_formats.gemini import Gemini
    from whetstone.plugins.chat_formats.google_chat import GoogleChat
    from whetstone.plugins.chat_formats.grok import Grok
    from whetstone.plugins.chat_formats.imessage import IMessage
    from whetstone.plugins.chat_formats.irc import Irc
    from whetstone.plugins.chat_formats.json_lines import JsonLines
    from whetstone.plugins.chat_formats.json_lists import JsonLists
    from whetstone.plugins.chat_formats.meta import Meta
    from whetstone.plugins.chat_formats.open_webui import OpenWebUi
    from whetstone.plugins.chat_formats.own_log import OwnLog
    from whetstone.plugins.chat_formats.silly_tavern import SillyTavern
    from whetstone.plugins.chat_formats.skype import Skype
    from whetstone.plugins.chat_formats.slack import Slack
    from whetstone.plugins.chat_formats.snapchat import Snapchat
    from whetstone.plugins.chat_formats.tables import Tables
    from whetstone.plugins.chat_formats.telegram import Telegram
    from whetstone.plugins.chat_formats.whatsapp import WhatsApp

    return [
        OwnLog(),
        DeepSeek(),
        ChatGpt(),
        Claude(),
        OpenWebUi(),
        Grok(),
        Gemini(),
        Telegram(),
        Discord(),
        Meta(),
        Skype(),
        GoogleChat(),
        Snapchat(),
        Element(),
        Slack(),
        SillyTavern(),
        WhatsApp(),
        IMessage(),
        Irc(),
        JsonLines(),
        JsonLists(),
        Tables(),
    ]
