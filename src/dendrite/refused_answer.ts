/** An answer that arrived and is not accepted; becomes status 422 (docs/spec/wire.md#54-failure-mapping). */
export class RefusedAnswer extends Error {}
