"""Texts gathered on disk as passages: without repetitions, some held out, counted in processes."""

from whetstone.core.text.corpus.corpus import Corpus
from whetstone.core.text.corpus.gathering import gather, one_by_one
from whetstone.core.text.corpus.reports import Repeated, RepeatedWork, Work

__all__ = ["Corpus", "Repeated", "RepeatedWork", "Work", "gather", "one_by_one"]
