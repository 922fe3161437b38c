/** The visible character that stands for each byte in byte-level vocabularies. */
export function byteAlphabet(): string[] {
  const visible = new Set<number>();
  for (let i = 33; i <= 126; i++) visible.add(i);
  for (let i = 161; i <= 172; i++) visible.add(i);
  for (let i = 174; i <= 255; i++) visible.add(i);
  const map: string[] = [];
  let next = 256;
  for (let byte = 0; byte < 256; byte++) map.push(String.fromCharCode(visible.has(byte) ? byte : next++));
  return map;
}
