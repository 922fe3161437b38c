import { concatBytes } from "../../../base/mod.ts";
import { ProtoWriter } from "./protobuf.ts";

/** Element types of ONNX tensors (TensorProto.DataType). */
export const ElementType = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

/** Sizes of a tensor: numbers are fixed, names are symbols. */
export type Dims = readonly (number | string)[];

/** Attribute of a node: an int, a list of ints, or a float. */
export type Attribute = number | readonly number[] | { float: number };

/** What an ONNX operator needs besides its inputs. */
export interface NodeOptions {
  attributes?: Record<string, Attribute>;
  /** Names of the results; one fresh name when left out. */
  outputs?: string[];
  /** Operator set other than ONNX's own. */
  domain?: string;
}

/** ValueInfoProto of a tensor. */
export function valueInfo(name: string, type: number, dims: Dims): ProtoWriter {
  const shape = new ProtoWriter();
  for (const dim of dims) {
    shape.message(
      1,
      typeof dim === "number" ? new ProtoWriter().int(1, dim) : new ProtoWriter().text(2, dim),
    );
  }
  const tensor = new ProtoWriter().int(1, type).message(2, shape);
  return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
}

/** Weights that lie in a file beside the model, as those of large models do. */
export class ExternalWeights {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** @param location file name, relative to the model's folder */
  constructor(readonly location: string) {}

  /** Adds a tensor's numbers. @returns where they are, as ONNX wants to know it */
  add(bytes: Uint8Array): Record<string, string> {
    const offset = this.#length;
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return { location: this.location, offset: String(offset), length: String(bytes.length) };
  }

  /** The file. */
  finish(): Uint8Array<ArrayBuffer> {
    return concatBytes(...this.#parts);
  }
}

/**
 * TensorProto with its numbers inside, or in a file of weights.
 */
export function tensorProto(
  name: string,
  dims: readonly number[],
  data: Float32Array | BigInt64Array,
  weights?: ExternalWeights,
): ProtoWriter {
  const tensor = new ProtoWriter();
  for (const dim of dims) tensor.int(1, dim);
  const type = data instanceof Float32Array ? ElementType.float32 : ElementType.int64;
  tensor.int(2, type).text(8, name);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (!weights) return tensor.bytes(9, bytes);
  for (const [key, value] of Object.entries(weights.add(bytes))) {
    tensor.message(13, new ProtoWriter().text(1, key).text(2, value));
  }
  return tensor.int(14, 1);
}

/** NodeProto. */
export function nodeProto(type: string, name: string, inputs: string[], options: NodeOptions): ProtoWriter {
  const node = new ProtoWriter();
  for (const input of inputs) node.text(1, input);
  for (const output of options.outputs ?? []) node.text(2, output);
  node.text(3, name).text(4, type);
  for (const [key, value] of Object.entries(options.attributes ?? {})) {
    const attribute = new ProtoWriter().text(1, key);
    if (typeof value === "number") attribute.int(3, value).int(20, 2);
    else if ("float" in value) attribute.float(2, value.float).int(20, 1);
    else {
      for (const item of value) attribute.int(8, item);
      attribute.int(20, 7);
    }
    node.message(5, attribute);
  }
  if (options.domain) node.text(7, options.domain);
  return node;
}

/** Builds one ONNX model, node by node. */
export class GraphBuilder {
  readonly #nodes: ProtoWriter[] = [];
  readonly #initializers: [string, ProtoWriter][] = [];
  readonly #used = new Set<string>();
  readonly #inputs: ProtoWriter[] = [];
  readonly #outputs: ProtoWriter[] = [];
  readonly #weights: ExternalWeights | undefined;
  #names = 0;

  /** @param weights file for the matrices; without it they are part of the model */
  constructor(weights?: ExternalWeights) {
    this.#weights = weights;
  }

  /** A constant of the graph. @returns its name */
  tensor(name: string, dims: readonly number[], data: Float32Array | BigInt64Array): string {
    const external = data instanceof Float32Array && dims.length === 2 ? this.#weights : undefined;
    this.#initializers.push([name, tensorProto(name, dims, data, external)]);
    return name;
  }

  /** A constant list of integers. */
  ints(values: readonly number[]): string {
    return this.tensor(`const_${this.#names++}`, [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  /** A constant integer without dimensions. */
  int(value: number): string {
    return this.tensor(`const_${this.#names++}`, [], BigInt64Array.of(BigInt(value)));
  }

  /** A constant float without dimensions. */
  float(value: number): string {
    return this.tensor(`const_${this.#names++}`, [], Float32Array.of(value));
  }

  /** Adds a node. @returns the name of its first result */
  op(type: string, inputs: string[], attributes: Record<string, Attribute> = {}, options: NodeOptions = {}) {
    const outputs = options.outputs ?? [`value_${this.#names++}`];
    for (const input of inputs) this.#used.add(input);
    this.#nodes.push(
      nodeProto(type, `${type}_${this.#nodes.length}`, inputs, { ...options, attributes, outputs }),
    );
    return outputs[0]!;
  }

  /** Declares an input of the model. @returns its name */
  input(name: string, type: number, dims: Dims): string {
    this.#inputs.push(valueInfo(name, type, dims));
    return name;
  }

  /** Declares a result of the model. */
  output(name: string, type: number, dims: Dims): void {
    this.#outputs.push(valueInfo(name, type, dims));
  }

  /** The ONNX file. */
  finish(name: string): Uint8Array<ArrayBuffer> {
    const graph = new ProtoWriter();
    for (const node of this.#nodes) graph.message(1, node);
    graph.text(2, name);
    for (const [key, tensor] of this.#initializers) if (this.#used.has(key)) graph.message(5, tensor);
    for (const info of this.#inputs) graph.message(11, info);
    for (const info of this.#outputs) graph.message(12, info);
    const operators = (domain: string, version: number) => new ProtoWriter().text(1, domain).int(2, version);
    return new ProtoWriter().int(1, 8).text(2, "sn1").message(7, graph)
      .message(8, operators("", 17)).message(8, operators("com.microsoft", 1)).finish();
  }
}
