/** One article of the bundled dataset. */
export interface Article {
  /** Title, unique among the articles. */
  title: string;
  /** Wider subject of the article. */
  topic: string;
  /** The article, plain text in paragraphs. */
  text: string;
}
