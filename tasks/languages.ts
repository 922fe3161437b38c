/** Languages of the translation task: code → English name (sn1-domain §1.3). */
export const LANGUAGES: Readonly<Record<string, string>> = {
  en: "English",
  es: "Spanish",
  fr: "French",
  pt: "Portuguese",
  uk: "Ukrainian",
};
