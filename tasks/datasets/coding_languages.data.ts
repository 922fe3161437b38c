/** How a programming language is recognised in code. */
export interface CodingLanguage {
  keywords: readonly string[];
  libraries: readonly string[];
  /** What a line of comment starts with. */
  comments: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The languages code is asked about (docs/spec/domain.md#26-hf_coding), by the names the data set uses. */
export const CODING_LANGUAGES: Readonly<Record<string, CodingLanguage>> = {
  "C++": {
    keywords: words(
      `auto break case char class const continue default delete do double else enum explicit false float for friend
      if inline int long namespace new operator private protected public return template virtual`,
    ),
    libraries: words(
      `algorithm array atomic bitset chrono cmath complex condition_variable cstdint cstdio cstdlib cstring ctime deque
      exception filesystem forward_list fstream functional future initializer_list iomanip ios iostream istream iterator
      limits list locale map memory mutex new numeric optional ostream queue random ratio regex set shared_mutex sstream
      stack stdexcept streambuf string string_view system_error thread tuple type_traits typeindex typeinfo
      unordered_map unordered_set utility valarray variant vector boost eigen opencv`,
    ),
    comments: ["//", "/*", "*/"],
  },
  Dockerfile: {
    keywords: words("from run cmd label expose env add copy entrypoint volume user workdir arg"),
    libraries: [],
    comments: ["#"],
  },
  HTML: {
    keywords: words(
      "div span input ul body tag html head title meta link script style section form table href",
    ),
    libraries: [],
    comments: ["<!--", "-->"],
  },
  Java: {
    keywords: words(
      `abstract assert boolean break byte case catch char class continue default do double else enum extends final
      finally float for if implements import instanceof int interface long native new null package private protected
      public return short static strictfp super switch synchronized this throw throws transient try void volatile`,
    ),
    libraries: words("spring hibernate junit slf4j log4j jackson gson guava lombok"),
    comments: ["//", "/*", "*/", "*"],
  },
  JavaScript: {
    keywords: words(
      `abstract arguments async await boolean break byte case catch char class const continue debugger default delete do
      double else enum eval export extends false final finally float for function goto if implements import in
      instanceof int interface let long native new null of package private protected public return short static super
      switch synchronized this throw throws transient true try typeof undefined var void while yield`,
    ),
    libraries: words("react angular vue express lodash jquery axios redux webpack d3"),
    comments: ["//", "/*", "*/"],
  },
  Python: {
    keywords: words(
      `and as assert async await break class continue def del elif else except false finally for from global if import
      in is lambda none nonlocal not or pass raise return true try with`,
    ),
    libraries: words(
      `numpy pandas matplotlib scipy sklearn tensorflow torch keras django flask requests bs4 selenium nltk spacy pytest
      sqlalchemy asyncio`,
    ),
    comments: ["#"],
  },
  SQL: {
    keywords: words(
      `add all alter and any as asc between by case check column constraint create cross database default delete desc
      distinct drop else end exists foreign from full group having in index inner insert into is join key left like
      limit not null on or order outer primary procedure references right select set table then top truncate union
      unique update values view when where`,
    ),
    libraries: [],
    comments: ["--", "/*", "*/"],
  },
  Shell: {
    keywords: words(
      `alias awk basename bg break case cat cd chmod chown continue cp curl cut date declare df diff do done du echo elif
      else esac eval exec exit export fi find for function grep head if in kill let local ls mkdir mv printf pwd read
      return rm sed set shift sleep sort source tail tar test then`,
    ),
    libraries: [],
    comments: ["#"],
  },
};
