/** An answer that arrived and is not accepted; becomes status 422 (wire-protocol §5.4). */
export class RefusedAnswer extends Error {}
