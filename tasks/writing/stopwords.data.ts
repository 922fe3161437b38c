/** English words that do not tell one sentence from another, and the words our own question templates are made of. */
export const STOPWORDS: ReadonlySet<string> = new Set(
  `about above according account across after again against all almost alone along already also although always
among amid and another any anyone anything are around article asked aside away back became because become been before
began being below between both brought but called came can case cause certain come concerning could describe described
details did does doing done down during each either else enough even ever every everyone exact exactly explain
few finally find first follow followed following for found from gave get give given goes good had happen happened
has have having held her here hers him himself his history how however into its itself just keep kept knew know known
last later least left less let like little long look made make makes many matter may mean meant mention mentioned
might more most much must named near nearly never next nobody none nothing now off often once one only other others
our out over own part past people place please put question quite rather read record regard regarding relation
remains report said same say says see seen several shall she should show showed since some something soon still
story subject such take taken tell text than that the their them themselves then there these they thing things
this those though through thus time times together told too took toward turn turned two under until upon used
using very want was way well went were what when where whether which while who whom whose why will with within
without word words would write written year years yet you your`.split(/\s+/),
);
