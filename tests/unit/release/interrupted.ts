/**
 * An upgrade that kills itself at one of its steps: `interrupted.ts URL KEY PROGRAM STEP`.
 * @module
 */
import { systemClock } from "../../../src/base/mod.ts";
import { fetchRelease, installRelease, pickFile } from "../../../src/release/mod.ts";

const [url, key, path, point] = Deno.args as [string, string, string, string];
const modules = { clock: systemClock, fetch };
const { signal } = new AbortController();
const release = await fetchRelease(
  { url: `${url}/stable.release`, keys: [key], channel: "stable" },
  modules,
  signal,
);
const file = pickFile(release.manifest, Deno.build.target, "compiled");
await installRelease(release, file, { path, form: "compiled" }, modules, {
  step(step) {
    if (step === point && step !== "download") Deno.kill(Deno.pid, "SIGKILL");
  },
  progress(done) {
    if (point === "download" && done > 0) Deno.kill(Deno.pid, "SIGKILL");
  },
}, signal);
