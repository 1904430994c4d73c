"""Questions of one's own and what became of them, as lists, verdicts and reports. Pure functions.

Every word from outside passes through `escape`. A report is a document of its own: it stands escaped in an attribute,
and `evaluate.js` shows it in a frame that may neither reach this page nor load anything.
"""

from collections.abc import Sequence
from html import escape

from eval.compare import Difference
from eval.draft import draft_of, marked
from eval.examination import JUDGED, Compared, Examined
from eval.notebook import Entry
from eval.report.terms import HEADLINE, term
from eval.report.wording import change, interval, number
from eval.summary import Summary
from eval.types import Kind, Question
from ui import desk
from ui.evidence import section_html
from ui.wording import count_in_words

FEW = 6  # stories, below which no test can tell two settings apart
WAITING = ("<p>Write a question whose answer you know, mark the sentences of your articles that give it, and let "
           "pullquote try. Whatever you write is kept as you write it.</p>")
TO_DO = {"no slice": "An article has changed since: mark its sentences again.",
         "not the slice": "An article has changed since: mark its sentences again.",
         "no document": "An article is no longer in the library: remove its marks, or add it again.",
         "fewer than two sides": "Mark a sentence that says otherwise, and write what each of them says.",
         "names the answer ''": "Write what each marked sentence says."}
"""What is to be done where the linter says so, most urgent first."""


def overview_html(entries: Sequence[Entry], results: Sequence[Examined], removed: Question | None) -> str:
    """Return the questions, newest first, and under them the results so far."""
    ready = sum(not entry.problems for entry in entries)
    left = len(entries) - ready
    lead = f"{ready:,} ready to be asked" + (f", {left:,} unfinished" if left else "") if entries else ""
    items = "".join(map(_question_html, reversed(entries)))
    listed = f'<ol class="pq-cards pq-asking">{items}</ol>' if entries else WAITING
    rows = "".join(map(_result_html, results))
    kept = f'<h2 class="pq-next">Results</h2><ol class="pq-cards pq-asking">{rows}</ol>' if results else ""
    return desk.desk_html(section_html("Your questions", lead, f"{_undo_html(removed)}{listed}{kept}"))


def state_of(entry: Entry) -> str:
    """Return what is to be done for a question in words; empty where nothing is."""
    if not entry.problems:
        return ""
    if not entry.question.question.strip():
        return "Write the question."
    if entry.question.kind is not Kind.UNANSWERABLE and not marked(entry.question):
        return "Mark the sentences that answer it, or say that your articles do not."
    return next((told for part, told in TO_DO.items() if any(part in problem for problem in entry.problems)),
                f"It cannot be asked yet: {entry.problems[0]}.")


def progress_html(done: int, total: int) -> str:
    """Return how far asking has come."""
    said = f"{done:,} of {count_in_words(total, 'answer')}" if total else "Waiting for the articles…"
    return (f'<div class="pq-progress" role="status"><progress max="{max(total, 1)}" value="{done}" '
            f'aria-label="Asking"></progress><p>{said}</p></div>')


def done_html(found: Examined) -> str:
    """Return that an examination is finished, with the way to its result."""
    return (f'<p class="pq-note" role="status">Done: {escape(summed(found.summaries[-1]))}. <button type="button" '
            f'class="pq-link" data-act="result" data-id="{escape(found.name)}">Show the result</button></p>')


def result_html(found: Examined, comparison: Compared | None, report: str) -> str:
    """Return the desk with a result: the verdict in words, what can be downloaded, and the whole report."""
    verdict = (verdict_of(comparison.difference, found.strictness) if comparison else
               capital(summed(found.summaries[0])))
    name = escape(found.name)
    files = "".join(f'<button type="button" class="pq-link" data-act="results" data-id="{name}/{at}">Download '
                    f"results.jsonl{f' at {one:g}' if comparison else ''}</button>"
                    for at, one in enumerate(found.strictness))
    content = (f'<button type="button" class="pq-link pq-all" data-act="list">← All questions</button>'
               f"{_numbers_html(found, comparison)}"
               f'<p class="pq-foot"><button type="button" class="pq-link" data-act="report" data-id="{name}">Download '
               f"the report (HTML)</button>{files}</p>"
               f'<iframe class="pq-report-frame" title="Report" sandbox="allow-scripts" '
               f'data-report="{escape(report)}"></iframe>')
    return desk.desk_html(section_html(escape(f"{verdict}."), "", content, ' data-result=""'))


def summed(summary: Summary) -> str:
    """Return a run in a sentence, without its full stop."""
    for name in JUDGED:
        found = summary.metrics.get(name)
        if found and found.mean is not None:
            right = f"{round(found.mean * found.scored):,} of {count_in_words(found.scored, 'question')}"
            if name == HEADLINE:
                return f"{right} right, with the sentences that show it"
            return f"the marked sentences are quoted for {right}"
    return "no question has gold that can be scored"


