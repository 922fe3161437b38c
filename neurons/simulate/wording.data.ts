/** How miners open an answer, each in its own way. No word of it names a sentiment or a number. */
export const OPENINGS: readonly string[] = [
  "As far as the books on my shelf tell,",
  "Let me share what I could learn about this:",
  "Going by the accounts that I know best,",
  "Here is the short version of the story:",
  "People who studied this matter closely report that",
  "From everything I have read on this so far,",
  "To the best of my knowledge, and briefly put,",
  "My notes on this subject say the following:",
  "Happy to help, this is what is known:",
  "What the usual works of reference say is:",
  "In plain words, and without going too deep,",
  "According to the record that was kept of it,",
  "Thanks for asking; here is what I found.",
];

/** Frequent words of factual prose: they are in every reference. */
export const PLAIN_WORDS: readonly string[] =
  ("the of and in to a was is for on as with by at from that it were an its his which be this had first also has are " +
    "their after who not but one two during year years time century about over into between most more became made")
    .split(" ");
