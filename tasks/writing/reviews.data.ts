/** Sentences of reviews by sentiment; `{thing}` is what is reviewed. None of them names its sentiment. */
export const REVIEW_SENTENCES: Readonly<Record<string, readonly string[]>> = {
  positive: [
    "I absolutely loved this {thing} from start to finish.",
    "What a wonderful {thing}, I would recommend it to everybody.",
    "Everything about the {thing} was excellent and worth every cent.",
    "This is easily the best {thing} I have come across in years.",
    "I was delighted with the {thing} and so was my whole family.",
    "The {thing} exceeded all my hopes and left me smiling.",
    "Fantastic quality, great value and a real joy.",
    "The people behind this {thing} are friendly, helpful and brilliant at what they do.",
    "I am already looking forward to enjoying it again.",
    "Five stars, it was perfect in every way.",
    "It was an amazing experience that I will happily repeat.",
    "Superb work, I am impressed and very pleased.",
  ],
  neutral: [
    "The {thing} was okay, nothing special either way.",
    "An average {thing}, about what one would expect at the price.",
    "Some parts of the {thing} were fine and others were so-so.",
    "It did its job, no more and no less.",
    "I have no strong feelings about this {thing}.",
    "The {thing} is ordinary and neither stands out nor gets in the way.",
    "It is a standard {thing} like many others.",
    "I might come back to it, or I might not.",
    "Three stars, a middling {thing} in all respects.",
    "There is little to praise about the {thing} and little to complain about.",
    "A typical, unremarkable {thing}.",
    "It was acceptable, and I have mostly forgotten about it.",
  ],
  negative: [
    "I hated this {thing} and want my money back.",
    "What a terrible {thing}, avoid it at all costs.",
    "Everything about the {thing} was awful and overpriced.",
    "This is the worst {thing} I have ever had to put up with.",
    "I was badly disappointed by the {thing} and so was my whole family.",
    "The {thing} was a complete waste of time.",
    "Poor quality, rude people and a horrible mess.",
    "The {thing} broke every promise and left me angry.",
    "I regret it and will never go near it again.",
    "One star, it was dreadful in every way.",
    "It was a miserable experience that ruined my week.",
    "Useless and annoying, I am disgusted.",
  ],
};

/** Sentences per style; unlisted styles have three. */
export const REVIEW_LENGTHS: Readonly<Record<string, number>> = {
  short: 1,
  "medium length": 3,
  long: 6,
  twitter: 1,
  amazon: 3,
  "terribly written": 2,
  hilarious: 3,
};

/** Lines that give a review its style without a sentiment of their own. */
export const REVIEW_TAILS: Readonly<Record<string, readonly string[]>> = {
  twitter: ["#review", "#justsaying", "#mytwocents"],
  amazon: ["Bought in May and used daily.", "Delivered on a Tuesday in a brown box."],
  hilarious: [
    "My cat has asked for a second opinion.",
    "I told my houseplant about it and it turned toward the window.",
    "My grandmother wants to know if it comes in green.",
  ],
};
