import { PackageError } from "../src/base/mod.ts";

/**
 * Why a task could not be made.
 * `unknown_task`: no such name · `config`: tasks or probabilities make no sense · `bad_context`: the context has not
 * what the task needs · `no_text`: the writer gave nothing usable · `unsupported`: something the task needs is not
 * here · `exhausted`: no task could be made in the allowed tries.
 */
export type TaskErrorCode =
  | "unknown_task"
  | "config"
  | "bad_context"
  | "no_text"
  | "unsupported"
  | "exhausted";

/** Error of the `tasks` package. */
export class TaskError extends PackageError<TaskErrorCode> {
  /** Name of the package in error output: `tasks`. */
  override readonly package = "tasks";
}

/**
 * Why a dataset gave nothing.
 * `unavailable`: the source is down or refuses us, data.retryAfterS if it says for how long · `exhausted`: nine tries
 * found nothing · `config`: a folder or a setting is wrong · `bad_reply`: the source answered something else.
 */
export type DatasetErrorCode = "unavailable" | "exhausted" | "config" | "bad_reply";

/** Error of the sources of contexts. */
export class DatasetError extends PackageError<DatasetErrorCode> {
  /** Name of the package in error output: `tasks`. */
  override readonly package = "tasks";
}
