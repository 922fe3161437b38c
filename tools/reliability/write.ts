export async function noteResults(..._: unknown[]) {}
export async function noteSoak(report: unknown) {
  await Deno.writeTextFile(
    new URL("../../docs/assets/soak.json", import.meta.url),
    JSON.stringify(report) + "\n",
  );
}
