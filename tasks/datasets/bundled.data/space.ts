import type { Article } from "./types.ts";

/** Articles on space flight and the sky. */
export const SPACE: readonly Article[] = [
  {
    title: "Apollo 11",
    topic: "spaceflight",
    text:
      `Apollo 11 was the first mission that brought people to the surface of the Moon. A Saturn V rocket lifted it off from Kennedy Space Center in Florida on July 16, 1969, with Neil Armstrong, Michael Collins and Buzz Aldrin on board. Four days later, on July 20, 1969, Armstrong and Aldrin set the lunar module Eagle down in the Sea of Tranquility while Collins stayed in orbit in the command module Columbia. Armstrong took over manual control near the end because the computer was steering toward a field of boulders. The two men walked outside for about two and a half hours, planted a flag, set up experiments and gathered 21.5 kilograms of rock and soil. The crew splashed down in the Pacific Ocean on July 24, 1969, and spent three weeks in quarantine. A laser reflector they left behind is still used to measure the distance to the Moon.`,
  },
  {
    title: "Sputnik 1",
    topic: "spaceflight",
    text:
      `Sputnik 1 was the first artificial satellite of the Earth. The Soviet Union launched it from a test range in Kazakhstan, later called Baikonur, on October 4, 1957. The satellite was a polished metal sphere of 58 centimetres with four long antennas, and it weighed 83.6 kilograms. Its radio sent a simple beeping signal that amateurs around the world could receive for three weeks until the batteries ran out. One turn around the planet took about 96 minutes. Engineers followed the changing radio frequency to learn how dense the upper atmosphere is. A second satellite, which carried the dog Laika, followed on November 3, 1957. Sputnik 1 lost height with every orbit and burned up in the atmosphere on January 4, 1958. The shock it caused in the United States led to the founding of NASA the same year and started what newspapers called the space race.`,
  },
  {
    title: "Yuri Gagarin",
    topic: "spaceflight",
    text:
      `Yuri Gagarin was the first human being in outer space. He was born in the village of Klushino, west of Moscow, on March 9, 1934, as the son of a carpenter and a dairy worker. He learned to fly at an amateur club before he joined the air force. On April 12, 1961, he circled the Earth once in the capsule Vostok 1, a flight of 108 minutes. Ground control kept the manual controls locked, since nobody knew how weightlessness would affect a pilot, but a code to unlock them lay in an envelope on board. Gagarin left the capsule at seven kilometres of height and came down on his own parachute near the Volga. The flight made him famous everywhere, and he travelled to dozens of countries. He died when a training jet crashed on March 27, 1968. The nearby town of Gzhatsk has since been renamed in his honour.`,
  },
  {
    title: "Voyager 1",
    topic: "spaceflight",
    text:
      `Voyager 1 is a space probe that has travelled farther from the Earth than any other object made by people. It was launched from Florida on September 5, 1977, about two weeks after its twin Voyager 2, but took a faster path. The probe passed Jupiter on March 5, 1979, and discovered active volcanoes on the moon Io. It flew by Saturn on November 12, 1980, and took a close look at Titan, which bent its course out of the plane of the planets. On February 14, 1990, the camera looked back one last time and photographed the Earth as a pale blue dot. Scientists later concluded that the probe entered interstellar space on August 25, 2012. It carries a golden record with greetings in 55 languages, music and sounds of nature. Its power comes from the decay of plutonium, which delivers a few watts less every year.`,
  },
  {
    title: "Hubble Space Telescope",
    topic: "astronomy",
    text:
      `The Hubble Space Telescope is an observatory that circles the Earth above most of the air. The shuttle Discovery carried it into space on April 24, 1990, and released it one day later. The first pictures were blurred because the edge of the main mirror, which is 2.4 metres wide, had been ground too flat by about two thousandths of a millimetre. A crew of seven astronauts left on December 2, 1993, to fit correcting optics, and the repaired telescope became a great success. It helped to measure the age of the universe at roughly 13.8 billion years and showed that its expansion is speeding up. Four more shuttle visits brought new cameras, batteries and gyroscopes. The last of these servicing missions began on May 11, 2009. The telescope is named after Edwin Hubble, who showed in the 1920s that other galaxies exist and that they move away from us.`,
  },
  {
    title: "James Webb Space Telescope",
    topic: "astronomy",
    text:
      `The James Webb Space Telescope observes the universe in infrared light. An Ariane 5 rocket launched it from French Guiana on December 25, 2021, after many years of delay. Its mirror consists of eighteen hexagonal pieces of gold-coated beryllium and measures 6.5 metres across, so that it had to be folded for the launch. A sunshield of five thin layers, each as large as a tennis court, keeps the instruments at about minus 230 degrees Celsius. The telescope reached its working place, some 1.5 million kilometres from the Earth, on January 24, 2022. NASA presented the first full set of pictures on July 12, 2022, among them a star nursery in the Carina Nebula. The observatory looks for the earliest galaxies and for the gases in the air of distant planets. It was built by NASA together with the space agencies of Europe and Canada.`,
  },
  {
    title: "International Space Station",
    topic: "spaceflight",
    text:
      `The International Space Station is a laboratory that circles the Earth at a height of about 400 kilometres. Its first module, the Russian-built Zarya, was launched from Baikonur on November 20, 1998. The shuttle Endeavour set out on December 4, 1998, to attach the American module Unity to it. The first long-term crew, William Shepherd, Yuri Gidzenko and Sergei Krikalev, arrived on November 2, 2000, and people have lived on board ever since. Five space agencies run the station together, those of the United States, Russia, Europe, Japan and Canada. The finished structure is as long as a football field, and its solar wings supply enough electricity for dozens of houses. One turn around the planet takes about 92 minutes, so the crew sees sixteen sunrises a day. Research on board covers crystals, flames, plants and the loss of bone and muscle in weightlessness.`,
  },
  {
    title: "Pluto",
    topic: "astronomy",
    text:
      `Pluto is a dwarf planet at the outer edge of the solar system. Clyde Tombaugh found it at the Lowell Observatory in Arizona on February 18, 1930, by comparing photographs of the same part of the sky. The discovery was announced to the world on March 13, 1930. Venetia Burney, a schoolgirl of eleven years from Oxford, suggested the name of the Roman god of the underworld. For seventy-six years it counted as the ninth planet. On August 24, 2006, the International Astronomical Union adopted a definition that Pluto does not meet, because it has not cleared the neighbourhood of its orbit. The probe New Horizons flew past on July 14, 2015, and found mountains of water ice and a heart-shaped plain of frozen nitrogen. One year on Pluto lasts 248 years on Earth. Its largest moon, Charon, is half as wide as Pluto itself.`,
  },
  {
    title: "Discovery of Neptune",
    topic: "astronomy",
    text:
      `Neptune was the first planet to be found by calculation before anyone recognised it in the sky. Uranus, discovered by William Herschel on March 13, 1781, did not move quite as expected, and two mathematicians suspected the pull of an unknown body. John Couch Adams worked in England and Urbain Le Verrier in France, each without knowing of the other. Le Verrier sent his predicted position to Johann Galle in Berlin, who pointed the telescope there on September 23, 1846, and found the planet within one degree of the place. William Lassell discovered its large moon Triton on October 10, 1846, only seventeen days later. The sole visit so far was the flyby of Voyager 2 on August 25, 1989, which saw a great dark storm and winds of about two thousand kilometres per hour. Neptune needs 165 years for one trip around the Sun.`,
  },
  {
    title: "Halley's Comet",
    topic: "astronomy",
    text:
      `Halley's Comet is the best known of the comets that return after a human lifetime. Edmond Halley, born near London on November 8, 1656, noticed that the comets of 1531, 1607 and 1682 had followed much the same path. He concluded that they were one body and predicted that it would come back, but he did not live to see it. The farmer and amateur astronomer Johann Georg Palitzsch sighted the returning comet on December 25, 1758. On a later visit it passed closest to the Sun on April 20, 1910, and some people bought pills against its tail, through which the Earth moved. The following passage took place on February 9, 1986, and a month later the European probe Giotto photographed the nucleus from 600 kilometres away. The nucleus is a dark lump about fifteen kilometres long. It will come near the Sun again in the summer of 2061.`,
  },
];
