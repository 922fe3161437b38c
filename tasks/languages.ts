/**
 * Languages of the translation task: code → English name (docs/spec/domain.md#13-definition-of-each-task).
 */
export const LANGUAGES: Readonly<Record<string, string>> = {
  en: "English",
  es: "Spanish",
  fr: "French",
  pt: "Portuguese",
  uk: "Ukrainian",
};
