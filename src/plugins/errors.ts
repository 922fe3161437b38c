import { PackageError } from "../base/mod.ts";

/**
 * Codes of {@link PluginError}. `load`: the file cannot be read or run · `shape`: an export has another shape ·
 * `name`: a name is taken.
 */
export type PluginErrorCode = "load" | "shape" | "name";

/** A plugin that cannot be used; the message names its file and export. */
export class PluginError extends PackageError<PluginErrorCode> {
  /** Name of the package in error output: `plugins`. */
  override readonly package = "plugins";
}
