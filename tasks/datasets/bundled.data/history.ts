import type { Article } from "./types.ts";

/** Articles on history and people in public life. */
export const HISTORY: readonly Article[] = [
  {
    title: "Berlin Wall",
    topic: "history",
    text:
      `The Berlin Wall cut the city of Berlin in two for twenty-eight years. East Germany had lost some three million people to the West when its police began to close the border with barbed wire on August 13, 1961. Concrete slabs, watchtowers and a lit strip of sand followed, and the barrier around West Berlin grew to 155 kilometres. At least 140 people died at it, many of them shot while trying to flee. In the autumn of 1989 weeks of peaceful demonstrations shook the government. On November 9, 1989, the spokesman Guenter Schabowski read out new travel rules and, asked when they would apply, answered that as far as he knew it was at once. Crowds gathered at the checkpoints, and that night the guards opened the gates. Germany was united again on October 3, 1990, a day that is now its national holiday. Painted pieces of the wall stand in dozens of countries.`,
  },
  {
    title: "United States Declaration of Independence",
    topic: "history",
    text:
      `The Declaration of Independence is the document by which thirteen American colonies left the British Empire. Fighting had already gone on for more than a year when a committee of five was chosen to write it, and Thomas Jefferson drafted most of the text in a rented room in Philadelphia. Congress voted for independence on July 2, 1776, the day that John Adams expected to be celebrated for ever. It then shortened the draft by about a quarter and approved the wording on July 4, 1776. Colonel John Nixon read it in public for the first time on July 8, 1776, to a crowd outside the state house. Most delegates signed the parchment copy on August 2, 1776, with John Hancock writing his name in the largest letters. The faded original is kept in a case filled with argon at the National Archives in Washington. Its second paragraph states that all men are created equal.`,
  },
  {
    title: "Abraham Lincoln",
    topic: "history",
    text:
      `Abraham Lincoln was the sixteenth president of the United States and led the country through its civil war. He was born in a log cabin in Kentucky on February 12, 1809, went to school for less than a year in all and taught himself law. His election in 1860 made seven southern states leave the union before he took office. The Emancipation Proclamation, which he issued on January 1, 1863, declared the slaves in the rebelling states free. His speech at the cemetery of Gettysburg on November 19, 1863, took about two minutes, while the main speaker before him talked for two hours. Lincoln was shot in Ford's Theatre in Washington by the actor John Wilkes Booth on April 14, 1865, five days after the surrender of the main southern army. He died the next morning in a house across the street. Slavery was ended in the whole country by an amendment later that year.`,
  },
  {
    title: "Mahatma Gandhi",
    topic: "history",
    text:
      `Mahatma Gandhi led the movement that ended British rule in India by means of peaceful resistance. He was born in the coastal town of Porbandar on October 2, 1869, studied law in London and worked for twenty-one years in South Africa, where he first tried out his methods. On March 12, 1930, he set out from his ashram with seventy-eight followers to walk to the sea, because the government taxed salt and forbade people to make it. The marchers reached the village of Dandi after 390 kilometres, and Gandhi broke the law by picking up salt on April 6, 1930. More than sixty thousand people went to prison for doing the same. India became independent on August 15, 1947, but it was divided, and Gandhi fasted to stop the killing between Hindus and Muslims. He was shot in Delhi on January 30, 1948, on his way to an evening prayer. The date of his birth is a national holiday.`,
  },
  {
    title: "Nelson Mandela",
    topic: "history",
    text:
      `Nelson Mandela was the first president of South Africa whom citizens of all colours could elect. He was born in the village of Mvezo on July 18, 1918, and was given the name Rolihlahla, which can mean a troublemaker. As a lawyer in Johannesburg he joined the African National Congress and helped to found its armed wing after the police had shot unarmed protesters in Sharpeville. A court sentenced him to prison for life on June 12, 1964. He spent eighteen years on Robben Island, where he broke stones in a lime quarry and studied by post. President de Klerk let him go free on February 11, 1990, after twenty-seven years behind bars. The two men shared a Nobel Peace Prize for the talks that ended apartheid. Mandela took the oath as president on May 10, 1994, and stayed for one term only. He died in Johannesburg on December 5, 2013, at ninety-five.`,
  },
  {
    title: "Martin Luther King",
    topic: "history",
    text:
      `Martin Luther King was a Baptist minister who became the leading voice of the American civil rights movement. He was born in Atlanta, Georgia, on January 15, 1929, and studied theology in Boston before he took a post as pastor in Montgomery. On August 28, 1963, a quarter of a million people heard him speak at the Lincoln Memorial in Washington. The best known part, about his dream, was not in the prepared text; the singer Mahalia Jackson had called out to him to tell of it. The Civil Rights Act, which forbade separation by colour in public places, was signed on July 2, 1964, with King standing behind the president. In the same year he received the Nobel Peace Prize at the age of thirty-five. He was shot on the balcony of a motel in Memphis on April 4, 1968, where he had come to support striking refuse workers. A public holiday in January bears his name.`,
  },
  {
    title: "Montgomery bus boycott",
    topic: "history",
    text:
      `The Montgomery bus boycott was a protest of more than a year against separate seats for black and white passengers in Alabama. It followed the arrest of Rosa Parks, a seamstress, who refused to give up her seat on December 1, 1955. Parks was born in Tuskegee on February 4, 1913, and worked for the local branch of a civil rights association. Jo Ann Robinson, a teacher, had tens of thousands of leaflets printed overnight. The boycott began on December 5, 1955, and nearly all black riders stayed away, although they were three quarters of the customers. People walked, shared cars or took taxis that charged the bus fare of ten cents. The Supreme Court held that the separation broke the constitution, and the boycott ended on December 20, 1956, after 381 days. Rosa Parks died in Detroit on October 24, 2005, and was the first woman to lie in honour in the rotunda of the Capitol.`,
  },
  {
    title: "United Nations",
    topic: "history",
    text:
      `The United Nations is an organisation of almost all states that was founded to keep the peace. Delegates of fifty countries signed its charter in San Francisco on June 26, 1945, while the war in the Pacific was still going on. The charter came into force on October 24, 1945, a date now marked as United Nations Day. The General Assembly met for the first time in London on January 10, 1946, because there was no headquarters yet. A gift of money from John D. Rockefeller Jr. made it possible to buy a site on the East River in New York. The assembly adopted the Universal Declaration of Human Rights in Paris on December 10, 1948, after two years of work led by Eleanor Roosevelt. Five permanent members of the Security Council can stop a decision by their veto. The organisation has six official languages, and its blue flag shows the world seen from above the North Pole.`,
  },
  {
    title: "Normandy landings",
    topic: "history",
    text:
      `The Normandy landings were the largest invasion by sea in history and opened the way to free western Europe from German occupation. Bad weather made General Eisenhower put the operation off by one day, to June 6, 1944. Some 156,000 American, British and Canadian soldiers crossed the Channel that day and went ashore on five beaches with the code names Utah, Omaha, Gold, Juno and Sword. Omaha cost the most lives, because the cliffs were high and the bombers had missed their targets. A false army with rubber tanks in Kent had made the defenders expect the attack near Calais. Two artificial harbours were towed across in pieces so that supplies could be landed without a port. Paris was liberated on August 25, 1944, with French tanks entering first. The war in Europe ended on May 8, 1945, when the surrender of all German forces took effect.`,
  },
  {
    title: "Battle of Waterloo",
    topic: "history",
    text:
      `The Battle of Waterloo ended the rule of Napoleon Bonaparte for good. Napoleon was born in Corsica on August 15, 1769, rose in the army of the revolution and crowned himself emperor of the French in Paris on December 2, 1804. After a lost war he was sent to the island of Elba, but he escaped and was back in power within three weeks. The armies met in what is now Belgium, south of Brussels, on June 18, 1815. Rain in the night had softened the ground, and the French attack started only toward noon, which gave time to the Prussian troops of Marshal Bluecher. The Duke of Wellington held a ridge with British, Dutch and German soldiers until the Prussians arrived in the evening. More than forty thousand men were killed or wounded in one day. Napoleon was taken to Saint Helena in the South Atlantic, where he died on May 5, 1821.`,
  },
  {
    title: "Storming of the Bastille",
    topic: "history",
    text:
      `The storming of the Bastille was the event that turned a crisis in France into a revolution. The fortress in the east of Paris served as a prison and was seen as a sign of arbitrary rule, though it held only seven prisoners when a crowd attacked it on July 14, 1789. The people were looking for gunpowder, since troops were gathering around the city and the popular minister Necker had been dismissed. After four hours of fighting the governor opened the gates and was killed by the crowd. The building was pulled down stone by stone. The National Assembly adopted the Declaration of the Rights of Man and of the Citizen on August 26, 1789. King Louis was executed by guillotine on January 21, 1793, and Queen Marie Antoinette died in the same way on October 16, 1793. The day of the storming has been the national holiday of France since 1880.`,
  },
  {
    title: "Great Fire of London",
    topic: "history",
    text:
      `The Great Fire of London burned down most of the old city within the Roman walls. It started in the bakery of Thomas Farriner in Pudding Lane shortly after midnight on September 2, 1666. A strong wind from the east and a dry summer drove the flames through streets of timber houses. The mayor at first thought the fire small and hesitated to have buildings pulled down. Samuel Pepys, who kept a diary, buried his wine and his Parmesan cheese in a garden to save them. When the fire was out on September 6, 1666, it had destroyed 13,200 houses, eighty-seven parish churches and the cathedral of St Paul. Few deaths were recorded, but tens of thousands camped in fields. Christopher Wren designed more than fifty new churches and a new cathedral, which held its first service on December 2, 1697. New rules demanded brick or stone for every house.`,
  },
  {
    title: "Chernobyl disaster",
    topic: "history",
    text:
      `The Chernobyl disaster was the worst accident in the history of nuclear power. Reactor number four of the plant in northern Ukraine exploded during a safety test in the night of April 26, 1986. The reactor design became more reactive when cooling water turned to steam, and the operators had withdrawn almost all control rods. The graphite of the core burned for days and sent a cloud over much of Europe, which was first reported from a power station in Sweden. The nearby town of Pripyat, with forty-nine thousand inhabitants, was evacuated on April 27, 1986, more than a day after the explosion. About thirty workers and firemen died within weeks, and hundreds of thousands took part in the cleanup. The last working reactor of the site was switched off on December 15, 2000. An arch of steel, built beside the ruin and rolled over it on rails in 2016, now covers the remains.`,
  },
];
