// sn1 under pm2: one app per neuron. How to use it: docs/running.md.
//
//   pm2 start ecosystem.config.cjs && pm2 save
//
// SN1_PROGRAM and SN1_SETTINGS (the folder of the settings files) are read when pm2 loads this file.

const program = process.env.SN1_PROGRAM || "/usr/local/bin/sn1";
const settings = process.env.SN1_SETTINGS || "/etc/sn1";

/** What all neurons have in common. */
function neuron(command, name) {
  return {
    name: `sn1-${command}-${name}`,
    script: program,
    args: [command, "--config", `${settings}/${name}.yaml`],
    // The program starts itself; one process per app, never several with one hotkey.
    interpreter: "none",
    exec_mode: "fork",
    instances: 1,
    // A stop drains for 10 s at most; only after that is it killed. The engine process is not signalled.
    kill_timeout: 15000,
    treekill: false,
    // usage 2, not registered 3, wallet 5, model 6, the hotkey already runs 7: another start would end the same way.
    // pm2 shows "waiting restart" for these too, but does not start them; `pm2 logs` says why they ended. No 0 here:
    // pm2 takes a process that was killed (out of memory) for one that ended with 0.
    stop_exit_codes: [2, 3, 5, 6, 7],
    autorestart: true,
    // From 1 s up to 15 s; back to 1 s after half a minute of running.
    exp_backoff_restart_delay: 1000,
    watch: false,
    // pm2 shows when lines came; sn1 writes the time itself.
    time: false,
    merge_logs: true,
  };
}

module.exports = {
  apps: [
    neuron("miner", "miner1"),
    // neuron("miner", "miner2"),
    // neuron("validator", "val"),
  ],
};
