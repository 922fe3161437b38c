/**
 * Gives up what a running neuron no longer needs: native code never runs in the main process, and programs are started
 * only by engines that live in a process of their own (which must be able to start again after a crash).
 * @param modelProcesses whether there are such engines
 */
export async function dropPermissions(modelProcesses: boolean): Promise<void> {
  await Deno.permissions.revoke({ name: "ffi" });
  if (!modelProcesses) await Deno.permissions.revoke({ name: "run" });
}
