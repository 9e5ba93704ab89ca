"""ordering: what is still to be screened, the likeliest to be included first."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any

import numpy as np

from trephine.core.reference import Reference
from trephine.core.review import Review
from trephine.core.review_order import RankedReport, RelevanceOrder
from trephine.core.review_protocol import ReviewProtocol
from trephine.evidence.review.standings import standings

_WORD = re.compile(r"[a-z][a-z0-9-]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_RIDGE = 1.0
_SHOWN = 6
_COMMON = frozenset(
    word
    for line in (
        "the and for with from that this were was are have has had not but all who which their",
        "these patients study studies results methods conclusion background objective using",
        "between among after before than into our can may also been being during",
    )
    for word in line.split()
)


def ordering(review: Review) -> RelevanceOrder:
    """Return the reports that wait at the title stage, the likeliest to be included first.

    A logistic regression with a ridge on words of title and abstract, weighed by TF-IDF (Chinese:
    pairs of characters), learned from the reports decided at the title stage; those included and
    those excluded count the same in sum. Before both kinds exist: likeness to the protocol's own
    words. It orders and never excludes: every waiting report is in the answer. The same review
    gives the same order; given a blinded review it knows nothing that its reader may not. It says
    nothing of whether the rest can be left unread.
    """
    held = standings(review, "title")
    waiting = [key for key, one in held.items() if one.state == "waiting"]
    decided = [key for key, one in held.items() if one.state in {"included", "excluded"}]
    y = np.array([held[key].state == "included" for key in decided], dtype=float)
    included, excluded = int(y.sum()), int(len(y) - y.sum())
    if not waiting:
        return RelevanceOrder(ranked=(), basis="", learned_from=(included, excluded))
    every = list(held)
    corpus = _corpus(tuple(_text(review.reports[key].merged) for key in every))
    place = {key: at for at, key in enumerate(every)}
    rest = corpus.rows[[place[key] for key in waiting]]
    learn = bool(included and excluded)
    if learn:
        w, intercept = _learn(corpus.rows[[place[key] for key in decided]], y)
        scores = 1 / (1 + np.exp(-np.clip(rest @ w + intercept, -30, 30)))
    else:
        asked = _weighed([_words(_asked(review.protocol))], corpus.column, corpus.idf)
        w = np.asarray(asked.todense()).ravel()
        scores = np.clip(rest @ w, 0, 1)
    because = _because(rest, w, list(corpus.column))
    order = sorted(range(len(waiting)), key=lambda at: (-scores[at], at))
    return RelevanceOrder(
        ranked=tuple(
            RankedReport(
                report=waiting[at],
                score=round(float(scores[at]), 4),
                because=because[at],
            )
            for at in order
        ),
        basis="votes" if learn else "protocol",
        learned_from=(included, excluded),
    )


def _text(one: Reference) -> str:
    parts = (one.title, one.title, one.title_en, one.abstract, one.abstract_en, *one.keywords)
    return " ".join(parts)


def _asked(protocol: ReviewProtocol | None) -> str:
    if protocol is None:
        return ""
    question = protocol.question
    asked = (question.population, question.intervention, question.outcomes, protocol.title)
    return " ".join(f"{one.zh} {one.en}" for one in asked)


def _words(text: str) -> Counter[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = Counter(word for word in _WORD.findall(folded) if word not in _COMMON)
    for run in _HAN.findall(folded):
        words.update(run[at : at + 2] for at in range(len(run) - 1))
    return words


@dataclass(frozen=True, slots=True, eq=False)
class _Corpus:
    """TF-IDF rows of length 1 of all reports, the column of each word, the IDF of each column."""

    rows: Any
    column: dict[str, int]
    idf: Any


@lru_cache(maxsize=4)
def _corpus(texts: tuple[str, ...]) -> _Corpus:
    """Return the rows of all texts; kept, since they are the same after every vote.

    Words in one text alone tell nothing about another and are left out.
    """
    words = [_words(text) for text in texts]
    frequency = Counter(chain.from_iterable(words))
    terms = sorted(word for word, n in frequency.items() if n > 1)
    column = {word: at for at, word in enumerate(terms)}
    idf = np.log((1 + len(texts)) / (1 + np.array([frequency[word] for word in terms]))) + 1
    return _Corpus(_weighed(words, column, idf), column, idf)


def _weighed(texts: Sequence[Counter[str]], column: Mapping[str, int], idf: Any) -> Any:
    """Return TF-IDF rows of length 1: logarithmic TF, smoothed IDF."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  (0.1 s; ordering alone)

    found = [[(column[word], n) for word, n in one.items() if word in column] for one in texts]
    lengths = [len(one) for one in found]
    flat = np.array(list(chain.from_iterable(found)), dtype=np.int64).reshape(-1, 2)
    rows = np.repeat(np.arange(len(texts)), lengths)
    weights = (1 + np.log(flat[:, 1])) * idf[flat[:, 0]]
    length = np.sqrt(np.bincount(rows, weights**2, minlength=len(texts)))
    shape = (len(texts), len(column))
    return csr_matrix((weights / length[rows], (rows, flat[:, 0])), shape=shape)


def _learn(X: Any, y: Any) -> tuple[Any, float]:
    """Return weights and intercept of a logistic regression with a ridge, classes weighed alike."""
    from scipy.optimize import minimize  # noqa: PLC0415  (0.2 s; ordering alone)

    sign = 2 * y - 1
    share = np.where(y > 0, len(y) / (2 * y.sum()), len(y) / (2 * (len(y) - y.sum())))

    def loss(theta: Any) -> tuple[float, Any]:
        margin = sign * (X @ theta[:-1] + theta[-1])
        value = share @ np.logaddexp(0, -margin) + 0.5 * _RIDGE * (theta[:-1] @ theta[:-1])
        pull = -share * sign / (1 + np.exp(np.clip(margin, -30, 30)))
        return float(value), np.append(X.T @ pull + _RIDGE * theta[:-1], pull.sum())

    found = minimize(loss, np.zeros(X.shape[1] + 1), jac=True, method="L-BFGS-B")
    return found.x[:-1], float(found.x[-1])


def _because(rows: Any, w: Any, terms: Sequence[str]) -> list[tuple[tuple[str, float], ...]]:
    """Return the words that weighed most in each row, either way."""
    rows.sort_indices()
    weights, columns, ends = rows.data * w[rows.indices], rows.indices, rows.indptr
    found = []
    for begin, end in pairwise(ends):
        mine = weights[begin:end]
        first = np.argsort(-np.abs(mine), kind="stable")[:_SHOWN]
        told = [(terms[columns[begin + at]], round(float(mine[at]), 4)) for at in first]
        found.append(tuple((word, weight) for word, weight in told if weight))
    return found
