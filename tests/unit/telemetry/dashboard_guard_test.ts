import assert from "node:assert/strict";
import type { DashboardOptions } from "../../../src/telemetry/mod.ts";
import { full } from "../../kit/mod.ts";
import { demoState, FakeSource } from "./dashboard_fixture.ts";
import { ask, withDashboard } from "./dashboard_kit.ts";

full("every answer forbids foreign scripts, frames, referrers and caching", async () => {
  await withDashboard(new FakeSource(demoState()), async (port) => {
    for (const path of ["/", "/api/state", "/nowhere", "/assets/app.js"]) {
      const { headers } = await ask(port, path);
      const policy = String(headers["content-security-policy"]);
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'/, path);
      assert.ok(!policy.includes("unsafe"), path);
      assert.equal(headers["x-frame-options"], "DENY", path);
      assert.equal(headers["x-content-type-options"], "nosniff", path);
      assert.equal(headers["referrer-policy"], "no-referrer", path);
      assert.match(String(headers["cache-control"]), /^no-(store|cache)$/, path);
    }
  });
});

full("a foreign Host name is refused everywhere, our own names are not", async () => {
  await withDashboard(new FakeSource(demoState()), async (port) => {
    for (const path of ["/", "/health", "/metrics", "/api/state", "/api/events", "/assets/app.js"]) {
      assert.equal((await ask(port, path, { host: "evil.example" })).status, 403, path);
    }
    assert.equal((await ask(port, "/", { host: `localhost:${port}` })).status, 200);
    assert.equal((await ask(port, "/", { host: "203.0.113.7" })).status, 403);
    assert.equal((await ask(port, "/", { host: "ops.example:1" })).status, 200);
  }, { allowedHosts: ["ops.example"] });
});

full("only reading is possible", async () => {
  await withDashboard(new FakeSource(demoState()), async (port) => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      assert.equal((await ask(port, "/api/state", {}, method)).status, 405, method);
    }
  });
});

full("off loopback everything needs the token, which moves from the address into a cookie", async () => {
  const source = new FakeSource(demoState());
  await withDashboard(source, async (port, url) => {
    const token = new URL(url).searchParams.get("token")!;
    assert.ok(token.length >= 32);
    for (const path of ["/", "/health", "/metrics", "/api/state", "/api/events", "/assets/app.js"]) {
      assert.equal((await ask(port, path)).status, 401, path);
    }
    assert.equal(source.asked, 0);
    assert.equal((await ask(port, "/?token=wrong-token-wrong-token")).status, 401);
    assert.equal((await ask(port, "/", { authorization: `Bearer ${token}` })).status, 200);
    const first = await ask(port, `/?sort=uid&token=${token}`);
    assert.equal(first.status, 303);
    assert.equal(first.headers.location, "/?sort=uid");
    const [cookie] = first.headers["set-cookie"] as string[];
    assert.match(cookie!, /; HttpOnly; SameSite=Strict; Path=\/$/);
    assert.equal((await ask(port, "/", { cookie: `other=1; ${cookie!.split(";")[0]}` })).status, 200);
    assert.equal(
      (await ask(port, "/", { authorization: `Bearer ${token}`, host: "evil.example" })).status,
      403,
    );
    assert.equal(
      (await ask(port, "/", { authorization: `Bearer ${token}`, host: "203.0.113.7:80" })).status,
      200,
    );
  }, { host: "0.0.0.0" });
});

full("an unfit token and a busy port are errors with a hint", async () => {
  const source = new FakeSource(demoState());
  const { TelemetryError } = await import("../../../src/telemetry/mod.ts");
  const fails = (options: Partial<DashboardOptions>, code: string) =>
    assert.rejects(
      withDashboard(source, async () => {}, options),
      (error) => error instanceof TelemetryError && error.code === code && error.hint !== undefined,
    );
  await fails({ token: "short" }, "config");
  await fails({ token: "a secret; with=marks" }, "config");
  await withDashboard(source, async (port) => await fails({ port }, "port_in_use"));
});