def verdict_of(difference: Difference, strictness: Sequence[float]) -> str:
    """Return which of two settings is better, or that these questions cannot tell, without a full stop."""
    first, second = (f"strictness {one:g}" for one in strictness)
    low, high = difference.low, difference.high
    if difference.difference is None or low is None or high is None:
        return "Nothing to compare: no question is scored at both settings"
    flips = len(difference.fixed) + len(difference.broken)
    if low > 0:
        return f"{capital(second)} does clearly better than {first}"
    if high < 0:
        return f"{capital(first)} does clearly better than {second}"
    if not flips:
        return f"No question comes out differently at {first} and at {second}"
    return f"These questions cannot tell {first} from {second}"


def explained(comparison: Compared) -> str:
    """Return what the interval of a difference means."""
    difference, stories = comparison.difference, comparison.stories
    if difference.difference is None:
        return ""
    flips = ((difference.fixed, "right"), (difference.broken, "wrong"))
    put = " and ".join(f"{count_in_words(len(flipped), 'question')} {how}" for flipped, how in flips if flipped)
    said = f"The second setting puts {put}. " if put else ""
    if stories < FEW:
        return said + (f"They are about {count_in_words(stories, 'article')}; below {FEW} no test can tell chance from "
                       "a real difference, however large. Ask about more articles.")
    return said + ("The interval holds every true difference that these answers do not rule out: where 0 lies in it, "
                   "the two may be equal.")


def _numbers_html(found: Examined, comparison: Compared | None) -> str:
    """Return the measure that counts for each setting, with its interval, and the difference of the two."""
    name = comparison.difference.metric if comparison else next(
        (name for name in JUDGED if (one := found.summaries[0].metrics.get(name)) and one.mean is not None), HEADLINE)
    measure = term(name)
    rows = []
    for strictness, summary in zip(found.strictness, found.summaries, strict=True):
        one = summary.metrics[name]
        rows.append(f'<tr><th scope="row">Strictness {strictness:g}</th><td>{number(measure, one.mean)}</td>'
                    f"<td>{interval(measure, one) or '–'}</td><td>{one.scored:,}</td></tr>")
    table = (f'<div class="pq-scroll"><table class="pq-numbers"><caption>{escape(measure.label)}</caption><thead><tr>'
             '<td></td><th scope="col">Score</th><th scope="col">95 % interval</th><th scope="col">Questions</th>'
             f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div>")
    told = f'<p class="pq-note">{escape(measure.meaning)}</p>'
    left = found.summaries[0].metrics[name].excluded
    if left:
        told += (f'<p class="pq-note">{count_in_words(left, "question")} without a short answer or with other gold '
                 f"{'is' if left == 1 else 'are'} left out of this score; the report has them.</p>")
    if comparison is None:
        return table + told
    difference = escape(change(measure, comparison.difference))
    return (f'{table}<p class="pq-difference">Difference: <b>{difference}</b>, with its 95 % interval. '
            f"{escape(explained(comparison))}</p>{told}")


def _question_html(entry: Entry) -> str:
    question, state = entry.question, state_of(entry)
    qid, words = escape(question.qid), escape(question.question.strip() or "(no words yet)")
    if state:
        about = f'<p class="pq-warning">{escape(state)}</p>'
    else:
        about = f'<p class="pq-byline">{escape(_about(question))}</p>'
    editable = draft_of(question) is not None
    opened = (f'<button type="button" class="pq-title" data-act="open" data-id="{qid}" dir="auto">{words}</button>'
              if editable else f'<p class="pq-title" dir="auto">{words}</p><p class="pq-note">Its gold says more than '
              "this page can show; change it in questions.jsonl.</p>")
    return (f'<li class="pq-card">{opened}{about}<p class="pq-foot"><button type="button" class="pq-link" '
            f'data-act="delete" data-id="{qid}" aria-label="Delete {words}">Delete</button></p></li>')


def _about(question: Question) -> str:
    if question.kind is Kind.UNANSWERABLE:
        return "Not in the articles"
    docs = {span.doc for span in marked(question)}
    sides = question.kind is Kind.CONFLICTING
    said = " or ".join(one.text for one in question.answers[: None if sides else 1])
    answer = f"{said} · " if said else ""
    return (f"{answer}{count_in_words(len(marked(question)), 'sentence')} in "
            f"{count_in_words(len(docs), 'article')}")


def _result_html(found: Examined) -> str:
    settings = " and ".join(f"{one:g}" for one in found.strictness)
    what, said = f"Strictness {settings}", capital(summed(found.summaries[0]))
    if len(found.strictness) > 1:
        what = f"{what} compared"
        said = "; ".join(f"{capital(summed(summary))} at {one:g}"
                         for one, summary in zip(found.strictness, found.summaries, strict=True))
    when = f'<time datetime="{found.began:%Y-%m-%dT%H:%M:%SZ}">{found.began:%-d %B %Y, %H:%M} UTC</time>'
    name = escape(found.name)
    return (f'<li class="pq-card"><p class="pq-byline">{when} · {what}</p><button type="button" class="pq-title" '
            f'data-act="result" data-id="{name}">{escape(said)}</button></li>')


def _undo_html(question: Question | None) -> str:
    if question is None:
        return ""
    return (f'<p class="pq-undo" role="status">Deleted <bdi>“{escape(question.question)}”</bdi>. '
            '<button type="button" class="pq-link" data-act="undo">Undo</button></p>')


def capital(text: str) -> str:
    """Return a text with its first letter large."""
    return text[:1].upper() + text[1:]
