import type { Corpus } from "./corpus.ts";
import { findFullDate, findYear } from "./answer_dates.ts";
import type { Question } from "./question.ts";
import { splitSentences } from "./sentences.ts";
import { termsOf } from "./question_words.ts";

/** Words of an answer and of a summary at most. */
const ANSWER_WORDS = 80;
const SUMMARY_WORDS = 120;
const MAX_SENTENCES = 3;

/** Share of the question's rareness that the chosen document must cover; below, nothing was found. */
const MIN_COVERAGE = 0.4;

/** Words of a question that are searched for: the rarest. */
const MAX_TERMS = 32;

/** Documents looked at closely. */
const MAX_DOCUMENTS = 8;

/** Weight of the whole document beside the single sentence. */
const DOCUMENT_WEIGHT = 0.7;

interface Scored {
  id: number;
  score: number;
}

/**
 * Answers a question with sentences of the corpus, in their own order.
 * @returns null when the corpus has nothing on it
 */
export function answerFrom(corpus: Corpus, question: Question): string | null {
  const focus = previousDocument(corpus, question);
  const terms = focus === null ? question.terms : [...question.terms, ...termsOf(corpus.titles[focus]!)];
  const ranked = rank(corpus, terms, question, focus);
  const best = ranked[0];
  if (best === undefined) return null;
  const doc = corpus.sentences[best.id]!.doc;
  const known = doc === focus || names(corpus, question.terms, doc) ||
    coverage(corpus, question.terms, doc) >= MIN_COVERAGE;
  if (!known) return null;
  const title = termsOf(corpus.titles[doc]!);
  const onlyNamed = question.terms.every((term) => title.includes(term));
  if (question.wanted === "summary" || (onlyNamed && doc !== focus)) return summary(corpus, doc, ranked);
  if (question.wanted === "date" || question.wanted === "year") return dated(corpus, best, question.wanted);
  return compose(corpus, doc, ranked, question.wanted === "fact");
}

/** The document earlier turns were about, when the question leans on them. */
function previousDocument(corpus: Corpus, question: Question): number | null {
  const earlier = [...question.earlier, ...question.said];
  if (earlier.length === 0) return null;
  const own = corpus.byDocument.search(question.terms, 1)[0];
  const ownCoverage = own ? coverage(corpus, question.terms, own.id) : 0;
  const named = own !== undefined &&
    termsOf(corpus.titles[own.id]!).every((term) => question.terms.includes(term));
  if (named || (!question.pointsBack && ownCoverage >= MIN_COVERAGE)) return null;
  for (const text of earlier) {
    const terms = corpus.bySentence.rarest(termsOf(text), MAX_TERMS);
    const hit = corpus.byDocument.search(terms, 1)[0];
    if (hit && coverage(corpus, terms, hit.id) >= MIN_COVERAGE) return hit.id;
  }
  return null;
}

/** True when the question has the document's whole title in it. */
function names(corpus: Corpus, terms: readonly string[], doc: number): boolean {
  const title = termsOf(corpus.titles[doc]!);
  return title.length > 0 && title.every((term) => terms.includes(term));
}

/** Sentences by how well they and their documents fit, best first. */
function rank(corpus: Corpus, all: string[], question: Question, focus: number | null): Scored[] {
  const terms = corpus.bySentence.rarest(all, MAX_TERMS);
  const documents = corpus.byDocument.search(terms, MAX_DOCUMENTS);
  const weights = new Map(documents.map((hit) => [hit.id, hit.score / documents[0]!.score]));
  if (focus !== null) weights.set(focus, 1.5);
  const allow = filterFor(corpus, question);
  // The title has chosen the document already; inside it, its words point nowhere.
  const title = new Set(termsOf(corpus.titles[focus ?? documents[0]?.id ?? -1] ?? ""));
  const telling = terms.filter((term) => !title.has(term));
  const hits = corpus.bySentence.search(telling.length > 0 ? telling : terms, 64, allow);
  const top = hits[0]?.score ?? 1;
  const scores = new Map(hits.map((hit) => [hit.id, hit.score / top]));
  // Sentences that share no word with the question still count in a document that fits: they follow "It" and "She".
  for (const doc of [...weights.keys()].slice(0, 2).concat(focus ?? [])) {
    const end = Math.min(corpus.starts[doc + 1]!, corpus.starts[doc]! + 512);
    for (let id = corpus.starts[doc]!; id < end; id++) if (!scores.has(id) && allow(id)) scores.set(id, 0);
  }
  const said = new Set(question.said.flatMap(splitSentences));
  return [...scores].map(([id, score]) => {
    const sentence = corpus.sentences[id]!;
    const lead = sentence.at === 0 ? 0.08 : 0;
    const repeated = said.has(sentence.text) ? 0.5 : 0;
    return { id, score: score + DOCUMENT_WEIGHT * (weights.get(sentence.doc) ?? 0) + lead - repeated };
  }).sort((a, b) => b.score - a.score || a.id - b.id);
}

