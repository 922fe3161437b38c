/** Words that judge, by strength. Stems are not used: "loving" and "lovely" differ. */
const WORDS: Readonly<Record<string, string>> = {
  "3":
    `amazing awesome outstanding superb phenomenal fantastic excellent perfect perfection incredible brilliant
    magnificent stellar flawless exceptional masterpiece unforgettable breathtaking spectacular marvelous marvellous
    wonderful adore adored extraordinary impeccable sublime thrilled delighted`,
  "2":
    `great love loved loves loving best delightful beautiful beautifully delicious terrific gorgeous superior fabulous
    impressed impressive recommend recommended recommending enjoyed enjoy enjoyable pleased thrilling charming hilarious
    favorite favourite gem stunning captivating gripping heartwarming glad happy happily wow win winner treat joy
    memorable friendly attentive spotless riveting refreshing exceeded exceeds lovely immaculate`,
  "1":
    `good nice well fun pleasant pleasantly clean comfortable comfy helpful quick fast smooth smoothly reliable easy
    solid worth worthwhile tasty fresh polite cozy cosy affordable efficient useful quality satisfied satisfying
    satisfactory welcoming warm professional generous bargain sturdy durable spacious prompt promptly entertaining
    interesting clever bright crisp liked like likes appreciate appreciated kind thoughtful knowledgeable accommodating
    responsive convenient safe elegant stylish effortless energetic lively cheerful`,
  "-1":
    `slow late delayed delay noisy loud bland boring dull pricey overpriced expensive cramped uncomfortable cold stale
    dirty weak cheap flimsy confusing confused predictable forgettable unfortunately sadly problem problems issue issues
    lacking lacked lacks lack missing wrong old outdated hard difficult complained complaint complaints tired tiring messy
    underwhelming unimpressed mistake mistakes awkward greasy soggy tasteless clunky crowded bored broke shallow tedious
    meh stiff buggy leak leaked leaks scratched glitches crooked rushed dated worn unclear`,
  "-2":
    `bad poor poorly disappointing disappointed disappointment disappoint rude unhelpful annoying annoyed frustrating
    frustrated broken fails failed fail failure useless waste wasted unprofessional unreliable mediocre regret regretted
    refund avoid ruined ruin filthy gross smelly stained inedible unacceptable defective faulty ignored dreadful
    careless incompetent overcooked undercooked stinks sucks sucked hate hated hates dislike disliked miserable nasty
    dishonest crashed crashes scam overrated stuck cockroach cockroaches bugs mold mould angry unsafe painful letdown`,
  "-3":
    `terrible horrible awful disgusted worst disgusting atrocious abysmal appalling nightmare disaster disastrous pathetic garbage
    trash rubbish unwatchable unbearable horrendous horrid vile shameful disgrace disgraceful ripoff catastrophe
    worthless despise despised loathe insulting`,
};

/** Judging words and their strength, −3 to 3. */
export const LEXICON: ReadonlyMap<string, number> = new Map(
  Object.entries(WORDS).flatMap(([strength, words]) =>
    words.trim().split(/\s+/).map((word) => [word, Number(strength)] as const)
  ),
);

/** Words that say neither one nor the other. */
export const NEUTRAL: ReadonlySet<string> = new Set(
  `okay ok average fine decent mixed ordinary standard typical acceptable adequate middling passable fair alright
  unremarkable neither so-so moderate regular expected usual basic neutral balanced reasonable sufficient
  nothing`.trim().split(/\s+/),
);

/** Words that turn round what follows. */
export const NEGATIONS: ReadonlySet<string> = new Set(
  `not no never none nobody hardly barely scarcely without isnt wasnt arent werent dont didnt doesnt cant cannot couldnt
  wont wouldnt shouldnt hasnt havent hadnt aint lacks lacked`.trim().split(/\s+/),
);

/** Words that strengthen or weaken what follows. */
export const DEGREES: ReadonlyMap<string, number> = new Map([
  ...`very really extremely absolutely truly incredibly so totally completely utterly highly super such`
    .split(" ")
    .map((word) => [word, 1.4] as const),
  ...`somewhat slightly fairly rather bit little kinda quite mildly`.split(" ").map((word) =>
    [word, 0.6] as const
  ),
]);

/** Phrases whose words judge only together. */
export const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bmight\b.{0,60}\bmight not\b/g, "okay"],
  [/\blook(?:ing)? forward\b/g, "delighted"],
  [/\bcan(?:no|')?t wait\b/g, "delighted"],
  [/\b(?:come|be|go) back\b/g, "recommend"],
  [/\bworth (?:it|every|the)\b/g, "great"],
  [/\bmoney back\b/g, "refund"],
  [/\bfell? apart\b/g, "broken"],
  [/\b(?:stopped|never) work(?:ing|ed)\b/g, "broken"],
  [/\b(?:let|letting) (?:me|us) down\b/g, "disappointed"],
  [/\bstay(?:ed)? away\b/g, "avoid"],
  [/\brip(?:ped)? off\b/g, "scam"],
  [/\b(?:little|nothing) to (?:praise|complain)\b/g, "okay"],
  [/\bno (?:strong )?(?:feelings|opinion)\b/g, "okay"],
  [/\b(?:neither|nor)\b/g, "okay"],
  [/\bso[- ]so\b/g, "okay"],
];
