import { z } from "zod";
import { errorText } from "../../base/mod.ts";
import type { EventExport } from "../../telemetry/mod.ts";
import { openEventExport } from "../../telemetry/mod.ts";
import type { CommandContext } from "../command.ts";
import { type FlagValues, text, toggle, TRUSTED_SOURCES } from "./flags.ts";
import type { Basics } from "../startup/open_neuron.ts";
import { VERSION } from "../version.ts";

/** Where receivers of OpenTelemetry listen when nobody says otherwise. */
const USUAL_RECEIVER = "http://localhost:4318";

function isReceiver(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Flags of the export of events: those of wandb keep their names. */
export const eventFlags = {
  "wandb.on": toggle({
    help:
      "export events; wandb has no maintained JavaScript client, so they go out through OpenTelemetry (--otel.endpoint)",
  }),
  "otel.endpoint": {
    ...text({
      help:
        "export events to this receiver of OTLP over HTTP; with --wandb.on also from OTEL_EXPORTER_OTLP_ENDPOINT [http://localhost:4318]",
      placeholder: "URL",
      sources: TRUSTED_SOURCES,
      notable: true,
      env: ["OTEL_EXPORTER_OTLP_ENDPOINT"],
    }),
    schema: z.union([z.undefined(), z.string().refine(isReceiver, "is no http:// or https:// address")]),
  },
  "wandb.off": toggle({ help: "export no events, whatever else is said", hidden: true }),
  "wandb.offline": toggle({ help: "export no events; sn1 events export has them all", hidden: true }),
  "wandb.notes": text({ help: "attribute sn1.notes of exported events", hidden: true }),
  "wandb.entity": text({ help: "attribute sn1.entity of exported events", hidden: true }),
  "wandb.project_name": text({ help: "attribute sn1.project of exported events", hidden: true }),
};

/** Who sends events. */
export interface EventSender {
  kind: "miner" | "validator";
  uid: number;
  hotkey: string;
  netuid: number;
  network: string;
  /** What Python gave its runs beside hotkey, version and netuid. */
  tags: readonly string[];
}

/**
 * Opens the export of events when the flags ask for it: `--wandb.on`, or a receiver that is named for this program. An
 * `OTEL_EXPORTER_OTLP_ENDPOINT` alone says where, not whether: it is there for other programs too.
 * @returns null when nothing is exported
 */
export async function openEvents(
  context: Pick<CommandContext, "sources" | "env"> & { flags: FlagValues<typeof eventFlags> },
  sender: EventSender,
  basics: Basics,
): Promise<EventExport | null> {
  const { flags, sources, env } = context;
  const source = sources["otel.endpoint"];
  const named = source === "flag" || source === "config" || !!env("BT_OTEL_ENDPOINT");
  if (!flags["wandb.on"] && !named) return null;
  const { logger } = basics;
  if (flags["wandb.off"] || flags["wandb.offline"]) {
    logger.info("no events are exported: --wandb.off and --wandb.offline win");
    return null;
  }
  const endpoint = flags["otel.endpoint"] ?? USUAL_RECEIVER;
  logger.info(
    flags["wandb.on"]
      ? `wandb has no maintained JavaScript client: its events go to ${endpoint} through OpenTelemetry`
      : `events go to ${endpoint} through OpenTelemetry`,
  );
  const { kind, uid, hotkey, netuid, network, tags } = sender;
  let events: EventExport;
  try {
    events = await openEventExport({
      endpoint,
      service: `sn1-${kind}`,
      version: VERSION,
      facts: {
        "service.instance.id": hotkey,
        "sn1.uid": uid,
        "sn1.netuid": netuid,
        "sn1.network": network,
        "sn1.tags": [hotkey, VERSION, `netuid_${netuid}`, ...tags],
        "sn1.project": flags["wandb.project_name"],
        "sn1.entity": flags["wandb.entity"],
        "sn1.notes": flags["wandb.notes"],
      },
    }, basics);
  } catch (error) {
    // Watching must not keep a neuron from running.
    logger.error(`no events are exported: ${errorText(error)}`);
    return null;
  }
  events.emit("run", { kind, uid, hotkey, netuid, network, flags: { ...flags } });
  return events;
}
