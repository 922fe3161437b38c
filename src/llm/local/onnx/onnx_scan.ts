/** Declared input or result of an ONNX model. */
export interface DeclaredTensor {
  name: string;
  /** ElementType of ONNX. */
  type: number;
  dims: (number | string)[];
}

/** What is declared at the border of an ONNX graph. */
export interface OnnxBorder {
  inputs: DeclaredTensor[];
  outputs: DeclaredTensor[];
  /** Whether the fused GroupQueryAttention operator is in the graph. */
  fused: boolean;
}

type Field = { field: number; wire: number; value: number; from: number; to: number };

/** Fields of a message, bodies left unread. */
function* fields(bytes: Uint8Array, from: number, to: number): Generator<Field> {
  let at = from;
  const varint = () => {
    let value = 0;
    let scale = 1;
    for (;;) {
      if (at >= to) throw new RangeError("the file ends inside a number");
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < to) {
    const key = varint();
    const [field, wire] = [Math.floor(key / 8), key % 8];
    if (wire === 0) yield { field, wire, value: varint(), from: 0, to: 0 };
    else {
      const length = wire === 2 ? varint() : wire === 5 ? 4 : wire === 1 ? 8 : -1;
      if (length < 0 || at + length > to) throw new RangeError(`a field of wire type ${wire} does not fit`);
      yield { field, wire, value: 0, from: at, to: at + length };
      at += length;
    }
  }
}

const decoder = new TextDecoder();

function* inside(bytes: Uint8Array, parent: Field, number: number): Generator<Field> {
  for (const field of fields(bytes, parent.from, parent.to)) if (field.field === number) yield field;
}

function declared(bytes: Uint8Array, info: Field): DeclaredTensor {
  const out: DeclaredTensor = { name: "", type: 0, dims: [] };
  for (const name of inside(bytes, info, 1)) out.name = decoder.decode(bytes.subarray(name.from, name.to));
  for (const type of inside(bytes, info, 2)) {
    for (const tensor of inside(bytes, type, 1)) {
      for (const element of inside(bytes, tensor, 1)) out.type = element.value;
      for (const shape of inside(bytes, tensor, 2)) {
        for (const dim of inside(bytes, shape, 1)) {
          let size: number | string = "";
          for (const part of fields(bytes, dim.from, dim.to)) {
            size = part.field === 1 ? part.value : decoder.decode(bytes.subarray(part.from, part.to));
          }
          out.dims.push(size);
        }
      }
    }
  }
  return out;
}

/**
 * Reads the border of an ONNX model, skipping over nodes and weights.
 * @throws RangeError when the bytes are no protobuf message
 */
export function scanOnnx(bytes: Uint8Array): OnnxBorder {
  const border: OnnxBorder = { inputs: [], outputs: [], fused: false };
  const whole: Field = { field: 0, wire: 2, value: 0, from: 0, to: bytes.length };
  for (const graph of inside(bytes, whole, 7)) {
    for (const field of fields(bytes, graph.from, graph.to)) {
      if (field.field === 11) border.inputs.push(declared(bytes, field));
      else if (field.field === 12) border.outputs.push(declared(bytes, field));
      else if (field.field === 1 && !border.fused) {
        for (const type of inside(bytes, field, 4)) {
          border.fused ||= decoder.decode(bytes.subarray(type.from, type.to)) === "GroupQueryAttention";
        }
      }
    }
  }
  return border;
}
