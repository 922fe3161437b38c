import assert from "node:assert/strict";
import { copyPackage, packageClosure } from "../../../tools/build/package_closure.ts";
import { full, withTempDir } from "../../kit/mod.ts";

/** Lays out packages as deno does: real folders in .deno, links beside each. */
async function install(root: string, name: string, manifest: object, links: string[] = []): Promise<void> {
  const store = `${root}/node_modules/.deno`;
  const home = `${store}/${name.replace("/", "+")}@1.0.0/node_modules`;
  await Deno.mkdir(`${home}/${name}`, { recursive: true });
  await Deno.writeTextFile(
    `${home}/${name}/package.json`,
    JSON.stringify({ name, version: "1.0.0", ...manifest }),
  );
  for (const link of links) {
    await Deno.symlink(`${store}/${link}@1.0.0/node_modules/${link}`, `${home}/${link}`);
  }
  await Deno.mkdir(`${store}/node_modules`, { recursive: true });
  if (!name.includes("/")) await Deno.symlink(`${home}/${name}`, `${store}/node_modules/${name}`);
}

full("packageClosure() follows dependencies and leaves out other platforms and install scripts", async () => {
  await withTempDir(async (dir) => {
    const root = await Deno.realPath(dir);
    await install(root, "sharp", {
      dependencies: { semver: "1" },
      optionalDependencies: { "for-musl": "1", "for-windows": "1", "not-there": "1", native: "1" },
    }, ["semver", "for-musl", "for-windows", "native"]);
    await install(root, "semver", { dependencies: { "adm-zip": "1", sharp: "1" } });
    await install(root, "for-musl", { os: ["linux"], libc: ["musl"] });
    await install(root, "for-windows", { os: ["win32"] });
    await install(root, "native", { os: ["linux"], cpu: ["x64"], libc: ["glibc"] });
    const found = await packageClosure(root, ["sharp"]);
    assert.deepEqual(found.map((one) => one.name), ["sharp", "semver", "native"]);
    assert.equal(found[0]!.version, "1.0.0");
    await assert.rejects(packageClosure(root, ["missing"]), /missing is not installed: run deno install/);
  });
});

full("copyPackage() leaves out types, maps, nested packages and foreign folders", async () => {
  await withTempDir(async (dir) => {
    const source = `${dir}/onnxruntime-node`;
    const files = [
      "package.json",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/index.js.map",
      "README.md",
      "node_modules/x/index.js",
      "bin/napi-v6/linux/x64/a.node",
      "bin/napi-v6/linux/arm64/a.node",
      "bin/napi-v6/win32/x64/a.dll",
    ];
    for (const file of files) {
      await Deno.mkdir(`${source}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${source}/${file}`, file);
    }
    await copyPackage({ name: "onnxruntime-node", version: "1.0.0", folder: source }, `${dir}/out`);
    const kept = [];
    for (const file of files) {
      if (await Deno.stat(`${dir}/out/${file}`).then(() => true, () => false)) kept.push(file);
    }
    assert.deepEqual(kept, ["package.json", "dist/index.js", "bin/napi-v6/linux/x64/a.node"]);
  });
});
