"""How ready a chat log is for a clone, beside the number of its turns."""

from whetstone.core.readiness.result import Curve, Readiness, Style, Topic, Topics
from whetstone.core.readiness.service import readiness

__all__ = ["Curve", "Readiness", "Style", "Topic", "Topics", "readiness"]
