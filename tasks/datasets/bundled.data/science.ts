import type { Article } from "./types.ts";

/** Articles on science, medicine and computing. */
export const SCIENCE: readonly Article[] = [
  {
    title: "Marie Curie",
    topic: "physics",
    text:
      `Marie Curie was a physicist and chemist who coined the word radioactivity. She was born Maria Sklodowska in Warsaw on November 7, 1867, when the city belonged to the Russian Empire and women could not attend its university. She moved to Paris in 1891, studied at the Sorbonne and married the physicist Pierre Curie. Together they worked in a leaking shed on pitchblende, an ore of uranium. They announced the discovery of a second new element, radium, on December 26, 1898; the first they had named polonium after her country. She shared the Nobel Prize in Physics in 1903 and received the one in Chemistry alone in 1911, the first person with two. During the First World War she equipped cars with X-ray devices for field hospitals. She died of a blood disease on July 4, 1934. Her remains were moved to the Pantheon in Paris on April 20, 1995.`,
  },
  {
    title: "Charles Darwin",
    topic: "biology",
    text:
      `Charles Darwin was the naturalist who explained the variety of life by natural selection. He was born in Shrewsbury, England, on February 12, 1809, and dropped out of medicine because he could not bear surgery. HMS Beagle left Plymouth with him on board on December 27, 1831, to survey the coasts of South America. The voyage was planned for two years and took nearly five, so that Darwin came home on October 2, 1836, with thousands of specimens. Finches and tortoises of the Galapagos Islands differed from island to island, which set him thinking. For twenty years he gathered evidence and hardly published on the question. A letter from Alfred Russel Wallace with the same idea made him hurry. His book On the Origin of Species went on sale on November 24, 1859, and the whole first printing was taken up at once. He died at Down House on April 19, 1882, and lies in Westminster Abbey.`,
  },
  {
    title: "Discovery of penicillin",
    topic: "medicine",
    text:
      `Penicillin was the first antibiotic that could be used against a wide range of infections. Alexander Fleming, born in Scotland on August 6, 1881, came back from a holiday to his laboratory at St Mary's Hospital in London. On September 28, 1928, he noticed that a mould had spoiled one of his dishes and that the bacteria around it had dissolved. He named the substance after the mould but could not purify it. A team in Oxford around Howard Florey and Ernst Chain took up the work eleven years later. They treated their first patient, the policeman Albert Alexander, on February 12, 1941. He improved within days, but the supply ran out and he died, although traces of the drug had even been recovered from his urine. American factories then grew the mould in deep tanks and made enough for the troops who landed in Normandy. Fleming, Florey and Chain shared a Nobel Prize in 1945.`,
  },
  {
    title: "Structure of DNA",
    topic: "biology",
    text:
      `The structure of DNA, a double helix, explains how living things hand on their traits. James Watson and Francis Crick worked it out at Cambridge with models made of metal plates and rods. Their paper of barely one page appeared in the journal Nature on April 25, 1953, beside two articles with measurements from London. An X-ray picture known as Photograph 51, taken by Raymond Gosling under the guidance of Rosalind Franklin, had been shown to Watson without her knowledge. Franklin was born in London on July 25, 1920, and had learned the art of X-ray diffraction in Paris. She died of cancer on April 16, 1958, at the age of thirty-seven. Watson, Crick and Maurice Wilkins received their Nobel Prize in Stockholm on December 10, 1962; the prize is not given to the dead. The two strands pair adenine with thymine and guanine with cytosine, so each can serve as a template for the other.`,
  },
  {
    title: "Human Genome Project",
    topic: "biology",
    text:
      `The Human Genome Project set out to read all three billion letters of human DNA. The work officially began in the United States on October 1, 1990, and laboratories in Britain, Japan, France, Germany and China joined. A private company, Celera, started a rival effort in 1998 with a faster method that reads short pieces at random and puts them together by computer. Both sides presented a working draft at the White House on June 26, 2000. The public project was declared complete on April 14, 2003, two years earlier than planned and for less money than the budget of three billion dollars. Researchers were surprised to find only about twenty thousand genes that encode proteins, hardly more than a roundworm has. Some stretches full of repeats remained unread until a group of scientists published a gapless sequence in 2022. All public data were released within a day, a rule agreed on in Bermuda.`,
  },
  {
    title: "World Wide Web",
    topic: "computing",
    text:
      `The World Wide Web is a system of linked pages that runs on the Internet. Tim Berners-Lee, born in London on June 8, 1955, worked at the physics laboratory CERN near Geneva, where knowledge was lost whenever visiting researchers left. He handed in a proposal for a web of notes with links on March 12, 1989; his boss wrote on it that it was vague but exciting. By the end of the following year he had written the first browser and the first server on a NeXT computer. He announced the project to the public in a newsgroup on August 6, 1991. CERN put the software in the public domain on April 30, 1993, so that anyone could use it without a fee. The browser Mosaic, which showed pictures within the text, made the web popular the same year. Its three foundations are the address, the transfer protocol HTTP and the page language HTML.`,
  },
  {
    title: "Linux",
    topic: "computing",
    text:
      `Linux is a free operating system kernel that runs on phones, servers and every one of the fastest supercomputers. Linus Torvalds, born in Helsinki on December 28, 1969, started it as a student because he wanted to use his new 386 computer fully. He told a newsgroup about his hobby on August 25, 1991, and wrote that it would not be big and professional. The first versions could only be built with the help of another small system, Minix. Volunteers sent in corrections and drivers, and the licence was soon changed to the GNU General Public License, which obliges everyone who passes the program on to pass on its source too. Version 1.0 was released on March 14, 1994, with about 176 thousand lines of code. Today thousands of developers, most of them paid by companies, take part in each release. The mascot is a penguin called Tux, drawn by Larry Ewing.`,
  },
  {
    title: "Bitcoin",
    topic: "computing",
    text:
      `Bitcoin is a digital currency that works without a central bank. Its design was published on a mailing list for cryptography on October 31, 2008, in a paper of nine pages signed by Satoshi Nakamoto, a name behind which nobody has been found for certain. The network started when the first block was mined on January 3, 2009; it contains a newspaper headline about the rescue of banks. Programmer Laszlo Hanyecz paid ten thousand coins for two pizzas on May 22, 2010, which counts as the first purchase of goods. New coins go to those who find a number that makes the hash of a block small enough, a search that needs much electricity. The reward for a block was cut in half for the first time on November 28, 2012, from fifty to twenty-five coins. The rules allow no more than twenty-one million coins in all. Nakamoto stopped writing to other developers in 2011.`,
  },
  {
    title: "Deep Blue",
    topic: "computing",
    text:
      `Deep Blue was a chess computer built by IBM that defeated a reigning world champion. It grew out of a student project at Carnegie Mellon University by Feng-hsiung Hsu and Murray Campbell. On February 10, 1996, it won a game against Garry Kasparov in Philadelphia, the first time that a machine beat a champion under tournament conditions, but it lost the match by two to four. For the rematch, which began in New York on May 3, 1997, the machine was made twice as fast and could examine about two hundred million positions per second. It used special chips, a library of openings and advice from grandmaster Joel Benjamin. Kasparov resigned the sixth and final game after nineteen moves on May 11, 1997, and the computer took the match by three and a half points to two and a half. He asked for another contest, but the company retired the machine. Parts of it are now shown in museums in Washington and California.`,
  },
  {
    title: "Alexander Graham Bell",
    topic: "technology",
    text:
      `Alexander Graham Bell was a teacher of the deaf who became known as the inventor of the telephone. He was born in Edinburgh on March 3, 1847, into a family of elocution teachers, and later moved to Canada and Boston. His mother and his wife were both deaf, which led him to study the mechanics of speech. The United States granted him a patent for transmitting sounds by electricity on March 7, 1876. Three days later, on March 10, 1876, his assistant Thomas Watson heard him through the wire calling him into the room. Elisha Gray had filed papers for a similar device on the same day as Bell, and the courts dealt with some six hundred lawsuits. Bell also worked on a photophone that sent speech on a beam of light, on hydrofoils and on kites. He died in Nova Scotia on August 2, 1922, and the telephones of North America fell silent for one minute during his funeral.`,
  },
  {
    title: "Eruption of Krakatoa",
    topic: "geology",
    text:
      `Krakatoa is a volcano in the Sunda Strait between Java and Sumatra whose eruption was among the most violent of modern times. The mountain had been quiet for two centuries when it began to throw out ash on May 20, 1883. The main eruption reached its height on August 27, 1883, with four enormous explosions in one morning. The last of them was heard on the island of Rodrigues, almost five thousand kilometres away. About two thirds of the island sank into the sea, and waves more than thirty metres high destroyed coastal villages. Official figures of the Dutch administration count 36,417 dead. Fine ash coloured sunsets red all over the world for months and cooled the climate slightly. A new volcano, Anak Krakatau, rose from the water in 1927. Part of its flank collapsed on December 22, 2018, and caused a tsunami that killed more than four hundred people.`,
  },
  {
    title: "San Francisco earthquake of 1906",
    topic: "geology",
    text:
      `The San Francisco earthquake of 1906 destroyed most of what was then the largest city on the American west coast. The ground broke along almost 480 kilometres of the San Andreas Fault at 5:12 in the morning of April 18, 1906. The shaking lasted less than a minute, but broken gas pipes started fires that burned for three days. Water mains had also snapped, so firemen blew up whole rows of houses to stop the flames, often in vain. More than half of the four hundred thousand inhabitants lost their homes, and about three thousand people died. The geologist Harry Reid developed from it the theory of elastic rebound, which is still the basis of earthquake science. The rebuilt city celebrated with a world's fair that opened on February 20, 1915. The next great shock in the region, the Loma Prieta earthquake, struck on October 17, 1989, just before a baseball game of the World Series.`,
  },
];
