/** What translation models call a language: ISO 639-1 → names in M2M100, mBART-50 and NLLB-200. */
export const LANGUAGE_CODES: Readonly<Record<string, readonly string[]>> = {
  en: ["en", "en_XX", "eng_Latn"],
  es: ["es", "es_XX", "spa_Latn"],
  fr: ["fr", "fr_XX", "fra_Latn"],
  pt: ["pt", "pt_XX", "por_Latn"],
  uk: ["uk", "uk_UA", "ukr_Cyrl"],
  de: ["de", "de_DE", "deu_Latn"],
  it: ["it", "it_IT", "ita_Latn"],
  nl: ["nl", "nl_XX", "nld_Latn"],
  pl: ["pl", "pl_PL", "pol_Latn"],
  ru: ["ru", "ru_RU", "rus_Cyrl"],
  zh: ["zh", "zh_CN", "zho_Hans"],
  ja: ["ja", "ja_XX", "jpn_Jpan"],
};
