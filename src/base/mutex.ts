/** Lets one piece of work in at a time, in the order of arrival. */
export class Mutex {
  #tail: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all earlier work has ended, whatever its outcome. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work, work);
    this.#tail = result.catch(() => {});
    return result;
  }
}
