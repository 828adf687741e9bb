"""The user's own turns in the chat log: what a clone is made of, and what is kept back to measure it."""

from whetstone.core.turns.own import Heard, OwnTurn, own_turns, sampled_turns
from whetstone.core.turns.sessions import Session, in_sessions
from whetstone.core.turns.split import Split, split

__all__ = ["Heard", "OwnTurn", "Session", "Split", "in_sessions", "own_turns", "sampled_turns", "split"]
