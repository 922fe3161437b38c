"""Scores recorded steps with the packages that the original validator used: rouge, pandas, difflib, sympy.

Reads one JSON document from standard input: {"profile", "definitions": {task: {rewards, penalties}}, "order": [task],
"steps": [{task, reference, challenge, responses: [{completion, tokensPerChunk}]}]}. Writes {"totals": [[...]],
"crashes": {model: count}, "versions": {...}}. Where the original dies or hangs on an answer, that answer gets 0 and the
case is counted: no validator can be compared with a step that never ended.
"""
import difflib
import importlib.metadata
import json
import math
import re
import sys
import threading

import numpy
import pandas
import rouge
from sympy.parsing.sympy_parser import parse_expr

MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov"
)
DATE = re.compile(
    r"\b\d{1,2}[-/]\d{1,2}[-/]\d{2,4}\b"
    rf"|\b(?:{MONTH}|Dec)\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b"
    rf"|\b\d{{1,2}}\s+(?:{MONTH})\s+\d{{4}}\b"
    r"|\b\d{4}\b"
)
SENTENCE_END = re.compile(r"(?<!\w\.\w.)(?<![A-Z][a-z]\.)(?<=\.|\?)\s")
# Words on which evaluation takes minutes or all memory.
ENDLESS = re.compile(r"\*\*.*\*\*|\d{6,}!|\*\*\(?\d{6,}")
FAR = 9999
crashes = {}


def crashed(model):
    crashes[model] = crashes.get(model, 0) + 1
    return 0.0


def rouge_score(reference, completion, ngram, metric):
    if not reference or not completion:
        return 0.0
    try:
        return rouge.Rouge(metrics=[ngram]).get_scores(reference, completion)[0][ngram][metric]
    except (ValueError, RecursionError):
        return crashed("rouge")


def vector(text):
    out = [0.0] * 95 + [1.0]
    for word in re.findall(r"[^ \t\n\r]+", text):
        value = 0x811C9DC5
        units = word.encode("utf-16-le", "surrogatepass")
        for at in range(0, len(units), 2):
            value = ((value ^ (units[at] | units[at + 1] << 8)) * 0x01000193) & 0xFFFFFFFF
        out[value % 95] += 1
    return out


def cosine(a, b):
    norm = lambda v: max(math.sqrt(sum(x * x for x in v)), 1e-8)
    return sum(x * y for x, y in zip(a, b)) / (norm(a) * norm(b))


def relevance_score(reference, completion):
    if completion == "":
        return 0.0
    base = vector(reference)
    return min(1.0, max(0.0, cosine(base, vector(completion)) - cosine(base, vector(""))))


def number_of(text):
    for word in reversed(text.split()):
        cleaned = word.strip(".").replace(",", "")
        if ENDLESS.search(cleaned):
            crashed("float_diff")
            continue
        try:
            return float(parse_expr(cleaned).evalf())
        except Exception:
            try:
                return float(cleaned)
            except ValueError:
                continue
    return None


def number_score(reference, completion):
    wanted, given = float(reference), number_of(completion)
    if given is None:
        return 0.0
    if given == wanted:
        return 1.0
    error = min(abs((wanted - given) / (wanted + 1e-10)), 1)
    if error > 0.999:
        error = 1
    return crashed("float_diff") if math.isnan(error) else 1 - error


def date_of(text):
    for sentence in SENTENCE_END.split(text):
        found = DATE.search(sentence)
        if found:
            return found.group(0)
    return None


def date_difference(wanted, given, profile):
    if wanted.isdigit():
        years = re.findall(r"\b\d{3,4}\b", given)
        if not years:
            return FAR
        if profile == "v2.3":
            return abs(int(wanted) - int(years[0]) * 365)
        return abs(int(wanted) - int(years[0])) * 365
    try:
        return abs((pandas.to_datetime(wanted) - pandas.to_datetime(given)).days)
    except Exception:
        return 0 if wanted == given else FAR


def date_score(reference, completion, profile):
    if completion == "":
        return 0.0
    wanted, given = date_of(reference), date_of(completion)
    if given is None:
        return 0.0
    if wanted is None:
        return crashed("date")
    score = math.exp(-(date_difference(wanted, given, profile) ** 2 / 1000))
    return score if score > 0.001 else 0.0


def ordinal_score(reference, completion):
    classes = ["positive", "neutral", "negative"]
    named = [name for name in classes if name in completion.lower()]
    if len(named) != 1:
        return 0.0
    return 1 - abs(classes.index(reference) - classes.index(named[0])) / 2


def raw(term, text, response, profile):
    completion, name = response["completion"], term["name"]
    if name == "rouge":
        return rouge_score(text, completion, term.get("ngram", "rouge-l"), term.get("metric", "f"))
    if name == "relevance":
        return relevance_score(text, completion)
    if name == "diff":
        return difflib.SequenceMatcher(None, text, completion).ratio()
    if name == "float_diff":
        return number_score(text, completion)
    if name == "date":
        return date_score(text, completion, profile)
    if name == "ordinal":
        return ordinal_score(text, completion)
    if name == "streaming":
        limit = term["max_tokens_per_chunk"]
        return min(1.0, 0.25 * sum(count > limit for count in response["tokensPerChunk"]))
    raise KeyError(name)


def terms_of(task, kind, job):
    terms = list(job["definitions"][task][kind])
    if job["profile"] == "v2.5" and kind == "penalties":
        terms.append({"name": "streaming", "weight": 0.2, "max_tokens_per_chunk": 200})
    # Both originals keep one instance per model name (rewards/pipeline.py: `elif name in reward_models: continue`):
    # the first definition met serves every task.
    first = {}
    for name in job["order"]:
        for term in job["definitions"][name]["rewards"] + job["definitions"][name]["penalties"]:
            first.setdefault(term["name"], term)
    return [{**first.get(term["name"], term), "weight": term["weight"]} for term in terms]


def score(step, job):
    profile, single = job["profile"], numpy.float32
    totals = []
    for response in step["responses"]:
        if profile == "v2.3":
            response = {**response, "completion": response["completion"].replace("\n", "")}
        total = single(0)
        for term in terms_of(step["task"], "rewards", job):
            total += single(term["weight"]) * single(raw(term, step["reference"], response, profile))
        for term in terms_of(step["task"], "penalties", job):
            total *= single(1) - single(term["weight"]) * single(raw(term, step["challenge"], response, profile))
        totals.append(float(total))
    return totals


def main():
    job = json.load(sys.stdin)
    totals = [score(step, job) for step in job["steps"]]
    versions = {name: importlib.metadata.version(name) for name in ("rouge", "pandas", "sympy", "numpy")}
    json.dump({"totals": totals, "crashes": crashes, "versions": versions}, sys.stdout)


# rouge-l walks back recursively: give it room instead of letting it die on long answers.
sys.setrecursionlimit(200_000)
threading.stack_size(512 * 1024 * 1024)
worker = threading.Thread(target=main)
worker.start()
worker.join()
