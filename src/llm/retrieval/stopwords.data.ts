/** Words that say nothing about the subject of a question. */
export const STOPWORDS: ReadonlySet<string> = new Set(
  `a about above after again against all also am an and any are as at be because been before being below between
  both but by can could did do does doing down during each etc few for from further had has have having he her
  here hers him his how i if in into is it its itself just know let like may me might more most must my no nor
  not now of off on once one only or other our out over own please same shall she should so some such tell than
  thank thanks that the their them then there these they this those through to too under until up us very was we
  were what when where whether which while who whom whose why will with would you your yours explain describe
  give detail details information answer question help want wondering hello hi hey dear regarding concerning
  specific exact exactly kind sort tell got get
  summarize summarise summary overview brief briefly main point points please curious understand learn wonder`
    .split(/\s+/),
);

/** Words that point back at something said before. */
export const POINTERS: ReadonlySet<string> = new Set(
  "he she it they him her them his hers its their theirs this that these those there former latter one".split(
    " ",
  ),
);