function filterFor(corpus: Corpus, question: Question): (id: number) => boolean {
  if (question.wanted === "date") return (id) => corpus.sentences[id]!.hasDate;
  if (question.wanted === "year") return (id) => corpus.sentences[id]!.hasYear;
  if (question.wanted === "number") return (id) => /\d/.test(corpus.sentences[id]!.text);
  return () => true;
}

/** How much of the question, by rareness, occurs in a document. */
function coverage(corpus: Corpus, terms: readonly string[], doc: number): number {
  let all = 0;
  let covered = 0;
  for (const term of new Set(terms)) {
    const idf = corpus.bySentence.idf(term);
    all += idf;
    if (corpus.byDocument.contains(term, doc)) covered += idf;
  }
  return all === 0 ? 0 : covered / all;
}

/** The sentence with its date written the American way. */
function dated(corpus: Corpus, best: Scored, wanted: "date" | "year"): string {
  const { text } = corpus.sentences[best.id]!;
  const found = findFullDate(text);
  if (found) return text.slice(0, found.at) + found.date + text.slice(found.at + found.length);
  return wanted === "year" ? `${findYear(text) ?? ""}: ${text}` : text;
}

const PRONOUN_FIRST = /^(?:It|He|She|They|This|That|These|Those|Its|His|Her|Their)\b/;

/** The best sentence and what belongs to it. */
function compose(corpus: Corpus, doc: number, ranked: readonly Scored[], explain: boolean): string {
  const best = ranked[0]!;
  const chosen = new Set([best.id]);
  const first = corpus.sentences[best.id]!;
  const subject = first.at > 0 ? corpus.sentences[best.id - 1]!.text : "";
  // "It" and "She" need the sentence before, when that says who is meant.
  const names = termsOf(corpus.titles[doc]!);
  if (PRONOUN_FIRST.test(first.text) && termsOf(subject).some((term) => names.includes(term))) {
    chosen.add(best.id - 1);
  }
  for (const { id, score } of ranked.slice(1)) {
    if (chosen.size >= MAX_SENTENCES || score < 0.8 * best.score) break;
    if (corpus.sentences[id]!.doc === doc) chosen.add(id);
  }
  // What follows a statement usually explains it.
  if (explain && chosen.size === 1 && best.id + 1 < corpus.starts[doc + 1]!) chosen.add(best.id + 1);
  return join(corpus, chosen, ANSWER_WORDS);
}

function summary(corpus: Corpus, doc: number, ranked: readonly Scored[]): string {
  const chosen = new Set([corpus.starts[doc]!]);
  for (const { id } of ranked) {
    if (chosen.size > MAX_SENTENCES) break;
    if (corpus.sentences[id]!.doc === doc) chosen.add(id);
  }
  return join(corpus, chosen, SUMMARY_WORDS);
}

/** Sentences in the order of the text, as many as fit; the first always. */
function join(corpus: Corpus, chosen: ReadonlySet<number>, maxWords: number): string {
  const out: string[] = [];
  let words = 0;
  for (const id of [...chosen].sort((a, b) => a - b)) {
    const { text } = corpus.sentences[id]!;
    words += text.split(" ").length;
    if (out.length > 0 && words > maxWords) break;
    out.push(text);
  }
  return out.join(" ");
}
