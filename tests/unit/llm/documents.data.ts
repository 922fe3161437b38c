import type { CorpusDocument } from "../../../src/llm/retrieval/mod.ts";

/** A small corpus for the tests of the retrieval engine. */
export const DOCUMENTS: readonly CorpusDocument[] = [
  {
    title: "Apollo 11",
    text:
      `Apollo 11 was the first mission to land people on the Moon. It was launched by a Saturn V rocket from
Kennedy Space Center on July 16, 1969. Neil Armstrong and Buzz Aldrin landed the lunar module Eagle on July 20, 1969.
Michael Collins stayed in orbit around the Moon. The crew brought back 21.5 kg of rocks and soil.

## Return

The astronauts splashed down in the Pacific Ocean on 24 July 1969 after eight days in space.`,
  },
  {
    title: "Eiffel Tower",
    text:
      `The Eiffel Tower is an iron tower in Paris, France. It was designed by the company of Gustave Eiffel for the
World's Fair. The tower was officially opened on March 31, 1889. It is 330 metres tall and has three floors for visitors.
It was the tallest structure in the world for 41 years.`,
  },
  {
    title: "Marie Curie",
    text:
      `Marie Curie was a physicist and chemist who studied radioactivity. She was born in Warsaw on November 7, 1867.
She discovered polonium and radium together with her husband Pierre. She received two Nobel Prizes, in physics and in
chemistry. She died on July 4, 1934 of an illness caused by radiation.`,
  },
  {
    title: "Titanic",
    text:
      `The Titanic was a British passenger ship. It struck an iceberg in the North Atlantic late on April 14, 1912 and
sank the next morning. More than 1,500 people died. The wreck was found on September 1, 1985 by Robert Ballard.`,
  },
  {
    title: "Photosynthesis",
    text:
      `Photosynthesis is the process by which plants turn light into chemical energy. It takes place in chloroplasts, which
contain the green pigment chlorophyll. Water is split and oxygen is released. The energy is stored in sugar.`,
  },
  {
    title: "Great Wall of China",
    text:
      `The Great Wall of China is a series of fortifications along the northern borders of ancient Chinese states. Most of
the wall that stands today was built under the Ming dynasty. It was listed as a World Heritage Site in 1987.`,
  },
];
