"""The user's own turns in the chat log: what a clone is made of, and what is kept back to measure it."""

from whetstone.core.turns.own import Heard, OwnTurn, own_turns, sampled_turns

__all__ = ["Heard", "OwnTurn", "own_turns", "sampled_turns"]
