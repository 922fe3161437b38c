import type { Article } from "./types.ts";

/** Articles on travel, buildings, exploration, art and sport. */
export const WORKS: readonly Article[] = [
  {
    title: "Wright brothers",
    topic: "aviation",
    text:
      `Wilbur and Orville Wright built the first aeroplane that flew under control with a man on board. Wilbur was born in Indiana on April 16, 1867, and Orville in Dayton, Ohio, on August 19, 1871. The brothers ran a bicycle shop, which paid for their experiments, and tested some two hundred wing shapes in a wind tunnel made from a wooden box. They understood that a pilot has to balance an aircraft around three axes, and twisted the wings to do so. On December 17, 1903, they made four flights from the sands near Kitty Hawk in North Carolina. The first lasted twelve seconds and covered 37 metres, the last 59 seconds and 260 metres. A gust of wind then wrecked the machine. Few people believed the reports until Wilbur flew before large crowds in France in 1908. He died of typhoid fever on May 30, 1912, while Orville lived to see the sound barrier broken.`,
  },
  {
    title: "RMS Titanic",
    topic: "shipping",
    text:
      `The Titanic was a British passenger ship that sank on her first voyage. She was launched in Belfast on May 31, 1911, and at 269 metres was the largest ship afloat when she was finished. She left Southampton for New York on April 10, 1912, with calls at Cherbourg and Queenstown. Just before midnight on April 14, 1912, the lookout Frederick Fleet saw an iceberg straight ahead. The ship turned too late, and plates along her side were opened to the sea over six compartments, two more than she could survive. Lifeboats had room for barely half of the 2,200 people on board and many left partly empty. More than 1,500 died in the icy water. The steamer Carpathia picked up the survivors at dawn. Robert Ballard and Jean-Louis Michel found the wreck at a depth of 3,800 metres on September 1, 1985, broken in two parts.`,
  },
  {
    title: "LZ 129 Hindenburg",
    topic: "aviation",
    text:
      `The Hindenburg was a German airship and, with a length of 245 metres, one of the two largest flying machines ever built. She made her first flight from Friedrichshafen on March 4, 1936. Passengers crossed the Atlantic in about two and a half days and enjoyed a dining room, a reading room and a piano made of aluminium. The designers had wanted to fill her with helium, but the United States did not export it, and so hydrogen was used. She left Frankfurt on her last crossing on May 3, 1937. While she was landing at Lakehurst in New Jersey on May 6, 1937, flames broke out near the tail. The ship was destroyed in little more than half a minute. Of the ninety-seven people on board thirty-five died, and so did one man on the ground. The reporter Herbert Morrison recorded the scene, and his words were broadcast the next day. The accident ended the era of large passenger airships.`,
  },
  {
    title: "Concorde",
    topic: "aviation",
    text:
      `Concorde was an airliner that flew at twice the speed of sound. Britain and France agreed to build it together in a treaty signed on November 29, 1962. The first prototype took off from Toulouse with the test pilot Andre Turcat on March 2, 1969. Its slender wing had no separate tail, and the nose could be lowered so that the pilots saw the runway. Regular flights began on January 21, 1976, from London to Bahrain and from Paris to Rio de Janeiro. A crossing from London to New York took about three and a half hours, and passengers saw the sky turn dark blue at eighteen kilometres of height. Only fourteen of the aircraft were used by airlines, since they burned much fuel and were very loud. An Air France machine crashed near Paris on July 25, 2000, after a strip of metal on the runway had cut a tyre. The last flight of all landed in Bristol on November 26, 2003.`,
  },
  {
    title: "Amelia Earhart",
    topic: "aviation",
    text:
      `Amelia Earhart was an American pilot and the first woman to fly alone across the Atlantic Ocean. She was born in Atchison, Kansas, on July 24, 1897, and took her first flying lesson in California after a ride of ten minutes had convinced her. In 1928 she crossed the ocean as a passenger and joked that she had been a sack of potatoes. She set off from Newfoundland on May 20, 1932, fought with ice and a broken exhaust and came down after fifteen hours in a pasture in Northern Ireland. Later she was the first person to fly solo from Hawaii to California. Her attempt to go around the world along the equator ended on July 2, 1937, when she and the navigator Fred Noonan did not find tiny Howland Island in the Pacific. Ships and planes searched for two weeks without result. She was declared dead on January 5, 1939.`,
  },
  {
    title: "Golden Gate Bridge",
    topic: "engineering",
    text:
      `The Golden Gate Bridge spans the strait between San Francisco Bay and the Pacific Ocean. Many engineers held it to be impossible because of the currents, the fog and a depth of about a hundred metres. Work began on January 5, 1933, under Joseph Strauss, while the mathematics of the slender deck came mostly from Charles Ellis, whose name was left out. A net under the roadway saved nineteen workers, who called themselves the Halfway to Hell Club. Eleven men lost their lives. The bridge was opened to people on foot on May 27, 1937, when some two hundred thousand walked across, and to cars on May 28, 1937. Its main span of 1,280 metres was the longest in the world until 1964. The colour, called international orange, was chosen by the architect Irving Morrow to be visible in fog and to suit the hills.`,
  },
  {
    title: "Eiffel Tower",
    topic: "engineering",
    text:
      `The Eiffel Tower in Paris was built as the entrance to a world's fair. Foundation work on the Champ de Mars began on January 28, 1887, although three hundred artists soon protested in a letter against what they called a factory chimney. Maurice Koechlin and Emile Nouguier had made the first drawing in the company of Gustave Eiffel. About three hundred workers joined eighteen thousand pieces of iron with two and a half million rivets. Eiffel climbed the 1,710 steps and raised the flag at the top on March 31, 1889. The public was let in on May 15, 1889, and had to walk at first, since the lifts were not ready. The tower was meant to stand for twenty years only and was saved by its use for radio. It remained the tallest structure in the world until the Chrysler Building was finished in 1930. In summer heat it grows by some fifteen centimetres.`,
  },
  {
    title: "Panama Canal",
    topic: "engineering",
    text:
      `The Panama Canal joins the Atlantic and the Pacific and spares ships the way around South America. A French company under Ferdinand de Lesseps started digging in 1881 and gave up after eight years, when some twenty thousand workers had died, most of them of yellow fever and malaria. The United States took over the work in 1904 and fought the mosquitoes first, under the doctor William Gorgas. Locks lift the ships to an artificial lake twenty-six metres above the sea. The steamer Ancon made the official first passage on August 15, 1914, but the outbreak of war in Europe filled the newspapers. Jimmy Carter and Omar Torrijos signed treaties on September 7, 1977, to hand the waterway over. Panama took full control on December 31, 1999. A third, wider set of locks was opened on June 26, 2016, for ships with up to fourteen thousand containers.`,
  },
  {
    title: "Suez Canal",
    topic: "engineering",
    text:
      `The Suez Canal is an artificial waterway in Egypt between the Mediterranean and the Red Sea. It shortens the journey from Europe to India by about seven thousand kilometres and has no locks, because both seas stand at nearly the same level. Work began at what is now Port Said on April 25, 1859, at first with forced labourers who dug by hand and later with steam dredgers. The opening on November 17, 1869, was attended by Empress Eugenie of France, whose yacht led the procession. Britain bought the Egyptian shares in 1875, when the ruler Ismail needed money. President Nasser nationalised the canal company on July 26, 1956, and an attack by Israel, Britain and France followed that autumn. After the war of 1967 the canal was closed for eight years with more than a dozen ships trapped inside. The container ship Ever Given blocked it for six days from March 23, 2021.`,
  },
  {
    title: "First ascent of Mount Everest",
    topic: "exploration",
    text:
      `Mount Everest, the highest mountain on Earth, was climbed for the first time by Edmund Hillary and Tenzing Norgay. They reached the top at 11:30 in the morning of May 29, 1953, as members of a British expedition under John Hunt. Hillary, a beekeeper from New Zealand, was born in Auckland on July 20, 1919; Tenzing was a Sherpa who had been on the mountain six times before. They stayed for fifteen minutes, took photographs and left sweets in the snow. The news reached London in code on the eve of the coronation of Queen Elizabeth. Junko Tabei from Japan was the first woman on the summit on May 16, 1975, twelve days after an avalanche had buried her tent. Reinhold Messner and Peter Habeler were the first to climb it without bottled oxygen on May 8, 1978. The height now accepted by China and Nepal is 8,848.86 metres.`,
  },
  {
    title: "Race to the South Pole",
    topic: "exploration",
    text:
      `Two parties raced to be the first at the South Pole, and only one came back. Roald Amundsen, born in the south of Norway on July 16, 1872, had planned to go to the North Pole but changed his aim in secret when others claimed it. His five men used skis and sledges pulled by dogs, and they raised the Norwegian flag at the pole on December 14, 1911. Robert Falcon Scott relied on motor sledges, ponies and at last on the strength of his men. The British party found a tent and a letter from Amundsen when it arrived on January 17, 1912. All five died on the return march, the last three in a blizzard eighteen kilometres from a depot of food. A search party found their bodies, diaries and sixteen kilograms of rock on November 12, 1912. Amundsen himself was lost on June 18, 1928, in a flying boat while he searched for survivors of an airship in the Arctic.`,
  },
  {
    title: "Vincent van Gogh",
    topic: "art",
    text:
      `Vincent van Gogh was a Dutch painter whose strong colours and visible strokes shaped modern art. He was born in the village of Zundert on March 30, 1853, as the son of a minister, and worked as an art dealer, a teacher and a lay preacher among miners. He took up painting only at twenty-seven and made about nine hundred pictures in ten years. His brother Theo supported him with money and saved his letters. In Arles in the south of France he shared a house with Paul Gauguin for nine weeks. On December 23, 1888, after a quarrel, he cut off his own ear. He painted The Starry Night while he lived in an asylum at Saint-Remy, from memory of the view at his window. He died in Auvers on July 29, 1890, two days after a shot in the chest. Theo's widow Johanna made his work known by exhibitions and by publishing the letters.`,
  },
  {
    title: "Ludwig van Beethoven",
    topic: "music",
    text:
      `Ludwig van Beethoven was a German composer who continued to write when he could no longer hear. He was baptised in Bonn on December 17, 1770, and moved to Vienna at twenty-one to study with Joseph Haydn. His hearing began to fail before he was thirty. In a letter to his brothers written at Heiligenstadt on October 6, 1802, and never sent, he confessed that only his art had kept him alive. His Fifth Symphony was first heard in an unheated theatre on December 22, 1808, in a concert that lasted four hours. The Ninth Symphony had its premiere in Vienna on May 7, 1824, and was the first great symphony with a choir. Beethoven stood beside the conductor, and the singer Caroline Unger had to turn him around so that he could see the applause. He died on March 26, 1827, and some ten thousand people came to the funeral.`,
  },
  {
    title: "Wolfgang Amadeus Mozart",
    topic: "music",
    text:
      `Wolfgang Amadeus Mozart was an Austrian composer who wrote more than six hundred works in a life of thirty-five years. He was born in Salzburg on January 27, 1756, and toured the courts of Europe as a child with his father Leopold and his sister Nannerl. After a quarrel with the archbishop he settled in Vienna as one of the first composers without a fixed post. His opera The Marriage of Figaro was first given there on May 1, 1786, with so many repeats demanded that the emperor limited them. Don Giovanni followed in Prague on October 29, 1787, and its overture is said to have been written the night before. The Magic Flute opened in a suburban theatre on September 30, 1791, with the librettist Schikaneder as the bird catcher. Mozart died on December 5, 1791, while he was working on a Requiem that an unknown messenger had ordered.`,
  },
  {
    title: "First modern Olympic Games",
    topic: "sport",
    text:
      `The first modern Olympic Games were held in Athens at the end of the nineteenth century. Pierre de Coubertin, born in Paris on January 1, 1863, believed that sport would bring nations together. A congress that he had called at the Sorbonne founded the International Olympic Committee on June 23, 1894. The games opened on April 6, 1896, in a marble stadium restored with money from the merchant George Averoff. About 240 men from fourteen countries took part in forty-three events; women were not admitted. James Connolly of the United States won the first event, the triple jump, on the opening day. Winners received a silver medal and an olive branch. The Greek water carrier Spyridon Louis won the marathon on April 10, 1896, and two princes ran the last lap beside him. Coubertin led the committee for twenty-nine years and died in Geneva on September 2, 1937.`,
  },
  {
    title: "1930 FIFA World Cup",
    topic: "sport",
    text:
      `The first football World Cup took place in Uruguay, which was celebrating one hundred years of its constitution and had won the last two Olympic tournaments. Thirteen teams came, only four of them from Europe, since the journey by ship took two weeks. Three of these travelled together on the liner Conte Verde and trained on deck. The first two matches were played at the same time in Montevideo on July 13, 1930, and Lucien Laurent of France scored the first goal in the nineteenth minute. The new Estadio Centenario, with room for some ninety thousand, was opened on July 18, 1930, five days after the start. Uruguay met Argentina in the final on July 30, 1930. The teams could not agree on a ball, and so each half was played with a different one. Uruguay turned a score of one to two into a victory of four to two, and the next day was declared a holiday.`,
  },
];
