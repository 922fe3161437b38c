/** One article of the bundled dataset. */
export interface Article {
  title: string;
  topic: string;
  text: string;
}
